"""GitLab: notes of a merge request, or discussions of a commit.

Source: https://docs.gitlab.com/api/notes/, https://docs.gitlab.com/api/discussions/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.comment.address import path
from lepton_iac.comment.forge import Comment, Tell, by
from lepton_iac.comment.http import Answer, GoneError, Http, RefusedError
from lepton_iac.comment.superseded import folded
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError

LIMIT = 1_000_000
SCOPES = (
    "GITLAB_TOKEN with the scope `api` and the role Reporter or higher (CI_JOB_TOKEN may not comment on most servers)"
)


@dataclass(frozen=True)
class GitLab:
    """One merge request or commit on gitlab.com or a server of one's own."""

    http: Http
    target: Target
    tell: Tell
    hides_by: str = "GitLab cannot hide notes: older ones were folded"

    def comments(self) -> Iterator[Comment]:
        """All notes, a hundred a page, as long as there is a next page."""

        def follow(answer: Answer) -> str:
            page = answer.headers.get("x-next-page", "")
            return f"{self._list()}?per_page=100&page={page}" if page.isascii() and page.isdigit() else ""

        for page in self.http.pages(self._list(), {"per_page": "100"}, follow):
            for raw in self.http.rows(page, self._list()):
                yield from self._discussion(raw) if self.target.commit else [_comment(raw)]

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those of the token's user; a job token is nobody."""
        try:
            answer = self.http.ask("GET", "user").json
        except (RefusedError, GoneError):
            return by("", marked, self.tell)
        return by(str(answer.get("id") or "") if isinstance(answer, dict) else "", marked, self.tell)

    def read(self, comment: Comment) -> Comment:
        """The note as it is now."""
        return _comment(self.http.ask("GET", f"{self._list()}/{comment.key}").json, comment.key)

    def create(self, text: str) -> Comment:
        """A new note, or a new discussion of a commit."""
        raw = self.http.ask("POST", self._list(), body={"body": text}).json
        if not self.target.commit:
            return _comment(raw)
        return next(iter(self._discussion(raw)), Comment("", text))

    def update(self, comment: Comment, text: str) -> Comment:
        """New text; GitLab lets the last writer win."""
        return _comment(self.http.ask("PUT", f"{self._list()}/{comment.key}", body={"body": text}).json, comment.key)

    def delete(self, comment: Comment) -> None:
        """Gone, or gone already."""
        try:
            self.http.ask("DELETE", f"{self._list()}/{comment.key}")
        except GoneError:
            return

    def hide(self, comment: Comment) -> None:
        """Folded: GitLab has no way to hide a note."""
        self.update(comment, folded(comment.text, LIMIT))

    def _list(self) -> str:
        project = f"projects/{path(self.target.repo)}"
        if self.target.commit:
            return f"{project}/repository/commits/{path(self.target.commit)}/discussions"
        return f"{project}/merge_requests/{self.target.number}/notes"

    def _discussion(self, raw: Any) -> Iterator[Comment]:
        """The first note of each discussion: answers are people's."""
        notes = raw.get("notes") if isinstance(raw, dict) else None
        if isinstance(notes, list) and notes and isinstance(notes[0], dict) and "id" in notes[0]:
            yield _comment(notes[0], f"{path(str(raw.get('id')))}/notes/{path(str(notes[0]['id']))}")


def _comment(raw: Any, key: str = "") -> Comment:
    if not isinstance(raw, dict) or "id" not in raw:
        raise LeptonError("GitLab's answer holds no note", mend="check --api-url: it ends in /api/v4")
    author: Mapping[str, Any] = raw["author"] if isinstance(raw.get("author"), dict) else {}
    text = str(raw.get("body") or "")
    return Comment(key or path(str(raw["id"])), text, author=str(author.get("id") or ""))
