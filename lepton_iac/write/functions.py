"""The few Terraform functions that hand a value on unaltered, or decide a condition; the rest stay unknown."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from lepton_iac.units import plain as plain_number
from lepton_iac.write.syntax import Plain
from lepton_iac.write.value import (
    NOTHING,
    Known,
    Lazy,
    Listed,
    Mapped,
    Owned,
    Unknown,
    Value,
    all_reads,
    reading,
    settled,
)

LONGEST = 400
"""Digits; a number with more is never written out, and equals only itself."""


def text(value: Plain) -> str:
    """A scalar as Terraform turns it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return plain_number(number) if abs(number.adjusted()) < LONGEST else str(number)
    return "" if value is None else value


def pick(value: Value, key: Plain) -> Value:
    """``value[key]`` or ``value.key``."""
    match value:
        case Mapped(entries, reads):
            entry = entries.get(text(key))
            return Unknown("no such entry", reads) if entry is None else reading(entry.get(), reads)
        case Listed(items, reads):
            at = _position(key)
            inside = at is not None and 0 <= at < len(items)
            return reading(items[at].get(), reads) if inside and at is not None else Unknown("no such element", reads)
        case Owned(get, _, site, reads):
            name = text(key)
            found = get(name)
            place = reads | {site(name)}
            return Unknown(f"{name} is not set in the files", place) if found is None else reading(found, place)
        case _:
            return Unknown("not a collection" if isinstance(value, Known) else value.why, value.reads)


def is_listed(value: Value) -> bool:
    """A list or set."""
    return isinstance(value, Listed)


def elements(value: Value) -> list[tuple[Value, Lazy]] | None:
    """The (key, element) pairs that ``for`` walks; ``None`` when they cannot be known."""
    match value:
        case Mapped(entries, reads):
            return [(Known(key, reads=reads), entries[key]) for key in sorted(entries)]
        case Listed(items, reads):
            return [(Known(position, reads=reads), item) for position, item in enumerate(items)]
        case _:
            return None


def call(name: str, arguments: tuple[Lazy, ...], *, expands: bool) -> Value:
    """What a function call comes to; unknown, depending on all its arguments, unless it is one of the few."""
    function = _FUNCTIONS.get(name.removeprefix("core::"))
    found = function(arguments) if function and not expands and arguments else None
    if found is not None:
        return found
    reads = frozenset().union(*(all_reads(argument.get()) for argument in arguments))
    return Unknown(f"the result of {name}()", reads)


def _position(key: Plain) -> int | None:
    try:
        return int(text(key))
    except ValueError:
        return None


def _same(arguments: Sequence[Lazy]) -> Value | None:
    """Conversions: the value itself, written as it is."""
    return arguments[0].get() if len(arguments) == 1 else None


def _set(arguments: Sequence[Lazy]) -> Value | None:
    value = arguments[0].get()
    return value if isinstance(value, Listed) and len(arguments) == 1 else None


def _lookup(arguments: Sequence[Lazy]) -> Value | None:
    whole, key = arguments[0].get(), arguments[1].get() if len(arguments) > 1 else Unknown("no key")
    if not isinstance(whole, Mapped) or not isinstance(key, Known):
        return None
    if text(key.value) in whole.entries:
        return reading(pick(whole, key.value), key.reads)
    return reading(arguments[2].get(), whole.reads | key.reads) if len(arguments) == 3 else None


def _element(arguments: Sequence[Lazy]) -> Value | None:
    whole, at = arguments[0].get(), arguments[1].get() if len(arguments) == 2 else Unknown("no index")
    if not isinstance(whole, Listed) or not isinstance(at, Known) or not whole.items:
        return None
    position = _position(at.value)
    return None if position is None else reading(pick(whole, position % len(whole.items)), at.reads)


def _coalesce(arguments: Sequence[Lazy]) -> Value | None:
    reads = NOTHING
    for argument in arguments:
        value = argument.get()
        if not isinstance(value, Known):
            return None
        if value.value is not None and value.value != "":
            return reading(value, reads)
        reads |= value.reads
    return None


def _merge(arguments: Sequence[Lazy]) -> Value | None:
    entries: dict[str, Lazy] = {}
    reads = NOTHING
    for argument in arguments:
        value = argument.get()
        if not isinstance(value, Mapped):
            return None
        entries.update(value.entries)
        reads |= value.reads
    return Mapped(entries, reads)


def _concat(arguments: Sequence[Lazy]) -> Value | None:
    items: list[Lazy] = []
    reads = NOTHING
    for argument in arguments:
        value = argument.get()
        if not isinstance(value, Listed):
            return None
        items.extend(value.items)
        reads |= value.reads
    return Listed(tuple(items), reads)


def _contains(arguments: Sequence[Lazy]) -> Value | None:
    whole, wanted = arguments[0].get(), arguments[1].get() if len(arguments) == 2 else Unknown("nothing")
    if not isinstance(whole, Listed) or not isinstance(wanted, Known):
        return None
    values = [item.get() for item in whole.items]
    plain = [value.value for value in values if isinstance(value, Known)]
    if len(plain) != len(values):
        return None
    found = text(wanted.value) in [text(value) for value in plain]
    return Known(found, reads=all_reads(whole) | wanted.reads)


def _length(arguments: Sequence[Lazy]) -> Value | None:
    match arguments[0].get():
        case Mapped(entries, reads):
            return Known(len(entries), reads=reads)
        case Listed(items, reads):
            return Known(len(items), reads=reads)
        case _:
            return None


def _keys(arguments: Sequence[Lazy]) -> Value | None:
    value = arguments[0].get()
    if not isinstance(value, Mapped):
        return None
    return Listed(tuple(settled(Known(key, reads=value.reads)) for key in sorted(value.entries)), value.reads)


def _values(arguments: Sequence[Lazy]) -> Value | None:
    value = arguments[0].get()
    if not isinstance(value, Mapped):
        return None
    return Listed(tuple(value.entries[key] for key in sorted(value.entries)), value.reads)


def _regex(arguments: Sequence[Lazy]) -> Value | None:
    """``can(regex(pattern, text))`` is how variables are checked; only patterns that RE2 and Python share."""
    values = [argument.get() for argument in arguments]
    if len(values) != 2 or not all(isinstance(value, Known) for value in values):
        return None
    pattern, subject = (text(value.value) for value in values if isinstance(value, Known))
    if "(?" in pattern or "\\" in pattern or "[[" in pattern:
        return None
    reads = all_reads(values[0]) | all_reads(values[1])
    try:
        match = re.search(pattern, subject)
    except re.error:
        return None
    return Known(match[0], reads=reads) if match else Unknown(_FAILED, reads)


def _can(arguments: Sequence[Lazy]) -> Value | None:
    value = arguments[0].get()
    if isinstance(value, Known):
        return Known(True, reads=value.reads)
    return Known(False, reads=value.reads) if isinstance(value, Unknown) and value.why == _FAILED else None


_FAILED = "the pattern does not match"
_FUNCTIONS: dict[str, Callable[[Sequence[Lazy]], Value | None]] = {
    "can": _can,
    "coalesce": _coalesce,
    "concat": _concat,
    "contains": _contains,
    "element": _element,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _same,
    "regex": _regex,
    "sensitive": _same,
    "tobool": _same,
    "tolist": _same,
    "tomap": _same,
    "tonumber": _same,
    "toset": _set,
    "tostring": _same,
    "values": _values,
}
