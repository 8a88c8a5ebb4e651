"""The words that monitoring systems use for units, and exact conversion into the unit of a dimension."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from lepton_iac.forecast.canonical import DIMENSIONS

UNTOLD = frozenset({"", "none", "unspecified", "null", "short"})
"""What systems write where they know no unit."""

_BITS = 1 / 8
_SYMBOLS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "B": ("byte", 1.0),
        "b": ("byte", _BITS),
        "By": ("byte", 1.0),
        "%": ("ratio", 0.01),
        "10^2.%": ("ratio", 1.0),  # UCUM: a hundred percent, https://ucum.org/ucum
        "1": ("count", 1.0),
        "s": ("second", 1.0),
        "ms": ("second", 1e-3),
        "us": ("second", 1e-6),
        "µs": ("second", 1e-6),
        "ns": ("second", 1e-9),
    }
)
_WORDS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        **dict.fromkeys(("percent", "pct", "percentage"), ("ratio", 0.01)),
        **dict.fromkeys(("fraction", "ratio", "percentunit"), ("ratio", 1.0)),
        "byte": ("byte", 1.0),
        "octet": ("byte", 1.0),
        "bit": ("byte", _BITS),
        **dict.fromkeys(("second", "sec"), ("second", 1.0)),
        "millisecond": ("second", 1e-3),
        "microsecond": ("second", 1e-6),
        "nanosecond": ("second", 1e-9),
        "minute": ("second", 60.0),
        "hour": ("second", 3600.0),
        **dict.fromkeys(("core", "vcpu", "cpu"), ("core", 1.0)),
        "millicore": ("core", 1e-3),
        "nanocore": ("core", 1e-9),
        **dict.fromkeys(
            (
                "count",
                "request",
                "req",
                "operation",
                "op",
                "io",
                "packet",
                "connection",
                "query",
                "invocation",
                "credit",
            ),
            ("count", 1.0),
        ),
    }
)
_RATES: Mapping[str, str] = MappingProxyType(
    {"iops": "io/s", "ops": "op/s", "rps": "req/s", "reqps": "req/s", "qps": "query/s", "bps": "b/s", "Bps": "B/s"}
)
_PREFIXES: Mapping[str, float] = MappingProxyType(
    {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
    | {"ki": 2.0**10, "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40}
)
_LONG_PREFIXES: Mapping[str, float] = MappingProxyType(
    {"kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12}
    | {"kibi": 2.0**10, "mebi": 2.0**20, "gibi": 2.0**30, "tebi": 2.0**40}
)
_PREFIXED = re.compile(r"^([kKMGT]i?)(By|bits?|[bB])$")
_LONG = re.compile(r"^(kilo|mega|giga|tera|kibi|mebi|gibi|tebi)(bytes?|bits?)$")
_SECOND = re.compile(r"^(?P<what>.+?)(?:/| per |Per)(?:s|sec|seconds?|Second)$")
_SHORT_RATE = re.compile(r"^(?P<what>[kKMGT]i?(?:b|bit|B))ps$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as ``factor`` times the base of its kind: a fraction, a byte, a second, a core or one thing."""

    kind: str
    factor: float
    per_second: bool = False


@lru_cache(maxsize=1024)
def parsed(text: str) -> Unit | None:
    """The unit behind a word: ``Percent``, ``MiB/s``, ``Bytes/Second``, ``CountPerSecond``, ``10^2.%``, ``req/s``.

    Case matters where it carries meaning: ``Mb`` are bits and ``MB`` bytes. ``None`` for a word that is not known.
    """
    word = _RATES.get(text.strip(), text.strip())
    short = _SHORT_RATE.match("Mbps" if word == "mbps" else word)
    if short is not None:
        word = f"{short['what']}/s"
    rate = _SECOND.match(word)
    plain = _plain(rate["what"] if rate else word)
    return None if plain is None else Unit(plain[0], plain[1], rate is not None)


def untold(unit: str) -> bool:
    """The file says no unit."""
    return unit.strip().lower() in UNTOLD


def target(dimension: str) -> Unit:
    """The unit a neutral dimension is kept in."""
    unit = parsed(DIMENSIONS[dimension])
    if unit is None:
        raise AssertionError(f"{dimension} has an unknown unit")
    return unit


def _plain(word: str) -> tuple[str, float] | None:
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    prefixed = _PREFIXED.match(word)
    if prefixed is not None:
        return "byte", _PREFIXES[prefixed[1]] * (_BITS if prefixed[2].startswith("b") else 1.0)
    lowered = word.lower().strip("{}")
    long = _LONG.match(lowered)
    if long is not None:
        return "byte", _LONG_PREFIXES[long[1]] * (_BITS if long[2].startswith("bit") else 1.0)
    return _WORDS.get(lowered) or _WORDS.get(lowered.removesuffix("s")) or _singular(lowered)


def _singular(word: str) -> tuple[str, float] | None:
    return _WORDS.get(word.removesuffix("ies") + "y") if word.endswith("ies") else None
