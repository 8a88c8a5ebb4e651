"""Not one answer but the frontier: saving against the risk of too little capacity and against disruption."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.model import DISRUPTION_ORDER, EMPTY, Demand, Disruption, Proposal, Stack
from lepton_iac.optimize.constraints import Constraints, Objective
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.propose import optimize

DEFAULT = Constraints()


@dataclass(frozen=True, slots=True)
class Point:
    """One way to go that no other beats in everything.

    Attributes:
        saving: per month.
        breach: the worst share of hours demand is expected to pass a changed capacity.
        disruption: the worst that any of its changes does.
        allowed: it keeps the user's own limit on disruption.
        chosen: the objective takes this one.
    """

    saving: Decimal
    breach: float
    disruption: Disruption
    proposal: Proposal
    allowed: bool
    chosen: bool = False

    @property
    def rank(self) -> int:
        return DISRUPTION_ORDER.index(self.disruption)


def frontier(
    stack: Stack, market: Market, demands: Mapping[str, tuple[Demand, ...]] = EMPTY, limits: Constraints = DEFAULT
) -> tuple[Point, ...]:
    """Every answer worth choosing between, the largest saving first; not to move at all is always the last.

    Each disruption class is tried for cost, for risk, and with today's capacities kept.
    """
    nothing = Point(Decimal(0), 0.0, Disruption.NONE, Proposal(()), True)
    points = [nothing]
    for tried in _tries(limits):
        found = _point(optimize(stack, market, demands, tried), limits)
        if not any(_same(found, other) for other in points):
            points.append(found)
    best = [point for point in points if not any(_beats(other, point) for other in points)]
    if nothing not in best:
        best.append(nothing)
    ranked = sorted(best, key=lambda point: (-point.saving, point.breach, point.rank))
    chosen = _chosen(ranked, limits)
    return tuple(replace(point, chosen=point is chosen) for point in ranked)


def _tries(limits: Constraints) -> Iterator[Constraints]:
    for disruption in DISRUPTION_ORDER:
        for objective, breach in ((Objective.COST, None), (Objective.RISK, None), (Objective.COST, 0.0)):
            yield replace(
                limits, objective=objective, max_disruption=disruption,
                max_breach=limits.max_breach if breach is None else breach,
            )  # fmt: skip


def _point(proposal: Proposal, limits: Constraints) -> Point:
    breach = max((change.breach_probability or 0.0 for change in proposal.changes), default=0.0)
    worst = max((DISRUPTION_ORDER.index(change.disruption) for change in proposal.changes), default=0)
    disruption = DISRUPTION_ORDER[worst]
    return Point(proposal.saving, breach, disruption, proposal, not limits.disrupts_too_much(disruption))


def _same(one: Point, other: Point) -> bool:
    return (one.saving, one.breach, one.rank) == (other.saving, other.breach, other.rank)


def _beats(one: Point, other: Point) -> bool:
    """At least as good in everything, better in something."""
    as_good = one.saving >= other.saving and one.breach <= other.breach and one.rank <= other.rank
    return as_good and not _same(one, other)


def _chosen(ranked: list[Point], limits: Constraints) -> Point:
    """The best in the objective among those that are allowed; what saves nothing only where nothing else is left."""
    allowed = [point for point in ranked if point.allowed and point.saving > 0] or [ranked[-1]]
    match limits.objective:
        case Objective.RISK:
            return min(allowed, key=lambda point: (point.breach, -point.saving, point.rank))
        case Objective.DISRUPTION:
            return min(allowed, key=lambda point: (point.rank, -point.saving, point.breach))
    return min(allowed, key=lambda point: (-point.saving, point.breach, point.rank))


def choose(
    stack: Stack, market: Market, demands: Mapping[str, tuple[Demand, ...]] = EMPTY, constraints: Constraints = DEFAULT
) -> Proposal:
    """The proposal the objective asks for: the largest saving, or the frontier's mildest in risk or disruption."""
    if constraints.objective is Objective.COST:
        return optimize(stack, market, demands, constraints)
    return next(point.proposal for point in frontier(stack, market, demands, constraints) if point.chosen)
