"""Lines no wider than a terminal of 80 columns."""

import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 80


def narrow(lines: Iterable[str]) -> Iterator[str]:
    """Each line as it is, or where it is too wide broken between words and indented by two more."""
    for line in lines:
        if len(line) <= WIDTH:
            yield line
            continue
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        yield from textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
