"""What another provider would charge for a machine or a disk of the same size."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from lepton_iac.model import InstanceSpec, ResourceBill
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.families import lends_processor, of_a_family
from lepton_iac.optimize.machine import fact_name
from lepton_iac.optimize.market import SUSTAINED, Market, hourly_prices
from lepton_iac.optimize.search import Candidate, candidates
from lepton_iac.units import HOURS_PER_MONTH

SAME, BETTER, WORSE, NOT_COMPARED = "same", "better", "worse but allowed", "not compared"
DEFAULT = Constraints()
_AZURE_TIERS = (4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767)
_AZURE_NAMES = (1, 2, 3, 4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80)
"""Disk sizes in GiB and the numbers of their tiers, https://learn.microsoft.com/azure/virtual-machines/disks-types"""


@dataclass(frozen=True, slots=True)
class Offer:
    """What stands in for something on another provider; ``cost`` per month, ``sku`` the machine type if it is one."""

    description: str
    cost: Decimal
    matched: Mapping[str, str]
    sku: str = ""


def machine_offer(
    market: Market,
    today: InstanceSpec,
    provider: str,
    region: str,
    component: str,
    hours: Decimal,
    limits: Constraints = DEFAULT,
) -> Offer | None:
    """The cheapest machine type with at least the same processors, memory and GPUs and an allowed architecture.

    Args:
        component: the operating system, ``linux`` or ``windows``.
        hours: machine hours per month, all machines together, taken to run all month.
    """
    for one in _listed(market, provider, region, component):
        spec = one.spec
        fits = (
            (spec.vcpu or 0) >= (today.vcpu or 0)
            and (spec.memory_gib or 0) >= (today.memory_gib or 0)
            and (spec.arch == today.arch or spec.arch in limits.allow_arch)
            and (spec.gpu_count or 0) >= (today.gpu_count or 0)
            and may_lend(today, spec, limits)
            and of_a_family(spec, limits.families)
            and (not today.gpu_count or spec.gpu_model.lower() == today.gpu_model.lower())
        )
        if fits:
            return Offer(_words(one), one.price * hours, _machine_matched(today, spec), one.name)
    return None


def may_lend(today: InstanceSpec, new: InstanceSpec, limits: Constraints) -> bool:
    """Whether the new machine's processor is its own, or may be lent."""
    if not lends_processor(new):
        return True
    return not limits.no_burstable and (limits.allow_burstable or lends_processor(today))


def _listed(market: Market, provider: str, region: str, component: str) -> tuple[Candidate, ...]:
    purchase = SUSTAINED if provider == "google" else "on_demand"
    prices = hourly_prices(market, provider, region, "vm", component, purchase)
    if provider == "google" and component == "windows":
        machines = hourly_prices(market, provider, region, "vm", "linux", purchase)
        licences = market.machine_prices(provider, "global", "vm", "windows_license")
        prices = {sku: price + licences[sku] for sku, price in machines.items() if sku in licences}
    return tuple(
        one
        for one in candidates(prices, market.machines(provider), fact_name)
        if one.spec.current is not False
        and not one.name.startswith(("Basic_", "Standard_A"))
        and "Promo" not in one.name
    )


def _words(one: Candidate) -> str:
    return f"{one.name} ({one.spec.vcpu or 0:f} vCPU, {one.spec.memory_gib or 0:f} GiB)"


def _machine_matched(today: InstanceSpec, new: InstanceSpec) -> dict[str, str]:
    return {
        "vcpu": _more(today.vcpu, new.vcpu),
        "memory_gib": _more(today.memory_gib, new.memory_gib),
        "arch": SAME if new.arch == today.arch else WORSE,
        "gpu_count": _more(Decimal(today.gpu_count or 0), Decimal(new.gpu_count or 0)),
        "local disk": _or_worse(today.local_storage_gb, new.local_storage_gb),
        "network": _or_worse(today.network_gbps, new.network_gbps),
        "per-core speed": NOT_COMPARED,
    }


def _more(today: Decimal | None, new: Decimal | None) -> str:
    return BETTER if (new or 0) > (today or 0) else SAME


def _or_worse(today: Decimal | None, new: Decimal | None) -> str:
    if today is None or new is None:
        return NOT_COMPARED
    return WORSE if new < today else _more(today, new)


def disk_offer(market: Market, solid: bool, root: bool, gib: Decimal, provider: str, region: str) -> Offer | None:
    """A disk of at least the size: general-purpose SSD with about 3,000 IOPS, or a hard disk.

    Azure has no general-purpose disk with 3,000 IOPS that an operating system can start from; there a root disk
    becomes a Premium SSD tier, which does less below 1 TiB.
    """
    match provider:
        case "aws":
            media = "gp3" if solid else "st1"
            size = gib if solid else max(gib, Decimal(125))
            return _per_gib(market, provider, region, ("ebs", f"ebs_{media}_storage"), f"{media}, {size:f} GiB", size)
        case "google":
            media = "pd_balanced" if solid else "pd_standard"
            size = max(gib, Decimal(10))
            name = f"{media.replace('_', '-')}, {size:f} GiB"
            return _per_gib(market, provider, region, ("persistent_disk", f"{media}_storage"), name, size)
        case "azurerm" if solid and not root:
            key = ("managed_disks", "managed_disk_premium_ssd_v2_provisioned_capacity")
            name = f"Premium SSD v2, {gib:f} GiB"
            return _per_gib(market, provider, region, key, name, gib, HOURS_PER_MONTH)
        case "azurerm":
            return _azure_tier(market, solid, gib, region)
    return None


def _per_gib(
    market: Market,
    provider: str,
    region: str,
    key: tuple[str, str],
    name: str,
    gib: Decimal,
    hours: Decimal = Decimal(1),
) -> Offer | None:
    prices = market.machine_prices(provider, region, *key)
    price = next(iter(prices.values()), None)
    if price is None:
        return None
    return Offer(name, price * gib * hours, {"capacity_gib": SAME, "iops": NOT_COMPARED, "encrypted": NOT_COMPARED})


def _azure_tier(market: Market, solid: bool, gib: Decimal, region: str) -> Offer | None:
    letter, media = ("P", "premium_ssd") if solid else ("S", "standard_hdd")
    for size, number in zip(_AZURE_TIERS, _AZURE_NAMES, strict=True):
        if size >= gib and (solid or number >= 4):
            prices = market.machine_prices("azurerm", region, "managed_disks", f"managed_disk_{media}_disk")
            price = prices.get(f"{letter}{number} LRS")
            if price is None:
                return None
            matched = {"capacity_gib": _more(gib, Decimal(size)), "iops": NOT_COMPARED, "encrypted": BETTER}
            return Offer(f"{letter}{number}, {size} GiB", price, matched)
    return None


_DATABASES: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("aws", "mysql"): ("rds", "mysql/single-az", "mysql/multi-az"),
    ("aws", "postgres"): ("rds", "postgres/single-az", "postgres/multi-az"),
    ("aws", "mariadb"): ("rds", "mariadb/single-az", "mariadb/multi-az"),
    ("aws", "redis"): ("elasticache", "redis", "redis"),
    ("azurerm", "mysql"): ("mysql_flexible", "mysql/single", ""),
    ("azurerm", "postgres"): ("postgres_flexible", "postgres/single", ""),
    ("google", "mysql"): ("cloudsql", "mysql/zonal", "mysql/regional"),
    ("google", "postgres"): ("cloudsql", "postgres/zonal", "postgres/regional"),
}
"""(provider, engine) to the service and its components without and with a standby."""


def database_offer(
    market: Market,
    today: InstanceSpec,
    line: ResourceBill,
    provider: str,
    region: str,
    hours: Decimal,
    limits: Constraints = DEFAULT,
) -> Offer | None:
    """The cheapest managed database of the same engine and availability; storage is compared apart."""
    key = _DATABASES.get((provider, engine_of(line)))
    standby = line.properties.get("high_availability") is True
    component = key[2 if standby else 1] if key else ""
    if key is None or not component:
        return None
    prices = market.machine_prices(provider, region, key[0], component)
    if provider == "google":
        return _custom(prices, today, hours)
    for one in candidates(prices, market.machines(provider), fact_name):
        enough = (one.spec.vcpu or 0) >= (today.vcpu or 0) and (one.spec.memory_gib or 0) >= (today.memory_gib or 0)
        if enough and may_lend(today, one.spec, limits) and of_a_family(one.spec, limits.families):
            matched = _database_matched(today, one.spec.vcpu, one.spec.memory_gib)
            return Offer(_words(one), one.price * hours, matched, one.name)
    return None


def engine_of(line: ResourceBill) -> str:
    """The engine in one word: what Azure calls postgresql is postgres."""
    return str(line.properties.get("engine") or "").replace("postgresql", "postgres")


def _custom(prices: Mapping[str, Decimal], today: InstanceSpec, hours: Decimal) -> Offer | None:
    """A Cloud SQL machine of exactly the size."""
    per_vcpu, per_gib = prices.get("db-custom-per-vcpu"), prices.get("db-custom-per-gib")
    if per_vcpu is None or per_gib is None or today.vcpu is None or today.memory_gib is None:
        return None
    vcpu, memory, name = cloud_sql_size(today.vcpu, today.memory_gib)
    return Offer(name, (vcpu * per_vcpu + memory * per_gib) * hours, _database_matched(today, vcpu, memory), name)


def cloud_sql_size(vcpu: Decimal, memory_gib: Decimal) -> tuple[Decimal, Decimal, str]:
    """The smallest machine that is no smaller: 1 or an even number of vCPU, 0.9 to 6.5 GiB each, steps of 256 MiB.

    https://cloud.google.com/sql/docs/mysql/create-instance#machine-types
    """
    memory = max((memory_gib * 4).to_integral_value(ROUND_CEILING) / 4, Decimal("3.75"))
    vcpu = max(vcpu, (memory / Decimal("6.5")).to_integral_value(ROUND_CEILING))
    vcpu = Decimal(1) if vcpu <= 1 else (vcpu / 2).to_integral_value(ROUND_CEILING) * 2
    memory = max(memory, (vcpu * Decimal("3.6")).to_integral_value(ROUND_CEILING) / 4)
    return vcpu, memory, f"db-custom-{vcpu:f}-{int(memory * 1024)}"


def _database_matched(today: InstanceSpec, vcpu: Decimal | None, memory_gib: Decimal | None) -> dict[str, str]:
    return {
        "engine": SAME,
        "high_availability": SAME,
        "vcpu": _more(today.vcpu, vcpu),
        "memory_gib": _more(today.memory_gib, memory_gib),
        "engine version": NOT_COMPARED,
    }
