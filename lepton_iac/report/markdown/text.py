"""Tables and folds of GitHub-flavoured Markdown; every cell given here is inert already."""

from collections.abc import Iterable

_RULES = {"l": ":--", "r": "--:"}


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], align: str) -> str:
    """A table; ``align`` holds ``l`` or ``r`` per column."""
    lines = [header, tuple(_RULES[letter] for letter in align), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fold(summary: str, body: str) -> str:
    """A section that opens on a click."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def bullets(lines: Iterable[str], most: int) -> str:
    """A list, at most ``most`` items and then how many more there are."""
    found = list(lines)
    more = [f"- and {len(found) - most:,} more"] if len(found) > most else []
    return "\n".join([*(f"- {line}" for line in found[:most]), *more])
