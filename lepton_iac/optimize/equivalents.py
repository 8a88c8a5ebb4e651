"""What every machine, disk and database of a stack would be, and cost, on the other providers."""

from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.kinds.world import provider_of
from lepton_iac.model import EMPTY, Charge, Equivalent, InstanceSpec, ResourceBill, Stack
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.disk_match import as_fast
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.offers import Offer, database_offer, disk_offer, machine_offer
from lepton_iac.optimize.regions import PROVIDERS, nearest

DEFAULT = Constraints()
KINDS = frozenset({"compute", "scale_group", "kubernetes_node_pool", "block_volume", "database", "cache"})
_DISKS = frozenset({"ebs", "persistent_disk", "managed_disks"})
_HARD = ("standard", "st1", "sc1", "_hdd")


def equivalents(
    stack: Stack, market: Market, providers: tuple[str, ...] = PROVIDERS, limits: Constraints = DEFAULT
) -> tuple[Equivalent, ...]:
    """One entry per resource and other provider, in stack order; what cannot be matched or priced says why.

    The region is the nearest that the limits allow: without any, the nearest in the same jurisdiction. A cost covers
    the whole resource, its disks included; a part without a counterpart is named in ``unpriced``, and the cost is then
    too low.
    """
    found: list[Equivalent] = []
    for resource in stack.managed():
        line = market.bill.by_address.get(resource.address)
        if line is not None and line.kind in KINDS:
            others = [one for one in providers if not limits.providers or one in limits.providers]
            found += [
                _elsewhere(line, market, other, limits) for other in others if other != provider_of(resource.type)
            ]
    return tuple(found)


def _elsewhere(line: ResourceBill, market: Market, provider: str, limits: Constraints) -> Equivalent:
    """What a resource would be in the allowed region of a provider that is nearest to it."""
    resource = line.resource
    if resource.region is None:
        return _none(line, provider, "", f"its region is not known: {resource.region_source}")
    own = provider_of(resource.type)
    region, reason = nearest(own, resource.region, provider, market.regions(provider, "vm"), limits)
    if region is None:
        return _none(line, provider, "", reason)
    return at(line, market, provider, region, limits)


def at(line: ResourceBill, market: Market, provider: str, region: str, limits: Constraints = DEFAULT) -> Equivalent:
    """What a resource would be, and cost, in one region of another provider."""
    resource = line.resource
    known = [charge for charge in line.charges if charge.quantity is not None]
    if not known:
        return _none(line, provider, region, "it has no cost here to compare with")
    matches = [_match(charge, line, market, provider, region, limits) for charge in known]
    offers = [match.offer for match in matches if match.offer is not None]
    if not offers or any(match.essential and match.offer is None for match in matches):
        why = next((match.reason for match in matches if match.reason), "nothing of it has a counterpart")
        return _none(line, provider, region, why)
    unmatched = [charge.name for charge in line.charges if charge.quantity is None]
    return Equivalent(
        address=resource.address,
        provider=provider,
        region=region,
        description=" + ".join(dict.fromkeys(offer.description for offer in offers)),
        cost=sum((offer.cost for offer in offers), Decimal(0)),
        matched=_worst(offers),
        unpriced=(*(match.reason for match in matches if match.reason), *unmatched),
        sku=next((offer.sku for offer in offers if offer.sku), ""),
    )


def _none(line: ResourceBill, provider: str, region: str, reason: str) -> Equivalent:
    return Equivalent(line.resource.address, provider, region, "", None, EMPTY, reason)


@dataclass(frozen=True, slots=True)
class _Match:
    offer: Offer | None
    reason: str = ""
    essential: bool = False


def _match(
    charge: Charge, line: ResourceBill, market: Market, provider: str, region: str, limits: Constraints
) -> _Match:
    row = charge.row
    if row is None or charge.quantity is None:
        return _Match(None, charge.name)
    spec = _machine(charge, market)
    if line.kind in {"database", "cache"}:
        return _database(charge, line, market, provider, region, limits)
    if spec is not None:
        offer = machine_offer(market, spec, provider, region, _system(row.component), charge.quantity, limits)
        reason = (
            "" if offer else f"no machine with {spec.vcpu} vCPU, {spec.memory_gib} GiB and the same GPU and processor"
        )
        return _Match(offer, reason, essential=True)
    if row.service in _DISKS and "storage" in charge.name.lower():
        return _disk(charge, line, market, provider, region)
    bought = line.kind == "block_volume" and charge.name.startswith("Provisioned ")
    return _Match(None, "" if bought else charge.name)


def _machine(charge: Charge, market: Market) -> InstanceSpec | None:
    row = charge.row
    if row is None or row.service != "vm" or "license" in row.component:
        return None
    return market.machines(row.provider).get(row.sku)


def _system(component: str) -> str:
    return "windows" if component.startswith("windows") else "linux"


def _disk(charge: Charge, line: ResourceBill, market: Market, provider: str, region: str) -> _Match:
    """Each disk on its own: a charge may stand for the disks of several machines."""
    row, gib = charge.row, line.properties.get("capacity_gib")
    if row is None or charge.quantity is None:
        return _Match(None, charge.name)
    root = line.kind != "block_volume"
    many = Decimal(1) if not root else _count(line)
    size = charge.quantity / many if not isinstance(gib, Decimal | int) else Decimal(gib)
    if row.unit == "month" and not isinstance(gib, Decimal | int):
        return _Match(None, f"{charge.name}: its size in GiB is not known")
    solid = "_ssd" in row.component or not any(word in row.component for word in _HARD)
    offer = disk_offer(market, solid, root, size, provider, region)
    if offer is not None:
        fast, missing = as_fast(offer, charge, line, size, market, provider, region)
        if fast is None or missing:
            return _Match(fast, missing, essential=not root)
        offer = fast
    if offer is not None and many != 1:
        offer = replace(offer, description=f"{many:f} x {offer.description}", cost=offer.cost * many)
    return _Match(offer, "" if offer else f"{charge.name}: no price for such a disk in {region}", essential=not root)


def _count(line: ResourceBill) -> Decimal:
    """How many machines a group has; 1 where it is no group."""
    count = line.properties.get("count")
    known = Decimal(count) if isinstance(count, Decimal | int) and not isinstance(count, bool) else Decimal(1)
    return known if known > 0 else Decimal(1)


def _database(
    charge: Charge, line: ResourceBill, market: Market, provider: str, region: str, limits: Constraints
) -> _Match:
    row = charge.row
    spec = market.machines(row.provider).get(row.sku) if row is not None else None
    if spec is None or charge.quantity is None:
        return _Match(None, charge.name)
    offer = database_offer(market, spec, line, provider, region, charge.quantity, limits)
    return _Match(offer, "" if offer else f"no price for such a {line.kind} in {region}", essential=True)


def _worst(offers: list[Offer]) -> dict[str, str]:
    """Per property the least favourable word among the parts."""
    order = ("worse but allowed", "not compared", "same", "better")
    found: dict[str, str] = {}
    for offer in offers:
        for name, word in offer.matched.items():
            found[name] = min(found.get(name, word), word, key=order.index)
    return found
