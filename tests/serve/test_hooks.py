"""Webhooks of the four forges, from the delivery to the comment on a server that behaves like the forge."""

import hashlib
import hmac
import json
import logging
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pytest_httpserver import HTTPServer

from lepton_iac.comment.hosts import HOSTS, root_of
from lepton_iac.comment.redact import Token
from lepton_iac.serve.app import create
from lepton_iac.serve.auth.audit import broken_links, entries, recording
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.settings import Settings
from lepton_iac.serve.store.database import migrate, open_database
from lepton_iac.serve.store.hooks import Hook, create_hook, revoke_hook, secret_of
from lepton_iac.serve.store.pulls import due, problems
from tests.comment.conftest import KINDS, VARIABLE
from tests.comment.servers import TOKEN, Server
from tests.serve.conftest import KEY, NOW, Served
from tests.serve.test_service import PLAN

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


def github(commit: str, state: str = "open") -> dict[str, Any]:
    pull = {"number": 7, "state": state, "head": {"sha": commit}}
    return {"action": "synchronize", "pull_request": pull, "repository": {"full_name": "O/R"}}


def gitlab(commit: str, state: str = "opened") -> dict[str, Any]:
    merge = {"iid": 7, "state": state, "last_commit": {"id": commit}}
    project = {"id": 1, "path_with_namespace": "o/r"}
    return {"object_kind": "merge_request", "object_attributes": merge, "project": project}


def azure(commit: str, state: str = "active") -> dict[str, Any]:
    repository = {"id": "r-id", "name": "r", "project": {"id": "o-id", "name": "o"}}
    head = {"commitId": commit}
    resource = {"pullRequestId": 7, "status": state, "repository": repository, "lastMergeSourceCommit": head}
    return {"eventType": "git.pullrequest.updated", "resource": resource}


def cloud(commit: str, state: str = "OPEN") -> dict[str, Any]:
    pull = {"id": 7, "state": state, "source": {"commit": {"hash": commit[:12]}}}
    return {"pullrequest": pull, "repository": {"full_name": "o/r"}}


def data_center(commit: str, state: str = "OPEN") -> dict[str, Any]:
    to = {"repository": {"slug": "r", "project": {"key": "O"}}}
    return {"pullRequest": {"id": 7, "state": state, "fromRef": {"latestCommit": commit}, "toRef": to}}


PAYLOADS: dict[str, Callable[..., dict[str, Any]]] = {
    "github": github,
    "gitlab": gitlab,
    "azure-repos": azure,
    "bitbucket-cloud": cloud,
    "bitbucket-server": data_center,
}


def headers_of(kind: str, body: bytes, secret: str) -> dict[str, str]:
    """What the forge puts on a delivery."""
    signature = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    if kind == "github":
        return {"X-Hub-Signature-256": signature, "X-GitHub-Event": "pull_request"}
    if kind == "gitlab":
        return {"X-Gitlab-Token": secret}
    if kind == "azure-repos":
        return {"Authorization": f"Basic {b64encode(f'any:{secret}'.encode()).decode()}"}
    return {"X-Hub-Signature": signature}


@dataclass
class Forge:
    """A service, the forge's server, and a webhook between them."""

    kind: str
    served: Served
    server: Server
    hook: Hook

    @property
    def secret(self) -> str:
        return secret_of(KEY, self.hook.id)

    def deliver(self, document: Any, headers: dict[str, str] | None = None) -> Any:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        given = headers_of(self.kind, body, self.secret) if headers is None else headers
        return self.served.client.post(f"/hooks/{self.hook.id}", content=body, headers=given)

    def tell(self, commit: str = COMMIT, **more: str) -> Any:
        return self.deliver(PAYLOADS[self.kind](commit, **more))

    def upload(self, stack: str = "web", commit: str = COMMIT, project: str = "shop") -> None:
        url = f"/api/v1/stacks/{stack}/plans?project={project}&commit={commit}"
        done = self.served.client.post(url, content=PLAN, headers=self.served.token(Role.ENGINEER))
        assert done.status_code == 201, done.text

    def wait(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < end, (self.server.log, problems(self.served.engine))
            time.sleep(0.05)


@pytest.fixture(params=list(KINDS))
def forge(request: pytest.FixtureRequest, settings: Settings, httpserver: HTTPServer) -> Iterator[Forge]:
    """A forge of each kind, and a service that listens to it."""
    yield from started(request.param, settings, httpserver)


@pytest.fixture
def one(settings: Settings, httpserver: HTTPServer) -> Iterator[Forge]:
    """One of them, where the kind does not matter."""
    yield from started("github", settings, httpserver)


def started(kind: str, settings: Settings, httpserver: HTTPServer, token: str = TOKEN) -> Iterator[Forge]:
    """All of it, and down again."""
    host, make, path = KINDS[kind]
    server = make(limit=HOSTS[host].limit)
    httpserver.expect_request(re.compile(".*")).respond_with_handler(server.serve)
    engine = open_database(settings.database)
    migrate(engine)
    root = root_of(host, httpserver.url_for(path).rstrip("/"))
    with recording(engine) as connection:
        hook = create_hook(connection, host, "o/r", root, "shop", NOW)
    tokens = {host: Token(token, VARIABLE.get(host, "BITBUCKET_TOKEN"))}
    with TestClient(create(replace(settings, forge_tokens=tokens)), base_url="http://localhost") as client:
        yield Forge(kind, Served(client, engine), server, hook)


def test_the_comment_follows_the_upload_of_the_commit(forge: Forge, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert forge.tell().json() == {"status": "taken"}
    assert forge.server.shown() == []
    forge.upload()
    forge.wait(lambda: len(forge.server.shown()) == 1)
    assert "$2,575.39" in forge.server.shown()[0]
    forge.wait(lambda: not due(forge.served.engine))
    before = len(forge.server.log)
    assert forge.tell().json() == {"status": "known already"}
    time.sleep(0.3)
    assert len(forge.server.log) == before, "a delivery that comes again does nothing"
    found = [one.action for one in entries(forge.served.engine)]
    assert found == ["comment created", "upload", "pull request"]
    assert list(broken_links(forge.served.engine)) == []
    service = "\n".join(one.getMessage() for one in caplog.records)
    assert forge.secret not in service
    assert TOKEN not in service


def test_several_stacks_of_a_commit_share_one_comment_and_others_stay_out(one: Forge) -> None:
    one.upload()
    one.upload("elsewhere", project="other")
    one.upload("older", OTHER)
    assert one.tell().json() == {"status": "taken"}
    one.wait(lambda: len(one.server.shown()) == 1)
    one.upload("database")
    one.wait(lambda: "database" in one.server.shown()[0])
    assert len(one.server.shown()) == 1
    assert "elsewhere" not in one.server.shown()[0]
    assert "older" not in one.server.shown()[0]


def test_what_does_not_bear_the_secret_is_refused(forge: Forge) -> None:
    body = json.dumps(PAYLOADS[forge.kind](COMMIT)).encode()
    right = headers_of(forge.kind, body, forge.secret)
    wrong = [{}, headers_of(forge.kind, body, "0" * 64), dict.fromkeys(right, ""), dict.fromkeys(right, "é")]
    if forge.kind not in {"gitlab", "azure-repos"}:
        wrong.append(headers_of(forge.kind, body + b" ", forge.secret))
    for headers in wrong:
        raw = {name.encode(): value.encode() for name, value in headers.items()}
        answer = forge.served.client.post(f"/hooks/{forge.hook.id}", content=body, headers=raw)
        assert answer.status_code == 401
    assert forge.served.client.post(f"/hooks/{'0' * 16}", content=body, headers=right).status_code == 401
    with recording(forge.served.engine) as connection:
        revoke_hook(connection, forge.hook.id, NOW)
    assert forge.tell().status_code == 401
    assert entries(forge.served.engine) == []


def test_the_secret_of_one_webhook_opens_no_other(one: Forge) -> None:
    with recording(one.served.engine) as connection:
        other = create_hook(connection, "github", "o/r", "https://api.github.com", "other", NOW)
    body = json.dumps(github(COMMIT)).encode()
    headers = headers_of("github", body, secret_of(KEY, other.id))
    assert one.deliver(body, headers).status_code == 401


def test_another_repository_or_another_event_is_not_taken(forge: Forge) -> None:
    text = json.dumps(PAYLOADS[forge.kind](COMMIT))
    strange = text.replace('"O/R"', '"x/y"').replace('"o/r"', '"x/y"').replace('"r"', '"y"').replace('"r-id"', '"y"')
    assert forge.deliver(strange.encode()).status_code == 403
    assert forge.tell(state="merged").json() == {"status": "nothing to do"}
    for body in (b"{}", b"[]", b"7", b'{"zen": "x"}', b'{"pull_request": []}', b'{"resource": 3, "eventType": 1}'):
        assert forge.deliver(body).json() == {"status": "nothing to do"}
    assert forge.deliver(text.replace("7", "true").encode()).json() == {"status": "nothing to do"}
    for body in (b"", b"{", b"[" * 100_000, b"\xff"):
        assert forge.deliver(body).status_code == 400
    assert due(forge.served.engine) == []


def test_a_commit_that_is_none_is_not_taken(forge: Forge) -> None:
    for commit in ("", "abc", "g" * 40, "%" * 40, "_" * 40):
        assert forge.tell(commit).json() == {"status": "nothing to do"}


def test_a_refusal_of_the_forge_is_kept_without_the_token(settings: Settings, httpserver: HTTPServer) -> None:
    for found in started("github", settings, httpserver, "tok-that-is-not-known"):
        found.tell()
        found.upload()
        found.wait(lambda: bool(problems(found.served.engine)))  # noqa: B023 - awaited at once
        said = problems(found.served.engine)[found.hook.id]
        assert "the token was not accepted" in said
        assert "tok-that-is-not-known" not in said


def test_without_a_token_the_mend_is_told(served: Served) -> None:
    with recording(served.engine) as connection:
        hook = create_hook(connection, "github", "o/r", "https://api.github.com", "shop", NOW)
    found = Forge("github", served, Server(), hook)
    found.tell()
    found.upload()
    found.wait(lambda: bool(problems(served.engine)))
    assert "GITHUB_TOKEN" in problems(served.engine)[hook.id]
