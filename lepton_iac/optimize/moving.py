"""Where a whole stack would go on another provider: the regions, and what stands in for each machine and disk."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from lepton_iac.kinds.world import provider_of
from lepton_iac.model import Equivalent, ResourceBill, Stack
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.equivalents import equivalents
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.offers import cloud_sql_size, machine_offer
from lepton_iac.optimize.regions import nearest

_DATABASES: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "azurerm": (
        ("1", 2, "B_Standard_B1ms"), ("2", 4, "B_Standard_B2s"), ("2", 8, "GP_Standard_D2ds_v4"),
        ("2", 16, "MO_Standard_E2ds_v4"), ("4", 16, "GP_Standard_D4ds_v4"), ("4", 32, "MO_Standard_E4ds_v4"),
        ("8", 32, "GP_Standard_D8ds_v4"), ("8", 64, "MO_Standard_E8ds_v4"), ("16", 64, "GP_Standard_D16ds_v4"),
        ("16", 128, "MO_Standard_E16ds_v4"), ("32", 128, "GP_Standard_D32ds_v4"), ("32", 256, "MO_Standard_E32ds_v4"),
        ("48", 192, "GP_Standard_D48ds_v4"), ("48", 384, "MO_Standard_E48ds_v4"),
    ),
    "aws": (
        ("2", 2, "db.t4g.small"), ("2", 4, "db.t4g.medium"), ("2", 8, "db.m6g.large"), ("2", 16, "db.r6g.large"),
        ("4", 16, "db.m6g.xlarge"), ("4", 32, "db.r6g.xlarge"), ("8", 32, "db.m6g.2xlarge"),
        ("8", 64, "db.r6g.2xlarge"), ("16", 64, "db.m6g.4xlarge"), ("16", 128, "db.r6g.4xlarge"),
        ("32", 128, "db.m6g.8xlarge"), ("32", 256, "db.r6g.8xlarge"), ("64", 512, "db.r6g.16xlarge"),
    ),
}  # fmt: skip
"""(vCPU, GiB, machine type), smallest first: what is taken where no price tells the cheapest.

https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage,
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
"""
_CACHES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "azurerm": (("0.25", "C0"), ("1", "C1"), ("2.5", "C2"), ("6", "C3"), ("13", "C4"), ("26", "C5"), ("53", "C6"),
                ("6", "P1"), ("13", "P2"), ("26", "P3"), ("53", "P4"), ("120", "P5")),
    "aws": (("0.5", "cache.t4g.micro"), ("1.37", "cache.t4g.small"), ("3.09", "cache.t4g.medium"),
            ("6.38", "cache.m6g.large"), ("12.93", "cache.m6g.xlarge"), ("26.04", "cache.m6g.2xlarge"),
            ("52.26", "cache.m6g.4xlarge"), ("103.68", "cache.m6g.8xlarge")),
}  # fmt: skip
"""(GiB, size), smallest first; https://azure.microsoft.com/pricing/details/cache/,
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html"""

Places = Mapping[str, tuple[str, str]]
DEFAULT = Constraints()


def places(stack: Stack, market: Market, provider: str, limits: Constraints = DEFAULT) -> Places:
    """Each region of the stack to the region it moves to, as the limits allow, or to nothing and why."""
    found: dict[str, tuple[str, str]] = {}
    known = market.regions(provider, "vm")
    for resource in stack.managed():
        if resource.region and resource.region not in found:
            region, reason = nearest(provider_of(resource.type), _home(resource.region), provider, known, limits)
            found[resource.region] = (region or "", reason)
    return found


_WIDE: Mapping[str, str] = {"eu": "europe-west1", "eur4": "europe-west4", "us": "us-central1", "nam4": "us-central1"}
"""Google's locations of several regions to one of their regions, https://cloud.google.com/storage/docs/locations"""


def _home(region: str) -> str:
    plain = region.lower().replace(" ", "")
    return _WIDE.get(plain, plain)


def fits(stack: Stack, market: Market, provider: str, limits: Constraints = DEFAULT) -> Mapping[str, Equivalent]:
    """What stands in for each machine, disk, database and cache, by address.

    A database or cache whose price is not known still gets the smallest size that is no smaller, its cost unknown.
    """
    lines = market.bill.by_address
    found = {one.address: one for one in equivalents(stack, market, (provider,), limits)}
    return {address: _sized(one, lines[address], provider) for address, one in found.items()} | {
        line.resource.address: one
        for line in lines.values()
        if line.kind == "kubernetes_cluster" and (one := _own_pool(line, market, provider, limits)) is not None
    }


def _own_pool(line: ResourceBill, market: Market, provider: str, limits: Constraints) -> Equivalent | None:
    """What stands in for the machines of a cluster's own first node pool."""
    resource = line.resource
    known = market.regions(provider, "vm")
    region, _ = nearest(provider_of(resource.type), resource.region or "", provider, known, limits)
    for charge in line.charges:
        row = charge.row
        spec = market.machines(row.provider).get(row.sku) if row is not None and row.service == "vm" else None
        if spec is not None and region and charge.quantity is not None:
            offer = machine_offer(market, spec, provider, region, "linux", charge.quantity, limits)
            if offer is not None:
                words = (offer.description, offer.cost, offer.matched)
                return Equivalent(resource.address, provider, region, *words, sku=offer.sku)
    return None


def _sized(one: Equivalent, line: ResourceBill, provider: str) -> Equivalent:
    if one.sku or not one.region or line.kind not in {"database", "cache"}:
        return one
    memory, vcpu = _number(line.properties.get("memory_gib")), _number(line.properties.get("vcpu"))
    if memory is None or (vcpu is None and line.kind == "database"):
        return one
    if provider == "google":
        sku = cloud_sql_size(vcpu or Decimal(1), memory)[2] if line.kind == "database" else f"{memory:f} GiB"
    elif line.kind == "database":
        ladder = [step for step in _DATABASES[provider] if _may_stand_in(step[2], line)]
        sku = next((name for cpus, gib, name in ladder if Decimal(cpus) >= (vcpu or 0) and gib >= memory), "")
    else:
        zones = provider == "azurerm" and _spread(line)
        sizes = [step for step in _CACHES[provider] if not zones or step[1].startswith("P")]
        sku = next((name for gib, name in sizes if Decimal(gib) >= memory), "")
    return replace(one, sku=sku, description=one.description or sku)


_LENT = ("db.t", "B_", "db-f1", "db-g1")


def _may_stand_in(name: str, line: ResourceBill) -> bool:
    """A server whose processor is only lent stands in for such a server, and has no standby on Azure.

    https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability#limitations
    """
    standby = name.startswith("B_") and line.properties.get("high_availability") is True
    return not name.startswith(_LENT) or (str(line.properties.get("sku")).startswith(_LENT) and not standby)


def _spread(line: ResourceBill) -> bool:
    """Whether a cache outlives a zone, for which Azure wants its premium tier.

    https://learn.microsoft.com/azure/azure-cache-for-redis/cache-high-availability#zone-redundancy
    """
    written = line.resource.attributes
    return (
        written.get("multi_az_enabled") is True
        or written.get("az_mode") == "cross-az"
        or (written.get("tier") == "STANDARD_HA" or bool(written.get("zones")))
    )


def _number(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
