"""Exactly one ladder of tiers per key: which source's rows are taken, and why the others are not."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from lepton_iac.model import PriceRow
from lepton_iac.price.book_aliases import EXPECTATIONS, FREE_NAMES
from lepton_iac.price.book_names import preference

LESS_PREFERRED = "another source is preferred"


class Key(NamedTuple):
    """What a ladder is looked up by."""

    provider: str
    service: str
    component: str
    sku: str
    purchase: str
    region: str


def key_of(row: PriceRow) -> Key:
    """The key of the ladder a row belongs to."""
    return Key(row.provider, row.service, row.component, row.sku, row.purchase, row.region)


def tidy_ladder(rows: Iterable[PriceRow]) -> list[PriceRow]:
    """The rows by rising tier: twins said once, and an end that the source left out read from the next tier's start."""
    unique = {(row.tier_from, row.tier_to, row.price, row.unit): row for row in rows}
    ladder = sorted(unique.values(), key=lambda row: (row.tier_from, row.price))
    for at, (row, above) in enumerate(itertools.pairwise(ladder)):
        if row.tier_to is None and above.tier_from > row.tier_from:
            ladder[at] = replace(row, tier_to=above.tier_from)
    return ladder


def ladder_fault(ladder: list[PriceRow]) -> str:
    """Why these rows (by rising tier) are not one whole ladder; empty when they are.

    Whole means one unit, a start at 0, tiers that touch, an open end, and prices that are not a hole shown as zero.
    """
    touching = all(below.tier_to == above.tier_from for below, above in itertools.pairwise(ladder))
    free = FREE_NAMES.search(ladder[0].component)
    faults = (
        (len({row.unit for row in ladder}) > 1, "several units for one key"),
        (len({row.tier_from for row in ladder}) < len(ladder), "several prices for one key"),
        (ladder[0].tier_from != 0, "no price below the first tier"),
        (not touching, "tiers do not touch one another"),
        (ladder[-1].tier_to is not None, "no price above the last tier"),
        (any(row.price < 0 for row in ladder), "price below zero"),
        (not free and all(row.price == 0 for row in ladder), "price of zero for something that no name calls free"),
    )
    return next((fault for broken, fault in faults if broken), "")


def choose_ladder(by_source: Mapping[str, list[PriceRow]]) -> tuple[str | None, dict[str, str]]:
    """The source whose ladder is used, and for each other source the cause of its loss.

    Whole ladders only. Expectations come last; then ladders without a free allowance come first, because an allowance
    belongs to the account and not to one resource; then the order of preference; then the newest date.
    """
    faults = {source: ladder_fault(rows) for source, rows in by_source.items()}
    whole = sorted(source for source, fault in faults.items() if not fault)
    if not whole:
        return None, faults
    by_date = sorted(whole, key=lambda source: max(_date(row) for row in by_source[source]), reverse=True)
    best = min(by_date, key=lambda source: _rank(source, by_source[source]))
    return best, {source: fault or LESS_PREFERRED for source, fault in faults.items() if source != best}


def tier_end(text: str) -> Decimal | None:
    """The upper bound of a tier; ``None`` for an open end."""
    return None if text in {"", "inf", "unknown"} else Decimal(text)


def _rank(source: str, ladder: list[PriceRow]) -> tuple[bool, bool, int]:
    return source == EXPECTATIONS, ladder[0].price == 0, preference(source)


def _date(row: PriceRow) -> str:
    return "" if row.effective == "undated" else row.effective
