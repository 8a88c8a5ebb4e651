"""Laws between list prices: which rows of a book cannot be true, or not together."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from lepton_iac.model import InstanceSpec, PriceRow
from lepton_iac.price.book_ladders import Key, key_of, ladder_fault

COMMITMENTS: tuple[tuple[str, str], ...] = (
    ("spot", "on_demand"),
    ("sustained_use_full_month", "on_demand"),
    ("savings_plan_1y", "on_demand"),
    ("reserved_1y_no_upfront", "on_demand"),
    ("reserved_3y_no_upfront", "reserved_1y_no_upfront"),
    ("cud_1y", "on_demand"),
    ("cud_3y", "cud_1y"),
    ("commit_1y", "on_demand"),
    ("commit_3y", "commit_1y"),
)
"""Pairs of purchase options of one thing of which the first is never the dearer."""

LICENSED: tuple[tuple[str, str], ...] = (("linux", "windows"),)
"""Pairs of components of which the second carries a licence more."""

LOWEST, HIGHEST = Decimal("0.4"), Decimal("2.5")
"""How far a price may lie from its SKU's median over regions; the dearest region of the three clouds is below 2.2."""

FEWEST_REGIONS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that breaks a law.

    Attributes:
        law: the short name of the law.
        detail: the figures that contradict each other.
        hard: the row cannot be true and does not belong in a book; otherwise it wants a look.
    """

    law: str
    detail: str
    row: PriceRow
    hard: bool = True


def verify(rows: Iterable[PriceRow], specs: Mapping[str, Mapping[str, InstanceSpec]] | None = None) -> list[Problem]:
    """Every breach of a law among the rows of a book.

    Args:
        rows: all rows, in any order.
        specs: provider to machine type to spec; sizes are compared only where they are given.
    """
    ladders: dict[Key, list[PriceRow]] = defaultdict(list)
    for row in rows:
        ladders[key_of(row)].append(row)
    return [
        *broken_ladders(ladders),
        *disordered_purchases(ladders),
        *cheap_licences(ladders),
        *regional_outliers(ladders),
        *(cheap_sizes(ladders, specs) if specs else ()),
    ]


def broken_ladders(ladders: Mapping[Key, list[PriceRow]]) -> Iterator[Problem]:
    """Ladders with twins, gaps, overlaps, no start, no end, prices below zero or of zero without a word of free."""
    for rows in ladders.values():
        ladder = sorted(rows, key=lambda row: row.tier_from)
        fault = ladder_fault(ladder)
        if fault:
            yield from (Problem("ladder", fault, row) for row in ladder)


def disordered_purchases(ladders: Mapping[Key, list[PriceRow]]) -> Iterator[Problem]:
    """Spot, sustained and committed prices above what they are a discount of."""
    for key, rows in ladders.items():
        for cheaper, dearer in COMMITMENTS:
            against = ladders.get(key._replace(purchase=dearer)) if key.purchase == cheaper else None
            if against and rows[0].price > against[0].price:
                yield Problem("purchase order", f"{cheaper} {rows[0].price} > {dearer} {against[0].price}", rows[0])


def cheap_licences(ladders: Mapping[Key, list[PriceRow]]) -> Iterator[Problem]:
    """Licensed systems below the same machine without the licence."""
    for key, rows in ladders.items():
        for bare, licensed in LICENSED:
            against = ladders.get(key._replace(component=bare)) if key.component == licensed else None
            if against and rows[0].price < against[0].price:
                yield Problem("licence order", f"{licensed} {rows[0].price} < {bare} {against[0].price}", rows[0])


def regional_outliers(ladders: Mapping[Key, list[PriceRow]]) -> Iterator[Problem]:
    """First-tier list prices far from the median of the same thing over all regions that publish it.

    Spot prices are left out: they are a market's, and differ more than that from region to region.
    """
    by_line: dict[tuple[str, ...], list[PriceRow]] = defaultdict(list)
    for key, rows in ladders.items():
        if rows[0].price > 0 and key.purchase != "spot":
            by_line[(*key[:5], rows[0].unit)].append(min(rows, key=lambda row: row.tier_from))
    for peers in by_line.values():
        if len(peers) < FEWEST_REGIONS:
            continue
        middle = Decimal(median(row.price for row in peers))
        for row in peers:
            if not LOWEST * middle <= row.price <= HIGHEST * middle:
                share = row.price / middle
                yield Problem("regional outlier", f"{row.price} is {share:.2f} of the median {middle}", row)


def cheap_sizes(
    ladders: Mapping[Key, list[PriceRow]], specs: Mapping[str, Mapping[str, InstanceSpec]]
) -> Iterator[Problem]:
    """On-demand machines below a smaller one of their family in the same region; one of the two wants a look."""
    families: dict[tuple[str, ...], list[tuple[Decimal, Decimal, PriceRow]]] = defaultdict(list)
    for key, rows in ladders.items():
        spec = specs.get(key.provider, {}).get(key.sku)
        if key.purchase == "on_demand" and spec is not None and spec.vcpu is not None and spec.memory_gib is not None:
            build = (spec.family, str(spec.gpu_count), str(spec.local_storage_gb), str(spec.burstable))
            kin = (key.provider, key.service, key.component, key.region, *build)
            families[kin].append((spec.vcpu, spec.memory_gib, rows[0]))
    for sizes in families.values():
        sizes.sort(key=lambda size: (size[0], size[1], size[2].price, size[2].sku))
        for (_, small_memory, small), (_, memory, large) in itertools.pairwise(sizes):
            if memory >= small_memory and large.price < small.price:
                detail = f"{large.sku} {large.price} < {small.sku} {small.price}"
                yield Problem("size order", detail, large, hard=False)
