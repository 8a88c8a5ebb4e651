"""The hidden line by which a later run finds an earlier comment and sees which of the two is newer."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_FIRST = re.compile(r"<!-- lepton-iac (?P<state>comment|superseded) tag=(?P<tag>\S+) made=(?P<made>\S+) -->")
_LAST = re.compile(r"\[//\]: # \(lepton-iac (?P<state>comment|superseded) tag=(?P<tag>\S+) made=(?P<made>[^\s()]+)\)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the hidden line says.

    Attributes:
        tag: tells the comments of several pipelines on one pull request apart.
        made: when the figures were made, with a time zone; not when they were sent.
        superseded: a newer comment has taken this one's place.
    """

    tag: str
    made: datetime
    superseded: bool = False

    def hidden_line(self) -> str:
        """The line where HTML comments are hidden; it is the first."""
        return f"<!-- {self._words()} -->"

    def reference_line(self) -> str:
        """The line where HTML comments are shown: a link definition nobody refers to; it is the last.

        Source: https://spec.commonmark.org/0.31.2/#link-reference-definitions
        """
        return f"[//]: # ({self._words()})"

    def _words(self) -> str:
        state = "superseded" if self.superseded else "comment"
        return f"lepton-iac {state} tag={self.tag} made={self.made.isoformat()}"


def mark_of(text: str) -> Mark | None:
    """The mark of a comment, from its first line or its last; None when it is nobody's or was altered."""
    lines = text.strip().splitlines()
    if not lines:
        return None
    found = _FIRST.fullmatch(lines[0].strip()) or _LAST.fullmatch(lines[-1].strip())
    if found is None:
        return None
    made = _time(found["made"])
    return None if made is None else Mark(found["tag"], made, found["state"] == "superseded")


def without_mark(text: str) -> str:
    """The text that people see."""
    lines = text.strip().splitlines()
    if lines and _FIRST.fullmatch(lines[0].strip()):
        lines = lines[1:]
    if lines and _LAST.fullmatch(lines[-1].strip()):
        lines = lines[:-1]
    return "\n".join(lines).strip()


def _time(text: str) -> datetime | None:
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)
