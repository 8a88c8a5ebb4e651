"""The pull request that a delivery tells of, in the words of each forge.

Sources: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request,
https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events,
https://learn.microsoft.com/en-us/azure/devops/service-hooks/events#git.pullrequest.created,
https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Pull-request-events,
https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_COMMIT = re.compile(r"[0-9a-f]{12,64}")
MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Pull:
    """An open pull request and its newest commit (Bitbucket shortens it to 12 digits).

    Attributes:
        repos: every name of the repository it goes to.
    """

    number: int
    commit: str
    repos: tuple[str, ...]


def pull_of(forge: str, document: Any) -> Pull | None:
    """The open pull request of a delivery; ``None`` when it tells of something else."""
    state, number, commit, repos = _READERS[forge](document)
    known = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= MOST_NUMBER
    if str(state).lower() not in {"open", "opened", "active"} or not known:
        return None
    found = str(commit).lower()
    return Pull(number, found, tuple(repos)) if _COMMIT.fullmatch(found) else None


Read = tuple[Any, Any, Any, tuple[str, ...]]


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _github(document: Any) -> Read:
    pull = _at(document, "pull_request")
    return (
        _at(pull, "state"),
        _at(pull, "number"),
        _at(pull, "head.sha"),
        (str(_at(document, "repository.full_name")),),
    )


def _gitlab(document: Any) -> Read:
    merge = _at(document, "object_attributes") if _at(document, "object_kind") == "merge_request" else None
    names = (str(_at(document, "project.path_with_namespace")), str(_at(document, "project.id")))
    return _at(merge, "state"), _at(merge, "iid"), _at(merge, "last_commit.id"), names


def _azure(document: Any) -> Read:
    pull = _at(document, "resource") if str(_at(document, "eventType")).startswith("git.pullrequest.") else None
    names = (
        f"{_at(pull, 'repository.project.name')}/{_at(pull, 'repository.name')}",
        f"{_at(pull, 'repository.project.id')}/{_at(pull, 'repository.id')}",
    )
    return _at(pull, "status"), _at(pull, "pullRequestId"), _at(pull, "lastMergeSourceCommit.commitId"), names


def _bitbucket(document: Any) -> Read:
    server = _at(document, "pullRequest")
    if server is not None:
        there = _at(server, "toRef.repository")
        name = f"{_at(there, 'project.key')}/{_at(there, 'slug')}"
        return _at(server, "state"), _at(server, "id"), _at(server, "fromRef.latestCommit"), (name,)
    pull = _at(document, "pullrequest")
    name = str(_at(document, "repository.full_name"))
    return _at(pull, "state"), _at(pull, "id"), _at(pull, "source.commit.hash"), (name,)


_READERS: Mapping[str, Callable[[Any], Read]] = {
    "github": _github,
    "gitlab": _gitlab,
    "azure-repos": _azure,
    "bitbucket": _bitbucket,
}
