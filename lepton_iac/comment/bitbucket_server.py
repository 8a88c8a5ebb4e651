"""Bitbucket Server and Data Center: comments with versions, found through a pull request's activities.

Source: https://developer.atlassian.com/server/bitbucket/rest/v1000/api-group-pull-requests/
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.comment.address import path
from lepton_iac.comment.forge import Comment, Tell, by
from lepton_iac.comment.http import Answer, GoneError, Http
from lepton_iac.comment.superseded import reduced
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError

SCOPES = "an HTTP access token with the permission `Repository read` or higher, in BITBUCKET_TOKEN"
WHO = "x-ausername"


@dataclass(frozen=True)
class BitbucketServer:
    """One pull request or commit on a Bitbucket server of one's own."""

    http: Http
    target: Target
    tell: Tell
    hides_by: str = "Bitbucket cannot hide comments: older ones were cut to their headline"

    def comments(self) -> Iterator[Comment]:
        """All comments: a pull request lists them only among its activities."""
        where = f"{self._place()}/{'comments' if self.target.commit else 'activities'}"

        def follow(answer: Answer) -> str:
            page = answer.json if isinstance(answer.json, dict) else {}
            start = page.get("nextPageStart")
            last = page.get("isLastPage", True) or not isinstance(start, int)
            return "" if last else f"{where}?limit=100&start={start}"

        for page in self.http.pages(where, {"limit": "100"}, follow):
            for raw in self.http.rows(page.get("values") if isinstance(page, dict) else None, where):
                said = raw if self.target.commit else _commented(raw)
                if isinstance(said, dict) and "id" in said:
                    yield _comment(said)

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those of the token's user, whom the server names in a header of every answer."""
        answer = self.http.ask("GET", f"{self._place()}/comments/{path(marked[0].key)}")
        return by(answer.headers.get(WHO, "").lower(), marked, self.tell)

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now, with its version."""
        return _comment(self.http.ask("GET", self._one(comment)).json)

    def create(self, text: str) -> Comment:
        """A new comment."""
        return _comment(self.http.ask("POST", f"{self._place()}/comments", body={"text": text}).json)

    def update(self, comment: Comment, text: str) -> Comment:
        """New text, only in the version we saw: the server refuses with 409 when it was altered since."""
        said = {"text": text, "version": comment.version}
        return _comment(self.http.ask("PUT", self._one(comment), body=said).json)

    def delete(self, comment: Comment) -> None:
        """Gone, or gone already."""
        try:
            self.http.ask("DELETE", self._one(comment), params={"version": str(comment.version)})
        except GoneError:
            return

    def hide(self, comment: Comment) -> None:
        """Cut to the headline."""
        self.update(comment, reduced(comment.text))

    def _place(self) -> str:
        project, _, name = self.target.repo.partition("/")
        repo = f"projects/{path(project)}/repos/{path(name)}"
        if self.target.commit:
            return f"{repo}/commits/{path(self.target.commit)}"
        return f"{repo}/pull-requests/{self.target.number}"

    def _one(self, comment: Comment) -> str:
        return f"{self._place()}/comments/{path(comment.key)}"


def _commented(raw: Any) -> Any:
    if not isinstance(raw, dict) or raw.get("action") != "COMMENTED" or raw.get("commentAction") == "DELETED":
        return None
    return raw.get("comment")


def _comment(raw: Any) -> Comment:
    if not isinstance(raw, dict) or "id" not in raw:
        raise LeptonError("Bitbucket's answer holds no comment", mend="check --api-url: it ends in /rest/api/1.0")
    author = raw.get("author")
    version = raw.get("version")
    return Comment(
        str(raw["id"]),
        str(raw.get("text") or ""),
        author=str(author.get("name") or "").lower() if isinstance(author, dict) else "",
        version=version if isinstance(version, int) else 0,
    )
