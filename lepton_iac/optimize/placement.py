"""Where each resource of a stack should live: provider and region, what talks together considered together.

The objective, over all resources and the data that flows between them:

    minimise    expected monthly cost of nodes + transfer between what talks to each other
                + (data moved + dual running + labour) / horizon
    subject to  capacity, vCPU, memory, GPU, architecture, engine, availability (as in `equivalents`),
                allowed providers, regions, jurisdictions and families; at most ``max_changes`` moves

An unknown flow is not nought: what nobody told the traffic of stays, with the traffic that would decide it. Only what
has a known price both here and there, and for its transfer, is moved; the rest stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import ResourceBill, Stack, Status
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.equivalents import KINDS
from lepton_iac.optimize.joint import Edge, Option, Placement, Transfer, place
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.somewhere import Somewhere, elsewhere, ways
from lepton_iac.optimize.together import group_of
from lepton_iac.optimize.transfer import INTERNET, transfer_prices

DEFAULT = Constraints()


@dataclass(frozen=True, slots=True)
class Group:
    """Resources that move together or not at all.

    Attributes:
        ways: every place looked at, today's first.
        chosen: where they should live.
        told: somebody told how much they talk; without that they stay, and ``breakeven_gb`` says what it hangs on.
        breakeven_gb: the monthly traffic with what stays behind that would eat the saving of the best other place;
            ``None`` where no other place saves anything.
    """

    addresses: tuple[str, ...]
    ways: tuple[Somewhere, ...]
    chosen: str
    told: bool = True
    breakeven_gb: Decimal | None = None

    def at(self, name: str) -> Somewhere:
        return next(way for way in self.ways if way.place == name)


@dataclass(frozen=True, slots=True)
class Plan:
    """The placement of a whole stack.

    Attributes:
        before, after: per month, nodes and transfer, of what was placed; one-off costs are not in them.
        transfer_before, transfer_after: the part of it that is data transfer.
        one_off: all moves together.
        unplaced: (address, reason) of what was not looked at.
    """

    groups: tuple[Group, ...]
    before: Decimal
    after: Decimal
    transfer_before: Decimal
    transfer_after: Decimal
    one_off: Decimal
    gap: float
    tied: tuple[str, ...]
    unplaced: tuple[tuple[str, str], ...] = ()

    @property
    def payback_months(self) -> Decimal | None:
        """Months until the saving has paid for the moves; ``None`` where nothing moves."""
        saving = self.before - self.after
        return self.one_off / saving if saving > 0 else None


def plan(stack: Stack, market: Market, flows: Sequence[Edge] = (), limits: Constraints = DEFAULT) -> Plan:
    """Where to run everything, jointly.

    Args:
        flows: data between addresses, or to ``internet``, GB per month.

    Raises:
        LeptonError: a flow names an address the stack does not have.
    """
    lines = {line.resource.address: line for line in market.bill.lines if line.resource.mode == "managed"}
    nodes = {address: line for address, line in lines.items() if _placed(line)}
    group, pinned = group_of(stack, nodes, lines, flows)
    known, unknown = _known(stack, market, flows)
    pinned |= {
        group[end]: "the price of its traffic today is not known"
        for flow in unknown
        for end in (flow.source, flow.target)
        if end in group
    }
    members: dict[str, list[str]] = {}
    for address in nodes:
        members.setdefault(group[address], []).append(address)
    others = elsewhere(stack, market, nodes, limits)
    found = {
        name: ways(several, nodes, others, pinned.get(name, ""), market, limits) for name, several in members.items()
    }
    told = {group.get(end, end) for flow in known for end in (flow.source, flow.target)}
    edges = [Edge(group.get(flow.source, flow.source), group.get(flow.target, flow.target), flow.gb, flow.zones)
             for flow in known]  # fmt: skip
    options = {name: _options(several if name in told else several[:1], limits) for name, several in found.items()}
    options |= _fixed(edges, options, stack)
    best = place(options, edges, transfer_prices(market), moves=limits.max_changes)
    return _plan(members, found, options, edges, best, market, _unplaced(lines, nodes), told)


def _known(stack: Stack, market: Market, flows: Sequence[Edge]) -> tuple[list[Edge], list[Edge]]:
    """Flows whose price is known as things are, and the others."""
    price = transfer_prices(market)
    known: list[Edge] = []
    unknown: list[Edge] = []
    for flow in flows:
        ends = [_place(stack, end) for end in (flow.source, flow.target)]
        (known if price(ends[0], ends[1], flow) is not None else unknown).append(flow)
    return known, unknown


def _place(stack: Stack, end: str) -> str:
    resource = stack.by_address.get(end)
    return f"{resource.provider} {resource.region}" if resource is not None else INTERNET


def _placed(line: ResourceBill) -> bool:
    return line.kind in KINDS and line.complete and bool(line.total) and line.resource.region is not None


def _options(known: Sequence[Somewhere], limits: Constraints) -> list[Option]:
    """The places that have a cost, today's first; what moving there costs once is spread over the horizon."""
    return [
        Option(way.place, way.cost + way.one_off.total / limits.horizon_months, moves=number > 0)
        for number, way in enumerate(known)
        if way.cost is not None
    ]


def _fixed(edges: Sequence[Edge], options: Mapping[str, Sequence[Option]], stack: Stack) -> dict[str, list[Option]]:
    """The internet, and resources that are not placed but have flows: they stay where they are."""
    found: dict[str, list[Option]] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            resource = stack.by_address.get(end)
            if end not in options and end == INTERNET:
                found[end] = [Option(INTERNET, Decimal(0))]
            elif end not in options and resource is not None and resource.region is not None:
                found[end] = [Option(f"{resource.provider} {resource.region}", Decimal(0))]
    return found


def _plan(
    members: Mapping[str, list[str]],
    found: Mapping[str, tuple[Somewhere, ...]],
    options: Mapping[str, Sequence[Option]],
    edges: Sequence[Edge],
    best: Placement,
    market: Market,
    unplaced: tuple[tuple[str, str], ...],
    told: set[str],
) -> Plan:
    price = transfer_prices(market)
    groups = tuple(
        Group(tuple(several), found[name], best.chosen[name].place, name in told, _breakeven(found[name], price))
        for name, several in members.items()
    )
    stays = {name: several[0] for name, several in options.items()}
    moved = [group.at(group.chosen) for group in groups]
    flows = [_flows(edges, chosen, price) for chosen in (stays, best.chosen)]
    nodes = [sum((way.cost or Decimal(0) for way in several), Decimal(0))
             for several in ([group.ways[0] for group in groups], moved)]  # fmt: skip
    tied = tuple(f"{', '.join(members.get(name, [name]))} would cost the same in {there}" for name, there in best.tied)
    once = sum((way.one_off.total for way in moved), Decimal(0))
    return Plan(
        groups, nodes[0] + flows[0], nodes[1] + flows[1], flows[0], flows[1], once, best.gap, tied, unplaced
    )  # fmt: skip


def _flows(edges: Sequence[Edge], chosen: Mapping[str, Option], price: Transfer) -> Decimal:
    costs = (price(chosen[edge.source].place, chosen[edge.target].place, edge) for edge in edges)
    return sum((cost for cost in costs if cost is not None), Decimal(0))


def _breakeven(known: Sequence[Somewhere], price: Transfer) -> Decimal | None:
    """GB per month back and forth that would eat what the cheapest other place saves."""
    best = next((way for way in known[1:] if way.cost is not None), None)
    saving = (known[0].cost or Decimal(0)) - (best.cost if best and best.cost is not None else Decimal(0))
    if best is None or saving <= 0:
        return None
    unit = price(known[0].place, best.place, Edge("", "", Decimal(1)))
    return saving / unit if unit else None


def _unplaced(lines: Mapping[str, ResourceBill], nodes: Mapping[str, ResourceBill]) -> tuple[tuple[str, str], ...]:
    found = []
    for address, line in lines.items():
        if address in nodes or line.status is Status.FREE or not line.charges:
            continue
        why = "not everything of it has a known cost" if line.kind in KINDS else "it is not compared across clouds"
        found.append((address, why))
    return tuple(found)
