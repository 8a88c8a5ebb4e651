"""The spread of a bill: usage quantiles through the price ladders, then summed under a stated correlation."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lepton_iac.job.cost_quantiles import apart, together
from lepton_iac.job.scenarios import Spread, Weigh, spreads, whole
from lepton_iac.model import Bill, Correlation, CostDistribution, CostDriver, CostQuantiles
from lepton_iac.pipeline import Priced


def with_distribution(priced: Priced, correlation: Correlation = Correlation.FULL) -> Priced:
    """The project with the distribution of its cost; unchanged where no usage has a spread."""
    found = distribution(priced.project.bill, spreads(priced.market), correlation)
    return replace(priced, project=replace(priced.project, distribution=found))


def distribution(
    bill: Bill, moving: Sequence[Spread], correlation: Correlation, weigh: Weigh = whole
) -> CostDistribution | None:
    """The distribution of what counts of a bill; ``None`` where nothing that counts has a spread.

    Resources whose usage has one source (one line of a usage file) are one driver: they move as one under either
    correlation. Scaling ranges (an instance group's smallest and largest size) are no quantiles and take no part.
    """
    drivers = tuple(driver for driver in _drivers(moving, weigh) if driver.cost.p10 != driver.cost.p90)
    if not drivers:
        return None
    costs = [driver.cost for driver in drivers]
    total = sum((weigh(line) for line in bill.lines), Decimal(0))
    fixed = total - together(costs).p50
    return CostDistribution(fixed, drivers, _raised(together(costs), fixed), _raised(apart(costs), fixed), correlation)


def _drivers(moving: Sequence[Spread], weigh: Weigh) -> tuple[CostDriver, ...]:
    groups: dict[tuple[str, ...], list[Spread]] = defaultdict(list)
    for spread in moving:
        groups[spread.source].append(spread)
    return tuple(
        CostDriver(
            tuple(spread.middle.resource.address for spread in group),
            group[0].keys,
            together([spread.cost(weigh) for spread in group]),
        )
        for group in groups.values()
    )


def _raised(found: CostQuantiles, fixed: Decimal) -> CostQuantiles:
    return CostQuantiles(found.p10 + fixed, found.p50 + fixed, found.p90 + fixed)
