"""How often demand is expected to pass a capacity."""

import math
from itertools import pairwise

from lepton_iac.model import Demand


def breach_probability(demand: Demand, capacity: float, *, bounded: bool = True) -> float:
    """The share of hours, 0..1, in which demand is expected to be above ``capacity`` (in the demand's unit).

    Between the forecast quantiles the logarithm of the exceedance is taken to fall in a straight line, as for an
    exponential tail; above the highest one the last line goes on, below the lowest one the exceedance rises in a
    straight line to one at zero. The calibrated capacity is a point like the quantiles. What was never seen is not
    taken to be impossible: the result is at least one hour more than the history has (the rule of succession).

    Args:
        bounded: a share of the present capacity never passes 1; without it the tail goes on above.
    """
    points = _points(demand)
    if not points:
        return 1.0
    if (
        bounded
        and demand.unit in {"fraction", "share", ""}
        and demand.dimension.endswith("_fraction")
        and capacity >= 1
    ):
        return 0.0
    return max(_exceedance(points, capacity), 1 / (24 * max(demand.history_days, 0.0) + 1))


def _exceedance(points: list[tuple[float, float]], capacity: float) -> float:
    level, share = points[0]
    if capacity <= level:
        return 1.0 if level <= 0 else 1 - (1 - share) * (max(capacity, 0.0) / level)
    for low, high in pairwise(points):
        if capacity <= high[0]:
            return _between(low, high, capacity)
    return _beyond(points, capacity)


def _points(demand: Demand) -> list[tuple[float, float]]:
    """(level, share of hours above it), levels rising strictly and shares falling; of equal shares the higher level."""
    levels = {round(1 - level, 9): value for level, value in sorted(demand.quantiles.items())}
    if demand.capacity is not None:
        share = round(demand.max_breach, 9)
        levels[share] = max(demand.capacity, levels.get(share, 0.0))
    points: list[tuple[float, float]] = []
    for share in sorted(levels):
        if not points or levels[share] < points[0][0]:
            points.insert(0, (levels[share], share))
    return points


def _between(low: tuple[float, float], high: tuple[float, float], capacity: float) -> float:
    share = (capacity - low[0]) / (high[0] - low[0])
    return math.exp(math.log(low[1]) + share * (math.log(high[1]) - math.log(low[1])))


def _beyond(points: list[tuple[float, float]], capacity: float) -> float:
    last = points[-1]
    if len(points) == 1:
        return last[1]
    before = points[-2]
    return min(last[1], _between(before, last, capacity))
