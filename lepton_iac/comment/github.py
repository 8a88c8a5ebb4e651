"""GitHub: comments of a pull request or a commit over REST, authorship and hiding over GraphQL.

Source: https://docs.github.com/en/rest/issues/comments, https://docs.github.com/en/graphql/reference/mutations
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lepton_iac.comment.address import path
from lepton_iac.comment.forge import Comment
from lepton_iac.comment.http import Answer, GoneError, Http
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
SCOPES = "`permissions: pull-requests: write` in the workflow, or the scope `repo` (fine-grained: Pull requests, write)"
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?')
_WHOSE = """query($ids: [ID!]!) { nodes(ids: $ids) { id
  ... on Comment { viewerDidAuthor } ... on Minimizable { isMinimized } } }"""
_HIDE = """mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) {
  minimizedComment { isMinimized } } }"""


@dataclass(frozen=True)
class GitHub:
    """One pull request or commit on GitHub or GitHub Enterprise Server."""

    http: Http
    target: Target
    hides_by: str = ""

    def comments(self) -> Iterator[Comment]:
        """All issue comments, a hundred a page, as long as there is a next page."""
        for page in self.http.pages(self._list(), {"per_page": "100"}, _next):
            for raw in self.http.rows(page, self._list()):
                yield _comment(raw)

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those the token's user or app wrote, and whether they are hidden: GraphQL knows both for any token."""
        found: list[Comment] = []
        for start in range(0, len(marked), 100):
            batch = marked[start : start + 100]
            nodes = self._graphql(_WHOSE, {"ids": [comment.node for comment in batch]}).get("nodes") or []
            known = {node["id"]: node for node in nodes if isinstance(node, dict) and node.get("viewerDidAuthor")}
            found += [
                replace(comment, hidden=bool(known[comment.node].get("isMinimized")))
                for comment in batch
                if comment.node in known
            ]
        return found

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now."""
        return _comment(self.http.ask("GET", self._one(comment)).json)

    def create(self, text: str) -> Comment:
        """A new comment."""
        return _comment(self.http.ask("POST", self._list(), body={"body": text}).json)

    def update(self, comment: Comment, text: str) -> Comment:
        """New text; GitHub lets the last writer win."""
        return _comment(self.http.ask("PATCH", self._one(comment), body={"body": text}).json)

    def delete(self, comment: Comment) -> None:
        """Gone, or gone already."""
        try:
            self.http.ask("DELETE", self._one(comment))
        except GoneError:
            return

    def hide(self, comment: Comment) -> None:
        """Minimized as outdated."""
        self._graphql(_HIDE, {"id": comment.node})

    def _repo(self) -> str:
        return f"repos/{path(*self.target.repo.split('/'))}"

    def _list(self) -> str:
        if self.target.commit:
            return f"{self._repo()}/commits/{path(self.target.commit)}/comments"
        return f"{self._repo()}/issues/{self.target.number}/comments"

    def _one(self, comment: Comment) -> str:
        return f"{self._repo()}/{'comments' if self.target.commit else 'issues/comments'}/{path(comment.key)}"

    def _graphql(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Ask GraphQL, which says with status 200 that something went wrong.

        Source: https://docs.github.com/en/enterprise-server@latest/graphql/guides/forming-calls-with-graphql
        """
        root = self.http.root
        url = f"{root.removesuffix('/api/v3')}/api/graphql" if root.endswith("/api/v3") else f"{root}/graphql"
        answer = self.http.ask("POST", url, body={"query": query, "variables": variables}).json
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict) or answer.get("errors"):
            reason = self.http.said(answer)
            raise LeptonError(f"GitHub's GraphQL refuses: {reason}", where=url, mend=f"the token needs {SCOPES}")
        return data


def _next(answer: Answer) -> str:
    found = _NEXT.search(answer.headers.get("link", ""))
    return found[1] if found else ""


def _comment(raw: Any) -> Comment:
    if not isinstance(raw, dict) or "id" not in raw:
        raise LeptonError("GitHub's answer holds no comment", mend="check --api-url")
    return Comment(
        str(raw["id"]),
        str(raw.get("body") or ""),
        node=str(raw.get("node_id") or ""),
        url=str(raw.get("html_url") or ""),
    )
