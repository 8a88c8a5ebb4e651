"""How many machines of one kind run at once: a distribution in steps, from the bill, schedules and forecasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.model import Bill, Change, Charge, Demand, PriceRow, ResourceBill
from lepton_iac.units import HOURS_PER_MONTH

SWANSON = (Decimal("0.3"), Decimal("0.4"), Decimal("0.3"))
"""Weights of a low, a middle and a high value that keep mean and variance, https://doi.org/10.1287/mnsc.29.5.595"""
GROUPS = frozenset({"scale_group", "kubernetes_node_pool"})


@dataclass(frozen=True, slots=True)
class Load:
    """(share of the hours, units running), units rising; the shares sum to one."""

    steps: tuple[tuple[Decimal, Decimal], ...]

    @property
    def mean(self) -> Decimal:
        return sum((share * units for share, units in self.steps), Decimal(0))

    def above(self, level: Decimal) -> Decimal:
        """Units above a level, on average over all hours."""
        return sum((share * max(units - level, Decimal(0)) for share, units in self.steps), Decimal(0))

    def below(self, level: Decimal) -> Decimal:
        """Units missing up to a level, on average over all hours."""
        return sum((share * max(level - units, Decimal(0)) for share, units in self.steps), Decimal(0))

    def over(self, held: Decimal) -> "Load":
        """What runs besides ``held`` units that are paid for anyway."""
        return Load(tuple((share, max(units - held, Decimal(0))) for share, units in self.steps))


def steady(units: Decimal) -> Load:
    """The same at all hours."""
    return Load(((Decimal(1), units),))


def together(loads: Sequence[Load]) -> Load:
    """Several loads whose busy hours fall together, which is how most of them run; never smoother than the truth."""
    edges = sorted({edge for load in loads for edge in _edges(load)})
    steps, low = [], Decimal(0)
    for edge in edges:
        steps.append((edge - low, sum((_at(load, edge) for load in loads), Decimal(0))))
        low = edge
    return Load(tuple(steps))


def _edges(load: Load) -> list[Decimal]:
    found, total = [], Decimal(0)
    for share, _ in load.steps:
        total += share
        found.append(total)
    return found


def _at(load: Load, edge: Decimal) -> Decimal:
    total = Decimal(0)
    for share, units in load.steps:
        total += share
        if total >= edge:
            return units
    return load.steps[-1][1]


@dataclass(frozen=True, slots=True)
class Pool:
    """Machines that one commitment could cover: the same type, sold in the same way in the same region.

    Attributes:
        row: today's price of one unit for one hour.
        interruptible: all of them are groups that replace what is taken away.
    """

    row: PriceRow
    addresses: tuple[str, ...]
    load: Load
    interruptible: bool


def pools(bill: Bill, changes: Sequence[Change], demands: Mapping[str, tuple[Demand, ...]]) -> tuple[Pool, ...]:
    """Every pool of a bill that is billed by the hour, in its order.

    Args:
        bill: after right-sizing: what is committed to must be what will run.
        changes: those the bill holds, for the hours their schedules stop.
    """
    found: dict[tuple[str, ...], list[tuple[ResourceBill, Charge, PriceRow]]] = {}
    for line in bill.lines:
        for charge in line.charges:
            row = charge.row
            if row is None or row.unit != "hours" or charge.quantity is None or not isinstance(charge.cost, Decimal):
                continue
            if row.service in SERVICES and "license" not in row.component and row.purchase in _PLAIN and charge.cost:
                key = (row.provider, row.region, row.service, row.component, row.sku)
                found.setdefault(key, []).append((line, charge, row))
    stops = {change.address: change for change in changes if change.knob == "schedule"}
    return tuple(_pool(several, stops, demands) for several in found.values())


SERVICES = frozenset(
    {"vm", "rds", "elasticache", "cloudsql", "mysql_flexible", "postgres_flexible", "redshift", "redis"}
)
_PLAIN = frozenset({"on_demand", "sustained_use_full_month"})


def _pool(
    several: Sequence[tuple[ResourceBill, Charge, PriceRow]],
    stops: Mapping[str, Change],
    demands: Mapping[str, tuple[Demand, ...]],
) -> Pool:
    loads = [_load(line, charge, stops, demands) for line, charge, _ in several]
    addresses = tuple(dict.fromkeys(line.resource.address for line, _, _ in several))
    return Pool(several[0][2], addresses, together(loads), all(line.kind in GROUPS for line, _, _ in several))


def _load(
    line: ResourceBill, charge: Charge, stops: Mapping[str, Change], demands: Mapping[str, tuple[Demand, ...]]
) -> Load:
    units = (charge.quantity or Decimal(0)) / HOURS_PER_MONTH
    cost = charge.cost if isinstance(charge.cost, Decimal) else Decimal(0)
    low, high = (units * (bound if bound is not None else cost) / cost for bound in (charge.low, charge.high))
    load = _ranged(line, units, low, high, demands)
    stop = stops.get(line.resource.address)
    if stop is None:
        return load
    running = max(Decimal(0), 1 - stop.saving / cost)
    return Load(((1 - running, Decimal(0)), *((share * running, count) for share, count in load.steps)))


def _ranged(
    line: ResourceBill, units: Decimal, low: Decimal, high: Decimal, demands: Mapping[str, tuple[Demand, ...]]
) -> Load:
    """Units of a group between its smallest and largest size, as its forecast processor demand moves."""
    if low >= high:
        return steady(units)
    demand = next((one for one in demands.get(line.resource.address, ()) if one.dimension == "cpu_fraction"), None)
    if demand is None or demand.refused or not demand.capacity or not demand.quantiles:
        return Load(tuple(zip(SWANSON, (low, units, high), strict=True)))
    levels = sorted(demand.quantiles.items())
    edges = [*(Decimal(str(level)) for level, _ in levels[:-1]), Decimal(1)]
    starts = [Decimal(0), *edges[:-1]]
    counts = (high * Decimal(str(value)) / Decimal(str(demand.capacity)) for _, value in levels)
    return Load(
        tuple(
            (edge - start, min(max(count, low), high)) for start, edge, count in zip(starts, edges, counts, strict=True)
        )
    )


def without(pool: Pool, held: Decimal) -> Pool:
    """The pool with what is committed already taken off."""
    return replace(pool, load=pool.load.over(held))
