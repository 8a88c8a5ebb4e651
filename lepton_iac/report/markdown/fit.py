"""Keeping a comment under its host's limit by leaving out whole sections, the most detailed first."""

from dataclasses import dataclass

from lepton_iac.errors import LeptonError


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the comment; the highest ``rank`` is left out first, rank 0 never."""

    name: str
    text: str
    rank: int


def fit(sections: list[Section], limit: int) -> str:
    """The sections joined by empty lines in at most ``limit`` characters, and a line that names what was left out.

    Raises:
        LeptonError: what must stay is longer than the limit.
    """
    kept = [section for section in sections if section.text]
    dropped: list[str] = []
    size = sum(len(section.text) + 2 for section in kept)
    while size + len(_left_out(dropped)) + 1 > limit:
        last = max(range(len(kept)), key=lambda place: (kept[place].rank, place))
        if not kept[last].rank:
            raise LeptonError(f"a comment of {limit} characters cannot hold the totals", mend="allow more characters")
        gone = kept.pop(last)
        size -= len(gone.text) + 2
        if gone.name not in dropped:
            dropped.append(gone.name)
    texts = [section.text for section in kept]
    return "\n\n".join([*texts, *filter(None, [_left_out(dropped)])]) + "\n"


def _left_out(names: list[str]) -> str:
    if not names:
        return ""
    return f"<sub>Left out for length: {', '.join(names)}. The html and json reports have everything.</sub>"
