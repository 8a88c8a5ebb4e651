"""Exactly one ladder of tiers per key: which source's rows are taken, and why the others are not."""

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from lepton_iac.model import PriceRow
from lepton_iac.price.book_aliases import preference


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


def ladder_fault(rows: Iterable[PriceRow]) -> str:
    """Why these rows are not one whole ladder; empty when they start at 0, touch one another and end open."""
    ladder = sorted(rows, key=lambda row: row.tier_from)
    if len({row.unit for row in ladder}) > 1:
        return "several units in one ladder"
    if len({row.tier_from for row in ladder}) < len(ladder):
        return "several prices for one key"
    if ladder[0].tier_from != 0:
        return "no price below the first tier"
    if any(left.tier_to != right.tier_from for left, right in itertools.pairwise(ladder)):
        return "tiers do not touch one another"
    return "" if ladder[-1].tier_to is None else "no price above the last tier"


def choose_ladder(by_source: Mapping[str, list[PriceRow]]) -> tuple[str | None, dict[str, str]]:
    """The source whose ladder is used, and for each other source the cause of its loss.

    Whole ladders only; among those the order of preference, then the newest date.
    """
    faults = {source: ladder_fault(rows) for source, rows in by_source.items()}
    whole = [source for source, fault in faults.items() if not fault]
    if not whole:
        return None, faults
    newest = {source: max(row.effective for row in by_source[source]) for source in whole}
    best_rank = min(map(preference, whole))
    best = max((source for source in whole if preference(source) == best_rank), key=lambda s: (newest[s], s))
    lost = {source: fault or "another source is preferred" for source, fault in faults.items() if source != best}
    return best, lost


def tier_end(text: str) -> Decimal | None:
    """The upper bound of a tier; ``None`` for an open end."""
    return None if text in {"", "inf", "unknown"} else Decimal(text)
