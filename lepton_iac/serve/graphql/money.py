"""Other currencies, by rates that the operator sets; without a rate there is no price in a currency."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from lepton_iac.errors import LeptonError

Rates = Mapping[str, Decimal]
"""Currency to how much of it one US dollar is."""

_RATE = re.compile(r"(?P<code>[A-Z]{3})=(?P<rate>[0-9]{1,9}(?:\.[0-9]{1,9})?)")


def rates_of(written: Iterable[str]) -> Rates:
    """Rates written ``EUR=0.92``; the dollar is always there.

    Raises:
        LeptonError: one is written otherwise, or is zero.
    """
    found = {"USD": Decimal(1)}
    for one in written:
        parts = _RATE.fullmatch(one)
        try:
            rate = Decimal(parts["rate"]) if parts else Decimal(0)
        except InvalidOperation:
            rate = Decimal(0)
        if parts is None or not rate:
            raise LeptonError(f"no exchange rate: {one!r}", mend="write what one US dollar is, as EUR=0.92")
        found[parts["code"]] = rate
    return found
