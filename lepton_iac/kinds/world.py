"""What an evaluation may look at besides the resource itself, and the three scenarios it is worked out in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from lepton_iac.model import EMPTY, Quantity, Stack, Unknown

UsageOf = Callable[[str, str], Mapping[str, "Quantity | str"]]
SpecFact = Callable[[str, str, str], Any]
HasPrice = Callable[[str, str, str, str, str, str], bool]


class End(IntEnum):
    EXPECTED = 0
    LOW = 1
    HIGH = 2


class Scenario(NamedTuple):
    """What a value is worked out for: an end of its range, and one stretch of a schedule or (``None``) all together."""

    end: End
    stretch: int | None = None


EXPECTED, LOW, HIGH = (Scenario(end) for end in End)


@dataclass(frozen=True)
class World:
    """What an evaluation may look at besides the resource itself.

    Attributes:
        usage_of: (address, type) to usage key to quantity, or text for options such as an operating system.
        spec_fact: (provider, sku, field) to a fact of the instance list (``vcpu``, ``memory_gib``), or ``Unknown``.
        has_price: (provider, region, service, component, sku, purchase) whether the book holds a row.
    """

    stack: Stack
    usage_of: UsageOf = lambda address, type_name: EMPTY
    spec_fact: SpecFact = lambda provider, sku, fact: Unknown("no instance list at hand")
    has_price: HasPrice = lambda provider, region, service, component, sku, purchase: False


def provider_of(type_name: str) -> str:
    """A type's provider is the first word of its name, as in Terraform itself."""
    return type_name.partition("_")[0]
