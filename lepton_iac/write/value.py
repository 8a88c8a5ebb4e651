"""What an expression comes to, and from which bytes: every value remembers what was read to find it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lepton_iac.write.syntax import Place, Plain

Site = tuple[str, int, int, str]
"""Something a change can touch: file, first and last byte, and an attribute's name where the whole of it is meant."""

Reads = frozenset[Site]
NOTHING: Reads = frozenset()


class Lazy:
    """A value that is worked out when it is first asked for; one that asks for itself is unknown."""

    __slots__ = ("_busy", "_make", "_value")

    def __init__(self, make: Callable[[], "Value"]) -> None:
        self._make = make
        self._value: Value | None = None
        self._busy = False

    def get(self) -> "Value":
        if self._value is None:
            if self._busy:
                return Unknown("it refers to itself")
            self._busy = True
            try:
                self._value = self._make()
            finally:
                self._busy = False
        return self._value


def settled(value: "Value") -> Lazy:
    """A value that is already known."""
    return Lazy(lambda: value)


@dataclass(frozen=True, slots=True)
class Known:
    """A string, number, bool or null. ``place`` is the literal it is, unaltered; ``None`` when it was computed."""

    value: Plain
    place: Place | None = None
    form: str = ""
    reads: Reads = NOTHING


@dataclass(frozen=True, slots=True)
class Mapped:
    """An object or map; ``reads`` is what decided which one."""

    entries: Mapping[str, Lazy]
    reads: Reads = NOTHING


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, tuple or set."""

    items: tuple[Lazy, ...]
    reads: Reads = NOTHING


@dataclass(frozen=True, slots=True)
class Unknown:
    """What cannot be worked out from the files, with everything it might depend on."""

    why: str
    reads: Reads = NOTHING


@dataclass(frozen=True, slots=True)
class Owned:
    """A resource instance (or a nested block of one): its configured attributes, looked up one by one.

    Attributes:
        get: the value of a configured attribute; ``None`` when the configuration does not set it.
        names: the configured attributes and nested blocks.
    """

    get: Callable[[str], "Value | None"]
    names: tuple[str, ...]
    site: Callable[[str], Site]
    reads: Reads = NOTHING


Value = Known | Mapped | Listed | Unknown | Owned


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value inside another, with the steps that lead to it."""

    steps: tuple[str, ...]
    value: Known | Unknown
    reads: Reads = field(default=NOTHING)


def reading(value: Value, reads: Reads) -> Value:
    """The same value, found by also reading something else."""
    if not reads or reads <= value.reads:
        return value
    joined = value.reads | reads
    match value:
        case Known(plain, place, form, _):
            return Known(plain, place, form, joined)
        case Mapped(entries, _):
            return Mapped({key: _joined(entry, reads) for key, entry in entries.items()}, joined)
        case Listed(items, _):
            return Listed(tuple(_joined(item, reads) for item in items), joined)
        case Owned(get, names, site, _):
            return Owned(get, names, site, joined)
        case Unknown(why, _):
            return Unknown(why, joined)


def _joined(entry: Lazy, reads: Reads) -> Lazy:
    return Lazy(lambda: reading(entry.get(), reads))


def leaves(value: Value, steps: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every scalar inside a value; an empty collection is a leaf that is not known."""
    match value:
        case Known() | Unknown():
            yield Leaf(steps, value, value.reads)
        case Mapped(entries, reads):
            yield Leaf(steps, Unknown("a collection", reads), reads)
            for key, entry in entries.items():
                yield from leaves(entry.get(), (*steps, key))
        case Listed(items, reads):
            yield Leaf(steps, Unknown("a collection", reads), reads)
            for position, item in enumerate(items):
                yield from leaves(item.get(), (*steps, str(position)))
        case Owned(get, names, site, reads):
            yield Leaf(steps, Unknown("a resource", reads), reads | {site("")})
            for name in names:
                inner = get(name)
                if inner is not None:
                    yield from leaves(inner, (*steps, name))


def all_reads(value: Value) -> Reads:
    """Everything that any part of a value depends on."""
    found: set[Site] = set()
    for leaf in leaves(value):
        found |= leaf.reads
    return frozenset(found)
