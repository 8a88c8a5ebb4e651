"""Sums that lose no digit: a total in a report equals its parts to the last place."""

from collections.abc import Iterable
from decimal import Context, Decimal
from functools import reduce

from lepton_iac.model import Bill, Charge, ResourceBill, Status
from lepton_iac.units import HOURS_PER_MONTH, plain

_WIDE = Context(prec=400)
_HOURLY_PLACES = Decimal("1e-18")


def add(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The exact sum of the known amounts; ``None`` when none is known."""
    known = [amount for amount in amounts if amount is not None]
    return reduce(_WIDE.add, known) if known else None


def subtract(amount: Decimal, other: Decimal) -> Decimal:
    """The exact difference."""
    return _WIDE.subtract(amount, other)


def cost(charge: Charge) -> Decimal | None:
    """The charge's monthly cost, ``None`` when it is not known."""
    return charge.cost if isinstance(charge.cost, Decimal) else None


def bound(charge: Charge, name: str) -> Decimal | None:
    """``low`` or ``high`` of a charge; its cost when the quantity has no range."""
    value = getattr(charge, name)
    known = cost(charge)
    return value if isinstance(value, Decimal) and known is not None else known


def line_total(line: ResourceBill) -> Decimal | None:
    """The known part of a resource's monthly cost; free is 0, nothing known is ``None``."""
    known = add(cost(charge) for charge in line.charges)
    return Decimal(0) if known is None and line.status is Status.FREE else known


def bill_total(bill: Bill) -> Decimal:
    """The known part of a bill per month."""
    return add(line_total(line) for line in bill.lines) or Decimal(0)


def bill_bound(bill: Bill, name: str) -> Decimal:
    """The known part of a bill with all usage at its ``low`` or ``high`` end."""
    return add(bound(charge, name) for line in bill.lines for charge in line.charges) or Decimal(0)


def text(amount: Decimal | None) -> str | None:
    """A plain decimal string for machines, ``None`` for what is not known."""
    return None if amount is None else plain(amount)


def hourly(amount: Decimal | None) -> str | None:
    """A monthly figure per hour of a 730-hour month, to 18 places."""
    if amount is None:
        return None
    return plain(_WIDE.quantize(_WIDE.divide(amount, HOURS_PER_MONTH), _HOURLY_PLACES))
