"""One room per host: a server with state, its address, and a way to it that counts its waiting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.comment.forge import Behavior, Forge
from lepton_iac.comment.hosts import HOSTS, http_to, root_of
from lepton_iac.comment.place import Outcome, place
from lepton_iac.comment.redact import Token, spellings
from lepton_iac.comment.target import Target
from tests.comment.servers import (
    TOKEN,
    AzureServer,
    CloudServer,
    DataCenterServer,
    GitHubServer,
    GitLabServer,
    Server,
)

KINDS: dict[str, tuple[str, type[Server], str]] = {
    "github": ("github", GitHubServer, ""),
    "gitlab": ("gitlab", GitLabServer, ""),
    "azure-repos": ("azure-repos", AzureServer, ""),
    "bitbucket-cloud": ("bitbucket", CloudServer, "/2.0"),
    "bitbucket-server": ("bitbucket", DataCenterServer, ""),
}
VARIABLE = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN", "azure-repos": "SYSTEM_ACCESSTOKEN"}


@dataclass
class Room:
    """A host and what was said on the way to it."""

    kind: str
    host: str
    server: Server
    url: str
    waits: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def variable(self) -> str:
        return VARIABLE.get(self.host, "BITBUCKET_TOKEN")

    def forge(self, secret: str = TOKEN, commit: str = "") -> Forge:
        target = Target("o/r", 0 if commit else 7, commit, root_of(self.host, self.url))
        http = http_to(self.host, target.api_url, Token(secret, self.variable), spellings(secret))
        return HOSTS[self.host].forge(
            replace(http, sleep=self.waits.append, now=lambda: 1_000.0), target, self.told.append
        )

    def place(self, text: str, behavior: Behavior = Behavior.UPDATE, commit: str = "") -> Outcome:
        return place(self.forge(commit=commit), text, behavior, self.told.append)


@pytest.fixture(params=KINDS)
def room(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Iterator[Room]:
    host, kind, suffix = KINDS[request.param]
    server = kind(HOSTS[host].limit)
    httpserver.expect_request(re.compile(".*")).respond_with_handler(server.serve)
    yield Room(request.param, host, server, f"{httpserver.url_for('').rstrip('/')}{suffix}")
    httpserver.check_assertions()
