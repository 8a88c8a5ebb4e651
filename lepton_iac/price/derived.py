"""Windows prices that no source publishes for a region but that follow from those it does.

A Windows machine costs its Linux price plus a licence surcharge that belongs to the SKU, not to the region: on AWS
$0.046 per vCPU-hour for most types (https://aws.amazon.com/ec2/pricing/on-demand/), on Azure a figure per size
(https://azure.microsoft.com/pricing/details/virtual-machines/windows/). A price is derived only where the SKU's own
surcharge is the same in nearly all regions that publish both prices, and where the region itself publishes others
that follow their SKU's surcharge. Every derived row says so.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.model import PriceRow
from lepton_iac.price.book_store import query

PROVIDERS = frozenset({"aws", "azurerm"})
FEWEST_REGIONS = 3
AGREEMENT = Decimal("0.9")

_PAIRS = """
SELECT windows.sku, region.name, bare.price, licensed.price
FROM line AS windows
JOIN line AS linux ON linux.provider = windows.provider AND linux.service = windows.service
  AND linux.component = 'linux' AND linux.sku = windows.sku AND linux.purchase = windows.purchase
JOIN price AS licensed ON licensed.line = windows.id
JOIN price AS bare ON bare.line = linux.id AND bare.region = licensed.region
JOIN region ON region.id = licensed.region
WHERE windows.provider = ? AND windows.service = 'vm' AND windows.component = 'windows'
  AND windows.purchase = 'on_demand'
"""


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What Windows adds to a SKU's hour, and in how many regions that is published."""

    usd_per_hour: Decimal
    regions: int


@dataclass(frozen=True, slots=True)
class Surcharges:
    """The proven surcharges of one provider, and the regions that follow them."""

    by_sku: Mapping[str, Surcharge]
    regions: frozenset[str]

    def windows_row(self, linux: PriceRow) -> PriceRow | None:
        """The derived Windows price of a Linux one, or ``None`` where it is not proven."""
        surcharge = self.by_sku.get(linux.sku)
        if surcharge is None or linux.region not in self.regions:
            return None
        rule = (
            f"Linux price plus the Windows surcharge of {linux.sku}, ${surcharge.usd_per_hour} per hour"
            f" in the {surcharge.regions} regions that publish it"
        )
        return replace(linux, component="windows", price=linux.price + surcharge.usd_per_hour, derived=rule)


def stored_surcharges(store: sqlite3.Connection, provider: str) -> Surcharges:
    """The proven surcharges of a provider from a store's published prices; none for providers that sell no such SKU."""
    if provider not in PROVIDERS:
        return Surcharges({}, frozenset())
    found = query(store, _PAIRS, (provider,))
    return proven_surcharges((sku, region, Decimal(licensed) - Decimal(bare)) for sku, region, bare, licensed in found)


def proven_surcharges(published: Iterable[tuple[str, str, Decimal]]) -> Surcharges:
    """Surcharges that at least 3 regions publish and 9 in 10 agree on, from (SKU, region, surcharge) triples.

    A region counts when at least 3 of its SKUs, and 9 in 10 of them, follow their own SKU's surcharge.
    """
    figures: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for sku, region, surcharge in published:
        figures[sku].append((region, surcharge))
    by_sku: dict[str, Surcharge] = {}
    follows: dict[str, list[bool]] = defaultdict(list)
    for sku, found in figures.items():
        figure, count = Counter(surcharge for _, surcharge in found).most_common(1)[0]
        if figure > 0 and count >= FEWEST_REGIONS and count >= AGREEMENT * len(found):
            by_sku[sku] = Surcharge(figure, count)
            for region, surcharge in found:
                follows[region].append(surcharge == figure)
    regions = {region for region, votes in follows.items() if _proven(votes)}
    return Surcharges(by_sku, frozenset(regions))


def _proven(votes: list[bool]) -> bool:
    return len(votes) >= FEWEST_REGIONS and sum(votes) >= AGREEMENT * len(votes)
