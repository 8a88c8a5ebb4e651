"""Usage written as an Infracost usage file: nested keys, each with where its figure comes from.

Source: https://www.infracost.io/docs/features/usage_based_resources/
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from lepton_iac.errors import ReadError
from lepton_iac.forecast.usage_file import ADDRESSES, TYPES, VERSION
from lepton_iac.model import Quantity, Usage
from lepton_iac.units import decimal, plain

Leaf: TypeAlias = tuple[int | float | str, str]
"""A value and the comment above it."""

QUANTILES: Mapping[str, str] = {"p50": "expected", "p90": "high"}
"""Which end of a quantity is written."""


def write_usage(usage: Usage, quantile: str = "p50", head: str = "") -> str:
    """Usage as an Infracost usage file; dotted keys become nested, the order is alphabetical.

    Args:
        quantile: a key of ``QUANTILES``; a quantity without a spread is written as it is.
        head: a comment for the top of the file, one line or several.

    Raises:
        ReadError: a key is at once a value and a group of keys.
    """
    lines = [*_comment(head, 0), f"version: {VERSION}"]
    for section, quantities, words in (
        (TYPES, usage.by_type, usage.options_by_type),
        (ADDRESSES, usage.declared, usage.options),
    ):
        found = {place: _nested(_leaves(place, quantities, words, quantile), place) for place in {*quantities, *words}}
        known = {place: nested for place, nested in found.items() if nested}
        if known or section == ADDRESSES:
            lines.append(f"{section}:" if known else f"{section}: {{}}")
            lines.extend(_lines(known, 2))
    return "\n".join(lines) + "\n"


def _leaves(
    place: str, quantities: Mapping[str, Mapping[str, Quantity]], words: Mapping[str, Mapping[str, str]], quantile: str
) -> Mapping[str, Leaf]:
    numbers = {key: _leaf(quantity, quantile) for key, quantity in quantities.get(place, {}).items()}
    return {**{key: (word, "") for key, word in words.get(place, {}).items()}, **numbers}


def _leaf(quantity: Quantity, quantile: str) -> Leaf:
    spread = quantity.low is not None and quantity.high is not None
    amount = getattr(quantity, QUANTILES[quantile]) if spread else quantity.expected
    told = f"{quantile}, " if spread else ""
    return _number(amount), f"{told}{quantity.provenance.value}: {quantity.detail}" if quantity.detail else told[:-2]


def _nested(leaves: Mapping[str, Leaf], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, leaf in sorted(leaves.items()):
        *groups, last = key.split(".")
        group = found
        for name in groups:
            group = group.setdefault(name, {})
            if not isinstance(group, dict):
                raise ReadError(f"{name} is a value and a group of keys at once", where=place)
        if last in group:
            raise ReadError(f"{last} is a value and a group of keys at once", where=place)
        group[last] = leaf
    return found


def _lines(nested: Mapping[str, Any], indent: int) -> Iterator[str]:
    for name, value in sorted(nested.items()):
        blanks = " " * indent
        if isinstance(value, dict):
            yield f"{blanks}{_scalar(name)}:"
            yield from _lines(value, indent + 2)
        else:
            yield from _comment(value[1], indent)
            yield f"{blanks}{_scalar(name)}: {_scalar(value[0])}"


def _comment(text: str, indent: int) -> Iterator[str]:
    """Comment lines; nothing in them can end the comment and become a key."""
    for line in text.splitlines():
        shown = "".join(sign for sign in line if sign.isprintable())
        yield f"{' ' * indent}# {shown}"


def _scalar(value: int | float | str) -> str:
    import yaml

    text = str(yaml.safe_dump(value, allow_unicode=True, width=10**9, default_flow_style=True))
    return text.removesuffix("\n").removesuffix("\n...")


def _number(amount: Decimal) -> int | float | str:
    """A YAML number that reads back as the same decimal, else its text."""
    if amount == amount.to_integral_value():
        return int(amount)
    return float(amount) if decimal(float(amount)) == amount else plain(amount)
