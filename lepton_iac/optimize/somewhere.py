"""The places a group of resources could live, each with its monthly cost, what moving there costs once, or why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Equivalent, ResourceBill, Stack, Status
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.equivalents import equivalents
from lepton_iac.optimize.joint import Edge
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.regions import jurisdictions, place_of
from lepton_iac.optimize.transfer import transfer_prices

DAYS_PER_MONTH = Decimal(730) / 24
_HOLDS_DATA = frozenset({"database", "block_volume"})


@dataclass(frozen=True, slots=True)
class OneOff:
    """What moving costs once: sending the data, paying for both sides, and work."""

    data: Decimal = Decimal(0)
    dual_running: Decimal = Decimal(0)
    labour: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.data + self.dual_running + self.labour


@dataclass(frozen=True, slots=True)
class Somewhere:
    """One place a group could live; ``cost`` per month, ``None`` with the reason it is out."""

    place: str
    cost: Decimal | None
    one_off: OneOff = OneOff()
    reason: str = ""


def here(line: ResourceBill) -> str:
    return f"{line.resource.provider} {line.resource.region}"


def elsewhere(
    stack: Stack, market: Market, nodes: Mapping[str, ResourceBill], limits: Constraints
) -> dict[str, list[Equivalent]]:
    """Other providers' nearest regions, and the other regions of the own provider that the limits allow."""
    found: dict[str, list[Equivalent]] = {address: [] for address in nodes}
    for one in equivalents(stack, market, limits=limits):
        if one.address in found:
            found[one.address].append(one)
    for address, line in nodes.items():
        found[address] += _other_regions(line, market, limits)
    return found


def _other_regions(line: ResourceBill, market: Market, limits: Constraints) -> Iterable[Equivalent]:
    resource = line.resource
    own = place_of(resource.provider, resource.region or "")
    if own is None or (limits.providers and resource.provider not in limits.providers):
        return
    for region in market.regions(resource.provider, "vm"):
        there = place_of(resource.provider, region)
        if region == resource.region or there is None or (limits.regions and region not in limits.regions):
            continue
        if there.jurisdiction not in jurisdictions(own.jurisdiction, limits):
            continue
        moved = market.relocated(resource.address, region)
        cost = moved.total if moved.complete and moved.status is Status.PRICED else None
        reason = "" if cost is not None else "not everything of it has a price there"
        yield Equivalent(resource.address, resource.provider, region, "the same", cost, reason=reason)


def ways(
    addresses: Sequence[str],
    nodes: Mapping[str, ResourceBill],
    others: Mapping[str, list[Equivalent]],
    pinned: str,
    market: Market,
    limits: Constraints,
) -> tuple[Somewhere, ...]:
    """Today's place, then every other one that all members know, the cheapest first."""
    lines = [nodes[address] for address in addresses]
    places = {here(line) for line in lines}
    name = min(places) if len(places) == 1 else "several places"
    today = sum((line.total or Decimal(0) for line in lines), Decimal(0))
    stays = Somewhere(name, today)
    if len(places) > 1:
        return (stays,)
    names = dict.fromkeys(
        f"{one.provider} {one.region}" for address in addresses for one in others[address] if one.region
    )
    found = [_way(name, lines, others, pinned, market, limits) for name in names]
    return (stays, *sorted(found, key=lambda way: (way.cost is None, way.cost or 0, way.place)))


def _way(
    name: str,
    lines: Sequence[ResourceBill],
    others: Mapping[str, list[Equivalent]],
    pinned: str,
    market: Market,
    limits: Constraints,
) -> Somewhere:
    if pinned:
        return Somewhere(name, None, reason=pinned)
    cost, data = Decimal(0), Decimal(0)
    for line in lines:
        address = line.resource.address
        one = next((one for one in others[address] if f"{one.provider} {one.region}" == name), None)
        if one is None or one.cost is None or one.unpriced:
            why = "no price there" if one is None else one.reason or f"not priced: {', '.join(one.unpriced)}"
            return Somewhere(name, None, reason=f"{address}: {why}")
        size = line.properties.get("capacity_gib")
        gib = Decimal(size) if isinstance(size, Decimal | int) and not isinstance(size, bool) else None
        if line.kind in _HOLDS_DATA and gib is None:
            return Somewhere(name, None, reason=f"{address}: how much data would move is not known")
        cost += one.cost
        data += gib or Decimal(0)
    sent = transfer_prices(market)(here(lines[0]), name, Edge("", "", data))
    if sent is None:
        return Somewhere(name, None, reason=f"no price for data from {here(lines[0])} to {name}")
    dual = cost * limits.dual_running_days / DAYS_PER_MONTH
    labour = limits.labour_hours * limits.labour_hour_price * len(lines)
    return Somewhere(name, cost, OneOff(sent, dual, labour))
