"""Whether two syntax trees are one outside the bytes that were replaced."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

Range = tuple[int, int]
"""First byte and the one after the last."""


def alike(old: Any, new: Any, taken: Sequence[Range], put: Sequence[Range]) -> bool:
    """Walk both trees together, only into nodes that hold a replaced range.

    A node without one has the same bytes in both versions; it is enough that it stands where it should.
    ``taken`` and ``put`` are the ordered ranges in the old and the new bytes, one for one.
    """
    before, after = _Spans(taken), _Spans(put)
    waiting = [(old, new)]
    while waiting:
        one, other = waiting.pop()
        kept, again = before.kept(one), after.kept(other)
        if len(kept) != len(again):
            return False
        for left, right in zip(kept, again, strict=True):
            if left.type != right.type:
                return False
            if before.cuts(left) or after.cuts(right):
                if not (left.children and right.children):
                    return False
                waiting.append((left, right))
            elif not _stands(left, right, before, after):
                return False
    return True


def _stands(left: Any, right: Any, before: "_Spans", after: "_Spans") -> bool:
    """Both nodes follow the same replaced range at the same distance, and are equally long."""
    at, other = before.passed(left.start_byte), after.passed(right.start_byte)
    gap = left.start_byte - (before.ends[at - 1] if at else 0)
    return (
        at == other
        and left.end_byte - left.start_byte == right.end_byte - right.start_byte
        and gap == right.start_byte - (after.ends[other - 1] if other else 0)
    )


class _Spans:
    """Ordered ranges that do not overlap."""

    def __init__(self, spans: Sequence[Range]) -> None:
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def passed(self, at: int) -> int:
        """How many ranges end at or before a byte."""
        return bisect_right(self.ends, at)

    def cuts(self, node: Any) -> bool:
        """A range begins, ends or lies within the node."""
        at = bisect_right(self.ends, node.start_byte)
        return at < len(self.starts) and self.starts[at] < node.end_byte

    def kept(self, node: Any) -> list[Any]:
        """The children that do not lie in a range."""
        return [child for child in node.children if not self._holds(child)]

    def _holds(self, node: Any) -> bool:
        at = bisect_left(self.ends, node.end_byte)
        return at < len(self.starts) and self.starts[at] <= node.start_byte and node.end_byte > node.start_byte
