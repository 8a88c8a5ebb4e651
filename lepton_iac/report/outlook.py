"""The spread of a cost and the outlook of budgets in words: one phrase per thing, for every format people read."""

from collections.abc import Iterator

from lepton_iac.model import BudgetOutlook, Correlation, CostDistribution, CostQuantiles, Project
from lepton_iac.report.wording import cost, known, plural

Pair = tuple[str, str]
"""What is told, and the words for it."""

TOGETHER = "all usages high or low at once"
APART = "each usage for itself"


def spread(project: Project) -> Iterator[Pair]:
    """The quantiles of the monthly cost as correlated as asked, then otherwise; nothing without a spread."""
    found = project.distribution
    if found is None:
        return
    currency = project.bill.currency
    full = found.correlation is Correlation.FULL
    least = "" if project.bill.complete else " of the known part"
    yield f"Monthly cost{least}, p10 / p50 / p90", quantiles(found.chosen, currency)
    if len(found.drivers) < 2:
        yield "rests on", source(found)
        return
    yield "rests on", f"{source(found)}; {TOGETHER if full else APART} (--correlation {found.correlation})"
    other, how = (found.independent, APART) if full else (found.full, TOGETHER)
    if other != found.chosen:
        yield f"with {how}", quantiles(other, currency)


def source(found: CostDistribution) -> str:
    """How many usages have a spread and how many resources they move."""
    resources = sum(len(driver.addresses) for driver in found.drivers)
    return f"the spread of usage of {plural(resources, 'resource')}, through every price tier"


def quantiles(found: CostQuantiles, currency: str) -> str:
    """``$1.00 / $2.00 / $4.00``."""
    return " / ".join(cost(amount, currency) for amount in (found.p10, found.p50, found.p90))


def budget(found: BudgetOutlook, currency: str) -> Pair:
    """The budget, and everything about it in one sentence."""
    name, words = budget_parts(found, currency)
    return name, "; ".join(words)


def budget_parts(found: BudgetOutlook, currency: str) -> tuple[str, list[str]]:
    """The budget; and what of it is used, how likely a month above it is, and when it is passed."""
    scope = f" of {found.budget.scope} {found.budget.name}" if found.budget.scope else ""
    share = f"{found.cost / found.budget.limit:.0%}"
    used = f"{known(found.cost, found.complete, currency)} ({share})"
    name = f"Budget{scope} {cost(found.budget.limit, currency)} per month"
    return name, [used, *chance(found), *days(found), *months(found)]


def chance(found: BudgetOutlook) -> Iterator[str]:
    """The probability of a month above the budget; nothing where no usage has a spread."""
    if found.probability is None:
        return
    share = "under 1%" if found.probability < 0.01 else "over 99%" if found.probability > 0.99 else ""
    known_part = "" if found.complete else " by what is known of the cost"
    yield f"passed in {share or f'{found.probability:.0%}'} of months{known_part}"


def days(found: BudgetOutlook) -> Iterator[str]:
    """The day of this month on which it is passed."""
    if found.day:
        yield f"this month passed on {found.day}" + (
            f" (at p90 on {found.day_p90})" if found.day_p90 and found.day_p90 != found.day else ""
        )
    elif found.day_p90:
        yield f"this month not passed at the expected cost, at p90 on {found.day_p90}"
    else:
        yield "this month not passed" + ("" if found.complete else " by what is known of the cost")


def months(found: BudgetOutlook) -> Iterator[str]:
    """The coming month whose cost passes it, along the trends; nothing without a trend."""
    if not found.months_ahead:
        return
    ends = [f"{name} from {month}" for name, month in (("p90", found.month_p90), ("p50", found.month)) if month]
    reach = f"{plural(found.months_ahead, 'month')} ahead"
    yield f"along the trends {', '.join(ends)}" if ends else f"along the trends not within {reach}"
