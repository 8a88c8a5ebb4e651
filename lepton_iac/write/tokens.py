"""Whether two versions of a file say the same outside the bytes that were meant to change."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from lepton_iac.write.layout import Splice
from lepton_iac.write.parse_hcl import BOM, block_places, count_errors, syntax_tree
from lepton_iac.write.trees import Range, alike

Token = tuple[int, int, str, str]
"""First and last byte, kind and text."""

_WHOLE_BLOCKS = 12_288
"""python-hcl2 takes about 2 ms for 300 bytes: it reads the first touched blocks up to this many bytes in a file;
tree-sitter and the comparison of all values see everything."""


def ranges(found: Sequence[Splice]) -> tuple[list[Range], list[Range]]:
    """The bytes of one file that splices take away, and those that they put in."""
    before = [(one.start, one.end) for one in found]
    after: list[Range] = []
    shift = 0
    for one in found:
        after.append((one.start + shift, one.start + shift + len(one.after)))
        shift += len(one.after) - (one.end - one.start)
    return before, after


def difference(path: str, before: bytes, after: bytes, found: Sequence[Splice]) -> str:
    """What is wrong with the new version of a file; empty when all is well."""
    if path.endswith(".json"):
        return _json_difference(before, after, len(found))
    old, new = syntax_tree(before), syntax_tree(after)
    if count_errors(new) > count_errors(old):
        return "the result would not parse"
    taken, put = ranges(found)
    intact = alike(old, new, taken, put) or _same_leaves(old, new, before, after, taken, put)
    if not intact:
        return "the result would alter something else in the file"
    return _second_opinion(before, after, block_places(old), block_places(new), taken, put)


def _same_leaves(old: Any, new: Any, before: bytes, after: bytes, taken: Sequence[Range], put: Sequence[Range]) -> bool:
    """The slow way, for files in which a comment changes its place in the tree when its neighbour goes."""
    return _outside(_leaves(old, before), taken) == _outside(_leaves(new, after), put)


def _outside(tokens: Iterator[Token], spans: Sequence[Range]) -> list[tuple[str, str]]:
    """The tokens that do not lie in any of the ordered spans."""
    found: list[tuple[str, str]] = []
    at = 0
    for start, end, kind, text in tokens:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if not (at < len(spans) and spans[at][0] <= start and end <= spans[at][1]):
            found.append((kind, text))
    return found


def _leaves(root: Any, data: bytes) -> Iterator[Token]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        children = node.children
        if children:
            waiting.extend(reversed(children))
        elif node.end_byte > node.start_byte:
            start, end = node.start_byte, node.end_byte
            yield start, end, node.type, data[start:end].decode("utf-8", "surrogateescape")


def _second_opinion(
    before: bytes,
    after: bytes,
    old: Sequence[Range],
    new: Sequence[Range],
    taken: Sequence[Range],
    put: Sequence[Range],
) -> str:
    """python-hcl2 reads the touched blocks too, and has to see the same outside the spans."""
    left, right = _touched(old, taken), _touched(new, put)
    if len(left) == len(right):
        left, right = _first(left), right[: len(_first(left))]
    one, other = _hcl2(before, left, taken), _hcl2(after, right, put)
    if one is None:
        return ""
    if other is None:
        return "python-hcl2 could not read the result"
    return "" if one == other else "python-hcl2 sees something else altered"


def _first(places: Sequence[Range]) -> list[Range]:
    """The leading blocks that are not too long to be read twice, one at least."""
    total = accumulate(end - start for start, end in places)
    return [
        place for at, (place, size) in enumerate(zip(places, total, strict=True)) if size <= _WHOLE_BLOCKS or at == 0
    ]


def _touched(places: Sequence[Range], spans: Sequence[Range]) -> list[Range]:
    """The top-level blocks that hold a span, or touch one."""
    found: list[Range] = []
    at = 0
    for start, end in places:
        while at < len(spans) and spans[at][1] < start:
            at += 1
        if at < len(spans) and spans[at][0] <= end and not (spans[at][0] <= start and end <= spans[at][1]):
            found.append((start, end))
    return found


def _hcl2(data: bytes, places: Sequence[Range], spans: Sequence[Range]) -> list[tuple[str, str]] | None:
    found: list[tuple[str, str]] = []
    for start, end in places:
        text = data[start:end].replace(b"\r\n", b" \n")
        tokens = _hcl2_tokens(text)
        if tokens is None:
            return None
        inside = [(max(a - start, 0), b - start) for a, b in spans if b >= start and a <= end]
        found.extend(_outside(iter(tokens), inside))
    return found


@lru_cache(maxsize=512)
def _hcl2_tokens(text: bytes) -> tuple[Token, ...] | None:
    """The tokens of a block without its newlines and comments, which tree-sitter compares."""
    import hcl2
    import lark

    try:
        words = text.decode("utf-8")
        tree = hcl2.parses_to_tree(words + "\n")
    except (UnicodeError, lark.exceptions.LarkError):
        return None
    offsets = None if len(words) == len(text) else _offsets(words)
    found: list[Token] = []
    for token in tree.scan_values(lambda value: isinstance(value, lark.Token)):
        start, end = token.start_pos, token.end_pos
        if start is None or end is None or token.type == "NL_OR_COMMENT" or not str(token).strip():
            continue
        first, last = (start, end) if offsets is None else (offsets[start], offsets[min(end, len(words))])
        found.append((first, last, str(token.type), str(token).strip()))
    return tuple(sorted(found))


def _offsets(words: str) -> list[int]:
    found = [0]
    for letter in words:
        found.append(found[-1] + len(letter.encode("utf-8")))
    return found


def _json_difference(before: bytes, after: bytes, allowed: int) -> str:
    try:
        one, other = (_flat(json.loads(data.removeprefix(BOM)), ()) for data in (before, after))
    except ValueError:
        return "the result would not be JSON"
    left, right = dict(one), dict(other)
    different = sum(left[key] != right.get(key) for key in left) + len(right.keys() - left.keys())
    return "the result would alter something else in the file" if different > allowed else ""


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _flat(inner, (*path, str(at)))
    else:
        yield path, (type(value).__name__, value)
