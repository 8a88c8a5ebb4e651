"""The spread of a cost and the outlook of budgets as data."""

from typing import Any

from lepton_iac.model import BudgetOutlook, CostDistribution, CostQuantiles
from lepton_iac.report import exact


def distribution(found: CostDistribution) -> dict[str, Any]:
    """Quantiles of the monthly cost: those asked for, then both, and the drivers behind them."""
    return {
        "correlation": found.correlation.value,
        **quantiles(found.chosen),
        "full": quantiles(found.full),
        "independent": quantiles(found.independent),
        "fixed": exact.text(found.fixed),
        "drivers": [
            {"addresses": list(driver.addresses), "usageKeys": list(driver.keys), **quantiles(driver.cost)}
            for driver in found.drivers
        ],
    }


def quantiles(found: CostQuantiles) -> dict[str, str | None]:
    """Three plain decimal strings."""
    return {"p10": exact.text(found.p10), "p50": exact.text(found.p50), "p90": exact.text(found.p90)}


def budget(found: BudgetOutlook) -> dict[str, Any]:
    """One budget; ``null`` where something is not known or does not happen."""
    return {
        "limit": exact.text(found.budget.limit),
        "scope": found.budget.scope,
        "name": found.budget.name,
        "monthlyCost": exact.text(found.cost),
        "complete": found.complete,
        "p90": exact.text(found.p90),
        "probability": found.probability,
        "passedOn": found.day or None,
        "passedOnP90": found.day_p90 or None,
        "passedFrom": found.month or None,
        "passedFromP90": found.month_p90 or None,
        "monthsAhead": found.months_ahead,
    }
