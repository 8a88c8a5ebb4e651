"""Azure Repos: a thread of a pull request for each comment.

Source: https://learn.microsoft.com/en-us/rest/api/azure/devops/git/pull-request-threads
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.comment.address import path
from lepton_iac.comment.forge import Comment, Tell, by
from lepton_iac.comment.http import GoneError, Http, RefusedError
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError

SCOPES = (
    "`Contribute to pull requests` for the build service (SYSTEM_ACCESSTOKEN), or a token with the scope"
    " `Code (read & write)`"
)
_API = {"api-version": "7.0"}
_CLOSED = frozenset({"closed", "fixed", "wontfix", "bydesign"})


@dataclass(frozen=True)
class AzureRepos:
    """One pull request on Azure DevOps, service or server.

    A thread is made without a status: one that is ``active`` blocks completion where a policy wants all comments
    resolved.
    """

    http: Http
    target: Target
    tell: Tell
    hides_by: str = "Azure Repos cannot hide comments: older threads were closed"

    def comments(self) -> Iterator[Comment]:
        """The first comment of each thread; the API gives all threads at once."""
        answer = self.http.ask("GET", self._threads(), params=_API).json
        for raw in self.http.rows(answer.get("value") if isinstance(answer, dict) else None, self._threads()):
            found = _comment(raw)
            if found is not None:
                yield found

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those of the token's identity."""
        try:
            answer = self.http.ask("GET", "_apis/connectionData").json
        except (RefusedError, GoneError):
            return by("", marked, self.tell)
        user = answer.get("authenticatedUser") if isinstance(answer, dict) else None
        return by(str(user.get("id") or "") if isinstance(user, dict) else "", marked, self.tell)

    def read(self, comment: Comment) -> Comment:
        """The thread as it is now."""
        return _certain(self.http.ask("GET", self._thread(comment), params=_API).json)

    def create(self, text: str) -> Comment:
        """A new thread with one comment."""
        said = {"parentCommentId": 0, "content": text, "commentType": 1}
        return _certain(self.http.ask("POST", self._threads(), params=_API, body={"comments": [said]}).json)

    def update(self, comment: Comment, text: str) -> Comment:
        """New text in the thread's first comment; Azure lets the last writer win."""
        self.http.ask("PATCH", self._said(comment), params=_API, body={"content": text})
        return comment

    def delete(self, comment: Comment) -> None:
        """The thread's first comment is gone, or was gone already; an empty thread is not shown."""
        try:
            self.http.ask("DELETE", self._said(comment), params=_API)
        except GoneError:
            return

    def hide(self, comment: Comment) -> None:
        """The thread is closed, which folds it."""
        self.http.ask("PATCH", self._thread(comment), params=_API, body={"status": "closed"})

    def _threads(self) -> str:
        if self.target.commit:
            raise LeptonError("Azure Repos has no comments on commits", where="--commit", mend="give --pull-request")
        project, _, name = self.target.repo.partition("/")
        return f"{path(project)}/_apis/git/repositories/{path(name)}/pullRequests/{self.target.number}/threads"

    def _thread(self, comment: Comment) -> str:
        return f"{self._threads()}/{path(comment.key)}"

    def _said(self, comment: Comment) -> str:
        return f"{self._thread(comment)}/comments/{path(comment.node)}"


def _certain(raw: Any) -> Comment:
    found = _comment(raw)
    if found is None:
        raise LeptonError("Azure's answer holds no thread", mend="check --api-url: https://dev.azure.com/ORGANIZATION")
    return found


def _comment(raw: Any) -> Comment | None:
    """A thread that is not deleted, as its first comment; the system's own threads have text too and no mark."""
    said = raw.get("comments") if isinstance(raw, dict) and not raw.get("isDeleted") else None
    first = said[0] if isinstance(said, list) and said else None
    if not isinstance(first, dict) or first.get("isDeleted") or "id" not in raw:
        return None
    author = first.get("author")
    return Comment(
        str(raw["id"]),
        str(first.get("content") or ""),
        author=str(author.get("id") or "") if isinstance(author, dict) else "",
        node=str(first.get("id", 1)),
        hidden=str(raw.get("status") or "").lower() in _CLOSED,
    )
