"""What the caller may choose about a report: nothing here is read from the terminal or the environment."""

from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """The questions a report answers; ``table`` and ``compact`` print the views asked for, in this order."""

    BREAKDOWN = "breakdown"
    DIFF = "diff"
    FORECAST = "forecast"
    PROPOSAL = "proposal"
    EQUIVALENTS = "equivalents"
    FINDINGS = "findings"
    EXPLAIN = "explain"


class Show(StrEnum):
    """Which resources the breakdown lists; totals and counts always cover all of them."""

    ALL = "all"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Options:
    """How to render.

    Attributes:
        width: columns of the table format.
        colour: ANSI styles in the table format.
        ascii: the terminal's encoding has no block characters; sparklines do without.
        hyperlinks: OSC 8 links to price sources in the table format; needs ``colour``.
        views: what the table prints; the other formats hold every view that has data.
        show: which resources the breakdown lists.
        address: the resource of the explain view; empty explains all.
        max_characters: longest markdown comment; GitHub's limit is 65,536.
        tag: tells the comments of several pipelines on one pull request apart.
        gates: (sentence, held) pairs of the limits that were checked.
    """

    width: int = 80
    colour: bool = False
    hyperlinks: bool = False
    ascii: bool = False
    views: tuple[View, ...] = (View.BREAKDOWN,)
    show: Show = Show.ALL
    address: str = ""
    max_characters: int = 65_536
    tag: str = "default"
    gates: tuple[tuple[str, bool], ...] = ()


DEFAULT = Options()
