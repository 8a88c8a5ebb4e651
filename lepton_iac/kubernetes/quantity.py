"""Amounts as Kubernetes writes them: ``500m``, ``1.5Gi``, ``2e3``.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

GIB = Decimal(2**30)
LARGEST = Decimal(2) ** 63
"""The canonical form holds no number above 2^63 - 1."""

_QUANTITY = re.compile(r"([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,2})?")
_SCALE: Mapping[str, Decimal] = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"), "": Decimal(1),
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", 1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}  # fmt: skip


def quantity(value: Any) -> Decimal:
    """A quantity as an exact number: cores of a processor, bytes of memory.

    Raises:
        ValueError: not of the grammar, negative, or larger than Kubernetes allows.
    """
    written = "" if isinstance(value, bool) or not isinstance(value, str | int | Decimal) else str(value)
    match = _QUANTITY.fullmatch(written)
    if match is None:
        raise ValueError(f"not a quantity: {str(value)[:60]!r}")
    number, suffix = Decimal(match[1]), match[2] or ""
    exact = number * (_SCALE[suffix] if suffix in _SCALE else Decimal(10) ** int(suffix[1:]))
    if exact < 0 or exact >= LARGEST:
        raise ValueError(f"out of bounds: {str(value)[:60]!r}")
    return exact


@dataclass(frozen=True, slots=True)
class Amount:
    """Processor cores and GiB of memory."""

    cpu: Decimal = Decimal(0)
    memory: Decimal = Decimal(0)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.cpu + other.cpu, self.memory + other.memory)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.cpu - other.cpu, self.memory - other.memory)

    def times(self, factor: Decimal | int) -> "Amount":
        """So many of it."""
        return Amount(self.cpu * factor, self.memory * factor)

    def larger(self, other: "Amount") -> "Amount":
        """The larger of each."""
        return Amount(max(self.cpu, other.cpu), max(self.memory, other.memory))

    def within(self, other: "Amount") -> bool:
        """Both fit."""
        return self.cpu <= other.cpu and self.memory <= other.memory
