"""Tiers and units of a price ladder: which share of a quantity falls where, and what one displayed unit takes."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lepton_iac.model import PriceRow
from lepton_iac.units import HOURS_PER_MONTH, SECONDS_PER_MONTH, plain

ONE = Decimal(1)
ZERO = Decimal(0)

_MONTHLY = {"-month": ONE, "-hours": HOURS_PER_MONTH, "-seconds": SECONDS_PER_MONTH}
_SAME = {
    "GB": "GB-month",
    "GiB": "GiB-month",
    "TB": "TB-month",
    "month": "months",
    "hour": "hours",
    "tags": "operations",
    "vCore-hours": "hours",
}


def price_multiplier(shown: str, booked: str) -> Decimal | None:
    """How many book units one single displayed unit takes in a month: an ``LCU`` is 730 ``LCU-hours``.

    ``None`` when the two cannot be compared: then the charge stays unpriced rather than wrong.
    """
    if booked in {shown, "unit"} or _plural(booked) == _plural(shown):
        return ONE
    if _SAME.get(shown) == booked or _SAME.get(booked) == shown:
        return ONE
    for ending, hours in _MONTHLY.items():
        if booked.endswith(ending) and _plural(booked.removesuffix(ending)) == _plural(shown):
            return hours
    return None


def _plural(word: str) -> str:
    lowered = word.lower()
    return lowered if lowered.endswith("s") else lowered + "s"


def split(
    rows: Sequence[PriceRow], taken: Decimal, low: Decimal, high: Decimal, at: Decimal | None
) -> Iterator[tuple[PriceRow | None, Decimal, Decimal, Decimal]]:
    """Walk the ladder: each tier with the share of the quantity (and of both bounds) that falls into it.

    What lies below the first tier of a ladder that starts above zero is included in something else (the 3,000 IOPS
    of a gp3 volume) and makes no line.
    """
    if not rows or (len(rows) == 1 and not rows[0].tier_from):
        yield (rows[0] if rows else None), taken, low, high
        return
    if at is not None:
        row = next((row for row in rows if row.tier_to is None or at < row.tier_to), rows[-1])
        yield row, taken, low, high
        return
    for position, row in enumerate(rows):
        shares = [_inside(row, amount) for amount in (taken, low, high)]
        if shares[0] > 0 or shares[2] > 0 or (position == 0 and taken == 0 and not row.tier_from):
            yield row, shares[0], shares[1], shares[2]


def _inside(row: PriceRow, amount: Decimal) -> Decimal:
    top = amount if row.tier_to is None else min(amount, row.tier_to)
    return max(top - row.tier_from, ZERO)


_SHORT = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))


def _short(amount: Decimal, unit: str) -> str:
    if unit.startswith("GB") and not unit.endswith(("hours", "seconds")):
        for size, word in ((Decimal(1024), "TB"), (Decimal(1000), "TB")):
            if amount >= size and amount % size == 0:
                return f"{plain(amount / size)}{word}"
        return f"{plain(amount)}GB"
    for size, letter in _SHORT:
        if amount >= size:
            return f"{plain(round(amount / size, 2))}{letter}"
    return plain(amount)


def tier_words(row: PriceRow) -> str:
    """``first 50TB``, ``next 450TB``, ``over 500TB``: the words the field uses for the tiers of a ladder."""
    if row.tier_to is None:
        return f"over {_short(row.tier_from, row.unit)}" if row.tier_from else ""
    if row.tier_from == 0:
        return f"first {_short(row.tier_to, row.unit)}"
    return f"next {_short(row.tier_to - row.tier_from, row.unit)}"
