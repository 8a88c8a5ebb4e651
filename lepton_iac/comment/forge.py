"""What every host of pull requests can do, in one shape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lepton_iac.comment.marker import Mark, mark_of

Tell = Callable[[str], None]
"""Hears, in sentences, of what people may wonder about."""


class Behavior(StrEnum):
    """What happens to the comment of an earlier run."""

    UPDATE = "update"
    NEW = "new"
    DELETE_AND_NEW = "delete-and-new"
    HIDE_AND_NEW = "hide-and-new"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as its host holds it.

    Attributes:
        key: what the host calls it; a path below the place comments live at.
        text: the whole text, mark included.
        author: the host's id of who wrote it; empty when it does not say.
        node: the host's second id, where one API lists comments and another hides them.
        hidden: folded away by the host itself.
        version: the host's count of alterations, where it has one.
        url: where people see it; may be empty.
    """

    key: str
    text: str
    author: str = ""
    node: str = ""
    hidden: bool = False
    version: int = 0
    url: str = ""

    @property
    def mark(self) -> Mark | None:
        """Our mark, if it bears one."""
        return mark_of(self.text)


def by(author: str, marked: Sequence[Comment], tell: Tell) -> list[Comment]:
    """Those of one author; all, and a word about it, where the host does not say who the token is."""
    if author:
        return [comment for comment in marked if comment.author == author]
    if marked:
        tell("the server does not say whose token this is: a comment with our mark is taken for ours")
    return list(marked)


class Forge(Protocol):
    """One pull request, merge request or commit on one host.

    Every method may raise ``LeptonError``; ``update`` raises ``ConflictError`` where the host notices a race.
    """

    @property
    def hides_by(self) -> str:
        """What hiding means on this host where it is not hiding, for people; empty where it is."""

    def comments(self) -> Iterator[Comment]:
        """Every comment, page by page."""

    def mine(self, marked: Sequence[Comment]) -> list[Comment]:
        """Those that this token's user wrote: anybody can write a mark, and theirs are not ours to touch."""

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now."""

    def create(self, text: str) -> Comment:
        """A new comment."""

    def update(self, comment: Comment, text: str) -> Comment:
        """New text in an old comment."""

    def delete(self, comment: Comment) -> None:
        """The comment is gone; no error when it was gone already."""

    def hide(self, comment: Comment) -> None:
        """Old figures step back; see ``hides_by``."""
