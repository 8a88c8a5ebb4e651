"""The two ways a filter says what it wants: a value, or a pattern written plain or as ``/…/i``."""

from collections.abc import Callable, Iterable
from functools import lru_cache

import regex

LONGEST = 400
PATIENCE_SECONDS = 0.05

Holds = Callable[[str], bool]


def nothing(text: str) -> bool:  # noqa: ARG001 - the shape of a condition
    """No text at all: what a pattern holds that is none."""
    return False


@lru_cache(maxsize=4096)
def pattern(written: str) -> Holds:
    """Whether a text has the pattern somewhere; a pattern that is none, or takes too long, holds nothing."""
    flags, source = 0, written
    start, slash, ending = written.rpartition("/")
    if slash and start.startswith("/") and set(ending) <= set("gimsuy"):
        flags, source = (regex.IGNORECASE if "i" in ending else 0), start[1:].replace("\\/", "/")
    if len(source) > LONGEST:
        return nothing
    try:
        compiled = regex.compile(source, flags)
    except (regex.error, OverflowError, RecursionError, ValueError):
        return nothing
    return lambda text: _found(compiled, text)


def _found(compiled: "regex.Pattern[str]", text: str) -> bool:
    try:
        return compiled.search(text, timeout=PATIENCE_SECONDS) is not None
    except TimeoutError:
        return False


def held(holds: Holds, values: Iterable[str]) -> bool:
    """Whether one of the spellings of an attribute is what is wanted; an attribute that is not there reads as empty."""
    return any(holds(value) for value in values or ("",))
