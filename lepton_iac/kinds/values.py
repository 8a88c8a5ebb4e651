"""Attribute values as an evaluation needs them: cast, as a list of blocks, in words."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.spec import Input
from lepton_iac.kinds.world import End
from lepton_iac.model import Quantity, Resource, Unknown
from lepton_iac.units import decimal

_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


def blocks(value: Any) -> list[Any]:
    """Blocks as a list; a single one may stand without its list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def cast(value: Any, entry: Input) -> Any:
    """The value in the form its input asks for; ``Unknown`` when it is no number."""
    if value is None or isinstance(value, Unknown) or not entry.cast:
        return value
    match entry.cast:
        case "number":
            try:
                return decimal(value)
            except ValueError:
                return Unknown(f"{entry.name} is not a number")
        case "bool":
            return value is True or str(value).lower() == "true"
        case _:
            return str(value)


def bound(quantity: Quantity, end: End) -> Decimal:
    """One end of a quantity's range; the expected amount where it has none."""
    found = (quantity.expected, quantity.low, quantity.high)[end]
    return quantity.expected if found is None else found


def shown(value: Any) -> str:
    """A default in words."""
    return "true" if value is True else str(value)


def nowhere(resource: Resource) -> str:
    """Why a region is not known, with the mend where the user can give it."""
    why = resource.region_source or "the region is not known"
    return f"{why}; give it with --default-region" if "environment" in why or "does not tell" in why else why


def under(used: Mapping[str, Quantity | str], prefix: str, key: str) -> Quantity | str | None:
    """The usage declared below a prefix; of an address, each index may be written as ``[*]``."""
    if not prefix:
        return None
    found = used.get(f"{prefix}.{key}")
    return used.get(f"{_INDEX.sub('[*]', prefix)}.{key}") if found is None else found
