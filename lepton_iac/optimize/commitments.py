"""What to commit to: reserved instances, savings plans, committed use, spot; over how much will really run.

A commitment to L units at price c per hour is paid whether they run or not; what runs above them is paid at p. With U
the units running at once, the expected cost per hour is

    C(L) = c L + p E[(U - L)+]

the newsvendor's: it is least where U is above L in the share c / p of the hours, which is also the utilisation at which
a unit breaks even (Arrow, Harris, Marschak, 1951, https://doi.org/10.2307/1906813). The expected regret is what
knowing every hour beforehand would have saved: c E[(L - U)+] + (p - c) E[(U - L)+].
The effective savings rate is one less the cost with commitments over the cost without, as the FinOps Foundation has it,
https://www.finops.org/wg/how-to-calculate-effective-savings-rate-esr/
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fnmatch import fnmatchcase

from lepton_iac.model import Bill, Change, Demand, PriceRow
from lepton_iac.optimize.constraints import Committed, Constraints
from lepton_iac.optimize.load import Load, Pool, pools, without
from lepton_iac.optimize.market import Market
from lepton_iac.units import HOURS_PER_MONTH

DEFAULT = Constraints()
TERMS: Mapping[str, int] = {
    "reserved_1y_no_upfront": 12,
    "reserved_3y_no_upfront": 36,
    "savings_plan_1y": 12,
    "savings_plan_3y": 36,
    "reservation_1y": 12,
    "reservation_3y": 36,
    "cud_1y": 12,
    "cud_3y": 36,
}
"""The price book's words for a commitment, with its months."""
SPOT = "spot"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay for a pool.

    Attributes:
        row: the dated price of a unit for an hour.
        months: of the term; 0 for spot, which binds nobody.
        units: to commit to.
        breakeven: the share of hours a unit must run to be worth it.
        utilisation: the share of the committed hours expected to be used.
        cost: expected per month, with what runs above the commitment.
        saving: against paying everything on demand.
        regret: expected per month, against knowing every hour beforehand.
        worst: the cost above on demand in the quietest hours forecast, were they to last a month.
        savings_rate: the effective savings rate.
        doubt: what makes the figure less than certain.
    """

    row: PriceRow
    months: int
    units: Decimal
    breakeven: Decimal
    utilisation: Decimal
    cost: Decimal
    saving: Decimal
    regret: Decimal
    worst: Decimal
    savings_rate: Decimal
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one pool.

    Attributes:
        on_demand: the expected monthly cost of what no commitment covers yet.
        ways: every way the book has a price for, the best first.
        best: the one advised; ``None`` where paying on demand is best, ``why`` says it.
        held: units that are committed already, and the share of their hours expected to be used.
    """

    pool: Pool
    on_demand: Decimal
    ways: tuple[Way, ...]
    best: Way | None
    why: str
    held: Decimal = Decimal(0)
    held_utilisation: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """All pools, and commitments of the inventory that nothing in the stack uses."""

    advice: tuple[Advice, ...]
    idle: tuple[Committed, ...]


def commitments(
    bill: Bill,
    market: Market,
    changes: Sequence[Change] = (),
    demands: Mapping[str, tuple[Demand, ...]] | None = None,
    limits: Constraints = DEFAULT,
    longest: int = 12,
    interruptible: Sequence[str] = (),
) -> Advised:
    """What to commit to, pool by pool; only where the price book has a dated row for it.

    Args:
        bill: what will run, after right-sizing.
        longest: months a commitment may bind.
        interruptible: patterns of addresses whose machines may be taken back; nothing else is advised to run on spot.
    """
    return advised(pools(bill, changes, demands or {}), market, limits, longest, interruptible)


def advised(
    found: Sequence[Pool],
    market: Market,
    limits: Constraints = DEFAULT,
    longest: int = 12,
    interruptible: Sequence[str] = (),
) -> Advised:
    """What to commit to for pools that are known already."""
    advice = tuple(_advice(pool, market, limits, longest, interruptible) for pool in found)
    known = {(one.row.provider, one.row.region, one.row.service, one.row.sku) for one in found}
    idle = tuple(one for one in limits.committed if (one.provider, one.region, one.service, one.sku) not in known)
    return Advised(advice, idle)


def _advice(pool: Pool, market: Market, limits: Constraints, longest: int, interruptible: Sequence[str]) -> Advice:
    held = _held(pool.row, limits.committed)
    used = (held - pool.load.below(held)) / held if held else None
    left = without(pool, held)
    on_demand = left.load.mean * left.row.price * HOURS_PER_MONTH
    ways = sorted(_ways(left, market), key=lambda way: (-way.saving, way.months, way.row.purchase))
    allowed = [way for way in ways if way.saving >= limits.min_saving and way.months <= longest]
    named = (any(fnmatchcase(one, pattern) for pattern in interruptible) for one in pool.addresses)
    taken_back = bool(pool.addresses) and all(named)
    best = next((way for way in allowed if way.months or taken_back), None)
    return Advice(left, on_demand, tuple(ways), best, _why(ways, best, limits, longest), held, used)


def _held(row: PriceRow, committed: Iterable[Committed]) -> Decimal:
    key = (row.provider, row.region, row.service, row.sku)
    return sum((one.units for one in committed if (one.provider, one.region, one.service, one.sku) == key), Decimal(0))


def _ways(pool: Pool, market: Market) -> Iterable[Way]:
    row = pool.row
    for purchase in (*TERMS, SPOT):
        if purchase == SPOT and not pool.interruptible:
            continue
        offers = market.ladder(row.provider, row.region, row.service, row.component, row.sku, purchase)
        if len(offers) == 1 and offers[0].unit == row.unit and offers[0].region == row.region:
            yield _spot(pool, offers[0]) if purchase == SPOT else best_level(pool.load, row, offers[0], TERMS[purchase])


def best_level(load: Load, today: PriceRow, offer: PriceRow, months: int) -> Way:
    """The whole number of units whose expected cost is least; of equal ones the smallest."""
    top = int(load.steps[-1][1].to_integral_value(ROUND_CEILING))
    corners = {Decimal(0), *(whole for _, units in load.steps for whole in _around(units) if whole <= top)}
    units = min(sorted(corners), key=lambda level: _hourly(load, level, today.price, offer.price))
    none = _hourly(load, Decimal(0), today.price, offer.price)
    cost = _hourly(load, units, today.price, offer.price)
    quiet = load.steps[0][1]
    idle = load.below(units)
    regret = offer.price * idle + max(today.price - offer.price, Decimal(0)) * load.above(units)
    worst = offer.price * units - today.price * min(quiet, units)
    return Way(
        row=offer,
        months=months,
        units=units,
        breakeven=offer.price / today.price,
        utilisation=(units - idle) / units if units else Decimal(0),
        cost=cost * HOURS_PER_MONTH,
        saving=(none - cost) * HOURS_PER_MONTH,
        regret=regret * HOURS_PER_MONTH,
        worst=max(worst, Decimal(0)) * HOURS_PER_MONTH,
        savings_rate=(none - cost) / none if none else Decimal(0),
        doubt=_doubt(today, offer, months),
    )


def _around(units: Decimal) -> tuple[Decimal, Decimal]:
    low = Decimal(int(units))
    return low, units.to_integral_value(ROUND_CEILING)


def _hourly(load: Load, level: Decimal, price: Decimal, committed: Decimal) -> Decimal:
    return committed * level + price * load.above(level)


def _spot(pool: Pool, offer: PriceRow) -> Way:
    """Everything on spot; the price moves, and the vendor may take the machines back."""
    none, cost = pool.load.mean * pool.row.price, pool.load.mean * offer.price
    rate = (none - cost) / none if none else Decimal(0)
    zero = Decimal(0)
    return Way(
        row=offer, months=0, units=zero, breakeven=zero, utilisation=zero, cost=cost * HOURS_PER_MONTH,
        saving=(none - cost) * HOURS_PER_MONTH, regret=zero, worst=zero, savings_rate=rate,
        doubt=f"the spot price of {offer.effective}; it moves, and machines may be taken back at short notice",
    )  # fmt: skip


def _doubt(today: PriceRow, offer: PriceRow, months: int) -> str:
    found = []
    if offer.effective[:7] != today.effective[:7]:
        found.append(f"its price is of {offer.effective}, today's of {today.effective}")
    if today.purchase == "sustained_use_full_month":
        found.append("compared with a full month's sustained-use discount")
    if months > 12:
        found.append(f"nothing forecasts {months} months")
    return "; ".join(found)


def _why(ways: Sequence[Way], best: Way | None, limits: Constraints, longest: int) -> str:
    if best is not None:
        return ""
    if not ways:
        return "the price book has no row of a commitment for it"
    if all(not way.months for way in ways):
        return "spot is only advised for what is named with --interruptible"
    if all(way.saving < limits.min_saving for way in ways):
        return "no commitment would be used enough to save anything"
    return f"only terms longer than {longest} months would save"
