"""Small stacks, a shelf of a few prices, and demands, so that every rule is tried on figures one can check by hand."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from lepton_iac.kinds.world import World
from lepton_iac.model import (
    Change,
    Demand,
    InstanceSpec,
    PriceRow,
    Proposal,
    Provenance,
    Quantity,
    Resource,
    Stack,
    Status,
    Unpriced,
)
from lepton_iac.optimize import Constraints, optimize
from lepton_iac.price.book import Book
from lepton_iac.price.engine import price
from lepton_iac.price.facts import has_price, spec_fact
from lepton_iac.price.market import Market

REGIONS = {"aws": "eu-west-1", "azurerm": "northeurope", "google": "europe-west1"}
_PRICES = """
aws vm linux t2.large 0.1008
aws vm linux t3.large 0.0912
aws vm linux t3.xlarge 0.1824
aws vm linux m4.xlarge 0.222
aws vm linux m5.large 0.107
aws vm linux m5.xlarge 0.214
aws vm linux m5.2xlarge 0.428
aws vm linux m5a.xlarge 0.192
aws vm linux m6a.large 0.0963
aws vm linux m6a.xlarge 0.1926
aws vm linux m6g.large 0.086
aws vm linux m6i.xlarge 0.214
aws vm linux r5.large 0.141
aws vm linux c5.large 0.096
aws rds mysql/single-az db.m5.large 0.19
aws rds mysql/single-az db.m5.xlarge 0.38
aws rds mysql/multi-az db.m5.large 0.38
aws rds mysql/multi-az db.m5.xlarge 0.76
aws elasticache redis cache.m5.large 0.174
aws elasticache redis cache.m5.xlarge 0.347
aws ebs ebs_gp2_storage - 0.11 GB-month
aws ebs ebs_gp3_storage - 0.088 GB-month
aws ebs ebs_gp3_iops - 0.0055 IOPS-month
aws ebs ebs_gp3_throughput - 0.044 MBps-month
aws ebs ebs_io1_storage - 0.138 GB-month
aws ebs ebs_io1_iops - 0.072 IOPS-month
aws ebs ebs_io2_storage - 0.138 GB-month
aws ebs ebs_io2_iops - 0.072 IOPS-month
aws ebs ebs_st1_storage - 0.05 GB-month
aws ebs ebs_standard_storage - 0.055 GB-month
aws nat_gateway nat_gateway_hours - 0.048
aws nat_gateway nat_gateway_data_processed - 0.048 GB
aws public_ipv4 public_ipv4_idle_hours - 0.005
aws public_ipv4 public_ipv4_in_use_hours - 0.005
aws cloudwatch cloudwatch_logs_storage - 0.03 GB-month
aws cloudwatch cloudwatch_logs_ingestion standard 0.57 GB
aws cloudwatch cloudwatch_logs_ingestion - 0.57 GB
azurerm vm linux Standard_D8s_v3 0.428
azurerm vm linux Standard_D2s_v3 0.107
azurerm vm linux Standard_D2as_v4 0.096
azurerm vm linux Standard_D2s_v5 0.100
azurerm vm linux Standard_D2ds_v5 0.106
azurerm vm linux Standard_D4as_v5 0.190
azurerm managed_disks managed_disk_premium_ssd_disk P20LRS 73.22 month
azurerm managed_disks managed_disk_standard_ssd_disk E20LRS 38.40 month
azurerm managed_disks managed_disk_standard_ssd_operations E20LRS 0.0000002 operations
azurerm managed_disks managed_disk_standard_hdd_disk S20LRS 21.76 month
azurerm managed_disks managed_disk_premium_ssd_disk P6LRS 10.21 month
azurerm managed_disks managed_disk_premium_ssd_v2_provisioned_capacity - 0.00011 GiB-hours
google vm linux n1-standard-4 0.209
google vm linux n1-standard-8 0.418
google vm linux n1-standard-2 0.1045
google vm linux n2d-standard-4 0.186
google vm linux e2-standard-4 0.1474
google persistent_disk pd_ssd_storage - 0.187 GB-month
google persistent_disk pd_balanced_storage - 0.11 GB-month
google persistent_disk pd_standard_storage - 0.044 GB-month
google external_ip external_ip_unused_hours - 0.01
google cloudsql mysql/zonal db-custom-per-vcpu 0.0454
google cloudsql mysql/zonal db-custom-per-gib 0.0077
"""


def _purchase(sku: str) -> str:
    """N1 and N2D earn the sustained-use discount."""
    return "sustained_use_full_month" if sku.startswith(("n1-", "n2d-")) else "on_demand"


class Shelf:
    """A price book of one region per provider, held in memory."""

    def __init__(self, dearer: Mapping[str, Decimal] | None = None) -> None:
        self._rows: dict[tuple[str, str, str, str], PriceRow] = {}
        for line in _PRICES.strip().splitlines():
            provider, service, component, sku, amount, *unit = line.split()
            name = "" if sku == "-" else sku.replace("LRS", " LRS")
            cost = Decimal(amount) * (dearer or {}).get(name, Decimal(1))
            self._rows[provider, service, component, name] = PriceRow(
                provider, REGIONS[provider], service, component, name, unit[0] if unit else "hours", cost,
                Decimal(0), None, _purchase(name), "USD", "2026-11-01", "test",
            )  # fmt: skip

    def ladder(
        self, provider: str, region: str, service: str, component: str, sku: str = "", purchase: str = "on_demand"
    ) -> tuple[PriceRow, ...] | Unpriced:
        row = self._rows.get((provider, service, component, sku))
        if row is None or purchase != row.purchase or region != row.region:
            return Unpriced(Status.UNPRICED, f"no price for {component} {sku} in {region}")
        return (row,)

    def search(
        self, provider: str, service: str, component: str, region: str, purchase: str = "on_demand"
    ) -> list[PriceRow]:
        key = (provider, service, component, region, purchase)
        return [row for found, row in self._rows.items() if (*found[:3], row.region, row.purchase) == key]

    def sold(
        self, provider: str, service: str, component: str, region: str, purchase: str = "on_demand"
    ) -> Mapping[str, Decimal]:
        return {row.sku: row.price for row in self.search(provider, service, component, region, purchase)}

    def specs(self, provider: str) -> Mapping[str, InstanceSpec]:
        return {sku: spec for sku, spec in FACTS.items() if spec.provider == provider}

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        sold = any(key[:2] == (provider, service) for key in self._rows)
        return (REGIONS[provider],) if sold else ()


def _fact(line: str) -> InstanceSpec:
    provider, sku, family, vcpu, memory, arch, maker, lent = line.split()
    return InstanceSpec(
        provider, sku, family, Decimal(vcpu), Decimal(memory), arch, gpu_count=0, local_storage_gb=Decimal(0),
        network_gbps=Decimal(10), burstable=lent == "lent", cpu_vendor=maker, current=True,
    )  # fmt: skip


FACTS: Mapping[str, InstanceSpec] = {
    spec.sku: spec
    for spec in map(
        _fact,
        """aws t2.large t2 2 8 x86_64 Intel lent
aws t3.large t3 2 8 x86_64 Intel lent
aws t3.xlarge t3 4 16 x86_64 Intel lent
aws m4.xlarge m4 4 16 x86_64 Intel own
aws m5.large m5 2 8 x86_64 Intel own
aws m5.xlarge m5 4 16 x86_64 Intel own
aws m5.2xlarge m5 8 32 x86_64 Intel own
aws m5a.xlarge m5a 4 16 x86_64 AMD own
aws m6a.large m6a 2 8 x86_64 AMD own
aws m6a.xlarge m6a 4 16 x86_64 AMD own
aws m6g.large m6g 2 8 arm64 ARM own
aws m6i.xlarge m6i 4 16 x86_64 Intel own
aws r5.large r5 2 16 x86_64 Intel own
aws c5.large c5 2 4 x86_64 Intel own
aws db.m5.large db.m5 2 8 x86_64 Intel own
aws db.m5.xlarge db.m5 4 16 x86_64 Intel own
aws cache.m5.large cache.m5 2 6.38 x86_64 Intel own
aws cache.m5.xlarge cache.m5 4 12.93 x86_64 Intel own
azurerm Standard_D8s_v3 standardDSv3Family 8 32 x86_64 Intel own
azurerm Standard_D2s_v3 standardDSv3Family 2 8 x86_64 Intel own
azurerm Standard_D2as_v4 standardDASv4Family 2 8 x86_64 AMD own
azurerm Standard_D2s_v5 standardDSv5Family 2 8 x86_64 Intel own
azurerm Standard_D2ds_v5 standardDDSv5Family 2 8 x86_64 Intel own
azurerm Standard_D4as_v5 standardDASv5Family 4 16 x86_64 AMD own
google n1-standard-2 n1 2 7.5 x86_64 Intel own
google n1-standard-4 n1 4 15 x86_64 Intel own
google n1-standard-8 n1 8 30 x86_64 Intel own
google n2d-standard-4 n2d 4 16 x86_64 AMD own
google e2-standard-4 e2 4 16 x86_64 mixed own""".splitlines(),
    )
}


def resource(
    address: str, attributes: Mapping[str, Any], references: Mapping[str, tuple[str, ...]] | None = None
) -> Resource:
    """A managed resource in its provider's only region."""
    kind, _, name = address.rpartition(".")[0].rpartition(".")[2], "", address.rpartition(".")[2]
    provider = kind.partition("_")[0]
    return Resource(
        address, kind, name, provider, attributes, region=REGIONS.get(provider), references=references or {}
    )


def market(
    stack: Stack,
    usage: Mapping[str, Mapping[str, str]] | None = None,
    shelf: Shelf | None = None,
) -> Market:
    """The real market over the shelf."""
    book = cast("Book", shelf or Shelf())
    declared = {
        address: {key: Quantity(Decimal(value), provenance=Provenance.DECLARED) for key, value in keys.items()}
        for address, keys in (usage or {}).items()
    }
    world = World(stack, lambda address, kind: declared.get(address, {}), spec_fact(book), has_price(book))
    return Market(world, book, price(stack.resources, world, book))


def demand(address: str, dimension: str, level: float, **other: Any) -> Demand:
    """A calm series: half the level at the median, ``level`` passed in one hour of a hundred."""
    known: dict[str, Any] = {
        "unit": "fraction",
        "quantiles": {0.5: level / 2, 0.9: level * 0.8, 0.95: level * 0.9, 0.99: level},
        "capacity": level,
        "max_breach": 0.01,
        "observed_max": level,
        "method": "max-28d",
        "why": "calm",
        "history_days": 35.0,
        "horizon_hours": 168,
    }
    return Demand(address=address, dimension=dimension, **{**known, **other})


def propose(
    resources: Iterable[Resource],
    demands: Iterable[Demand] = (),
    usage: Mapping[str, Mapping[str, str]] | None = None,
    **limits: Any,
) -> Proposal:
    """Run all rules on a small stack."""
    stack = Stack(tuple(resources))
    return optimize(stack, market(stack, usage), by_address(demands), Constraints(**limits))


def by_address(demands: Iterable[Demand]) -> dict[str, tuple[Demand, ...]]:
    found: dict[str, tuple[Demand, ...]] = {}
    for one in demands:
        found[one.address] = (*found.get(one.address, ()), one)
    return found


def only(proposal: Proposal, rule: str) -> Change:
    """The one change of a rule."""
    found = [change for change in proposal.changes if change.rule == rule]
    assert len(found) == 1, (proposal.changes, proposal.refused)
    return found[0]


def rules(proposal: Proposal) -> list[str]:
    return [change.rule for change in proposal.changes]


def edits(change: Change) -> dict[str, Any]:
    return {edit.path: edit.value for edit in change.edits}


def said(proposal: Proposal, word: str) -> bool:
    """Whether a note holds the word."""
    return any(word in note.text for note in proposal.refused)
