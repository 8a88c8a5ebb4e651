"""Sub-resources: lines of a bill nested by their path inside the resource."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Part(Generic[T]):
    """One sub-resource (or the resource itself, whose name is empty) with its own lines and its own parts."""

    name: str = ""
    lines: list[T] = field(default_factory=list)
    parts: "dict[str, Part[T]]" = field(default_factory=dict)

    def every(self) -> Iterator[T]:
        """All lines, those of the parts included."""
        yield from self.lines
        for part in self.parts.values():
            yield from part.every()


def nest(lines: Iterable[T], path: Callable[[T], tuple[str, ...]]) -> Part[T]:
    """The lines as a tree, in the order they come."""
    root: Part[T] = Part()
    for line in lines:
        place = root
        for name in path(line):
            place = place.parts.setdefault(name, Part(name))
        place.lines.append(line)
    return root
