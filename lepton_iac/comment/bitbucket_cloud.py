"""Bitbucket Cloud: comments of a pull request or a commit; no HTML, no hiding.

Source: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.comment.address import path
from lepton_iac.comment.forge import Comment, Tell, by
from lepton_iac.comment.http import Answer, GoneError, Http, RefusedError
from lepton_iac.comment.superseded import reduced
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError

SCOPES = "a repository access token with the scope `pullrequest:write`, in BITBUCKET_TOKEN"


@dataclass(frozen=True)
class BitbucketCloud:
    """One pull request or commit on bitbucket.org."""

    http: Http
    target: Target
    tell: Tell
    hides_by: str = "Bitbucket cannot hide comments: older ones were cut to their headline"

    def comments(self) -> Iterator[Comment]:
        """All comments that are not deleted, page by page."""
        for page in self.http.pages(self._list(), {"pagelen": "100"}, _next):
            for raw in self.http.rows(page.get("values") if isinstance(page, dict) else None, self._list()):
                if isinstance(raw, dict) and not raw.get("deleted"):
                    yield _comment(raw)

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those of the token's user."""
        try:
            answer = self.http.ask("GET", "user").json
        except (RefusedError, GoneError):
            return by("", marked, self.tell)
        return by(str(answer.get("uuid") or "") if isinstance(answer, dict) else "", marked, self.tell)

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now."""
        return _comment(self.http.ask("GET", self._one(comment)).json)

    def create(self, text: str) -> Comment:
        """A new comment."""
        return _comment(self.http.ask("POST", self._list(), body={"content": {"raw": text}}).json)

    def update(self, comment: Comment, text: str) -> Comment:
        """New text; Bitbucket Cloud lets the last writer win."""
        return _comment(self.http.ask("PUT", self._one(comment), body={"content": {"raw": text}}).json)

    def delete(self, comment: Comment) -> None:
        """Gone, or gone already."""
        try:
            self.http.ask("DELETE", self._one(comment))
        except GoneError:
            return

    def hide(self, comment: Comment) -> None:
        """Cut to the headline."""
        self.update(comment, reduced(comment.text))

    def _list(self) -> str:
        repo = f"repositories/{path(*self.target.repo.split('/'))}"
        if self.target.commit:
            return f"{repo}/commit/{path(self.target.commit)}/comments"
        return f"{repo}/pullrequests/{self.target.number}/comments"

    def _one(self, comment: Comment) -> str:
        return f"{self._list()}/{path(comment.key)}"


def _next(answer: Answer) -> str:
    following = answer.json.get("next") if isinstance(answer.json, dict) else None
    return following if isinstance(following, str) else ""


def _comment(raw: Any) -> Comment:
    if not isinstance(raw, dict) or "id" not in raw:
        raise LeptonError("Bitbucket's answer holds no comment", mend="check --api-url: it ends in /2.0")
    content, user, links = (_table(raw.get(name)) for name in ("content", "user", "links"))
    return Comment(
        str(raw["id"]),
        str(content.get("raw") or ""),
        author=str(user.get("uuid") or ""),
        url=str(_table(links.get("html")).get("href") or ""),
    )


def _table(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}
