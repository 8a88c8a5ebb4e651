"""Money, quantities and months: exact decimals, and units that carry their own multiplier."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

HOURS_PER_MONTH = Decimal(730)
"""A billing month, in hours: 8,760 / 12, the convention of the field (Infracost, AWS calculator)."""

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
CENT = Decimal("0.01")

_MULTIPLIERS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9}
_COUNTED = re.compile(r"^(?P<number>\d[\d,]*)(?P<scale>[kKMB]?)[ -]+(?P<noun>[A-Za-z].*)$")


@lru_cache(maxsize=4096)
def multiplier(unit: str) -> int:
    """How many single things one displayed unit stands for: ``"1M requests"`` is 1,000,000, ``"GB"`` is 1."""
    match = _COUNTED.match(unit)
    if match is None:
        return 1
    return int(match["number"].replace(",", "")) * _MULTIPLIERS[match["scale"]]


@lru_cache(maxsize=4096)
def noun(unit: str) -> str:
    """The single thing behind a displayed unit: ``"1M requests"`` counts ``"requests"``."""
    match = _COUNTED.match(unit)
    return match["noun"] if match else unit


def cents(amount: Decimal) -> Decimal:
    """Round money to cents, half up, for people; sums are made before rounding."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """A decimal as a plain string with no exponent and no trailing zeros: ``Decimal("2E-7")`` is ``"0.0000002"``."""
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def money(amount: Decimal, currency: str = "USD") -> str:
    """Money for people: ``$1,234.50``; other currencies carry their code."""
    sign = "-" if amount < 0 else ""
    figure = f"{abs(cents(amount)):,}"
    return f"{sign}${figure}" if currency == "USD" else f"{sign}{figure} {currency}"


def decimal(value: object) -> Decimal:
    """An exact decimal from a number or numeric text; floats go through their shortest text.

    Raises:
        ValueError: the value is not a finite number.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"not a number: {value!r}")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number
