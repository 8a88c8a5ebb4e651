"""Monthly budgets: how likely a month above them is, and when they are passed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lepton_iac.errors import LeptonError
from lepton_iac.job.cost_distribution import distribution
from lepton_iac.job.cost_quantiles import chance_above
from lepton_iac.job.scenarios import Spread, Weigh, counted, spreads, whole
from lepton_iac.model import (
    Bill,
    Budget,
    BudgetOutlook,
    Charge,
    Correlation,
    CostDistribution,
    Note,
    Project,
    ResourceBill,
)
from lepton_iac.pipeline import Priced
from lepton_iac.units import HOURS_PER_MONTH

_BUDGET = re.compile(
    r"^\s*(?:(?P<scope>tag|service)\s+(?P<name>\S.*?)\s*(?:\s|:)\s*)?\$?(?P<limit>\d[\d,]*(?:\.\d+)?)\s*$"
)


def budget_of(text: str) -> Budget:
    """``5000``, ``tag team=web 500`` or ``service vm 300`` as a monthly budget.

    Raises:
        LeptonError: it is none of these, or not above zero.
    """
    found = _BUDGET.match(text)
    limit = Decimal(found["limit"].replace(",", "")) if found else Decimal(0)
    tagged = found is not None and found["scope"] == "tag" and "=" not in found["name"]
    if found is None or limit <= 0 or tagged:
        raise LeptonError(
            f"not a budget: {text!r}", mend='write 5000, "tag team=web 500" or "service vm 300": per month, above 0'
        )
    return Budget(limit, found["scope"] or "", found["name"] or "")


def with_budgets(priced: Priced, budgets: Sequence[Budget], today: date, correlation: Correlation) -> Priced:
    """The project with the outlook of each budget that something of it is in, and a note on each of the others.

    Args:
        today: the month this day is in is the one whose passing day is told.
    """
    if not budgets:
        return priced
    project = priced.project
    now = spreads(priced.market)
    coming = [spreads(priced.market, known) for known in project.usage.coming]
    known = [one for one in budgets if concerns(project, one)]
    found = tuple(_outlook(project.bill, one, now, coming, today, correlation) for one in known)
    notes = tuple(
        Note(f"nothing is in {one.scope} {one.name}, so its budget is not held against this project", project.name)
        for one in budgets
        if one not in known
    )
    stack = replace(project.stack, notes=(*project.stack.notes, *notes))
    return replace(priced, project=replace(project, budgets=found, stack=stack))


def concerns(project: Project, budget: Budget) -> bool:
    """Whether anything of the project is, or was before its plan, in the scope of a budget."""
    sides = [bill for bill in (project.bill, project.prior) if bill is not None]
    return any(known_scope(bill, budget.scope, budget.name) for bill in sides)


def all_concern(projects: Sequence[Project], budgets: Sequence[Budget]) -> None:
    """Refuse a budget that nothing of any project is in, so that a misspelt name is no budget kept.

    Raises:
        LeptonError: there is such a budget.
    """
    for budget in budgets:
        if not any(concerns(project, budget) for project in projects):
            everything = Bill(tuple(line for project in projects for line in project.bill.lines))
            raise LeptonError(
                f"no resource is in the budget of {budget.scope} {budget.name}",
                mend=scopes(everything, budget.scope),
            )


def weigher(scope: str, name: str) -> Weigh:
    """What counts for a scope: everything, the resources with a tag, or the charges of a service."""
    if scope == "tag":
        key, _, value = name.partition("=")
        return lambda line: whole(line) if _tagged(line, key, value) else Decimal(0)
    if scope == "service":
        return lambda line: counted(line, lambda charge: service_of(charge) == name)
    return whole


def known_scope(bill: Bill, scope: str, name: str) -> bool:
    """Whether anything of the bill is in the scope, so that a misspelt name is no budget kept."""
    if scope == "tag":
        key, _, value = name.partition("=")
        return any(_tagged(line, key, value) for line in bill.lines)
    if scope == "service":
        return any(service_of(charge) == name for line in bill.lines for charge in line.charges)
    return True


def scopes(bill: Bill, scope: str) -> str:
    """What of a scope a bill holds, for messages."""
    if scope == "tag":
        found = {f"{key}={value}" for line in bill.lines for key, value in line.resource.tags.items() if value}
    else:
        found = {service_of(charge) for line in bill.lines for charge in line.charges} - {""}
    return f"there are: {', '.join(sorted(found)[:20]) or 'none'}"


def in_scope(line: ResourceBill, scope: str, name: str) -> bool:
    """Whether a resource is (partly) in the scope; what has no service yet is in none."""
    return known_scope(Bill((line,)), scope, name)


def _tagged(line: ResourceBill, key: str, value: str) -> bool:
    return line.resource.tags.get(key) == value


def service_of(charge: Charge) -> str:
    """The price book's service of a charge; empty where no price was found."""
    return charge.row.service if charge.row is not None else ""


def _outlook(
    bill: Bill,
    budget: Budget,
    now: Sequence[Spread],
    coming: Sequence[Sequence[Spread]],
    today: date,
    correlation: Correlation,
) -> BudgetOutlook:
    weigh = weigher(budget.scope, budget.name)
    cost = sum((weigh(line) for line in bill.lines), Decimal(0))
    found = distribution(bill, now, correlation, weigh)
    p90 = found.chosen.p90 if found else None
    months = [_month_costs(bill, spread, now, weigh, correlation) for spread in coming]
    return BudgetOutlook(
        budget,
        cost,
        all(line.complete for line in bill.lines if in_scope(line, budget.scope, budget.name)),
        p90,
        _chance(budget.limit, found),
        _day(cost, budget.limit, today),
        _day(p90, budget.limit, today) if p90 is not None else "",
        _month([p50 for p50, _ in months], budget.limit, today),
        _month([high for _, high in months], budget.limit, today),
        len(months),
    )


def _chance(limit: Decimal, found: CostDistribution | None) -> float | None:
    if found is None:
        return None
    return chance_above(limit, found.fixed, [driver.cost for driver in found.drivers], found.correlation)


def _day(cost: Decimal, limit: Decimal, today: date) -> str:
    """The day on which the cost since the first of the month passes the limit, at one rate all month."""
    daily = cost * 24 / HOURS_PER_MONTH
    days = monthrange(today.year, today.month)[1]
    if daily * days <= limit:
        return ""
    return today.replace(day=int(limit // daily) + 1).isoformat()


def _month_costs(
    bill: Bill, later: Sequence[Spread], now: Sequence[Spread], weigh: Weigh, correlation: Correlation
) -> tuple[Decimal, Decimal]:
    """The p50 and p90 of a coming month: today's bill with the resources that trend at their usage of that month."""
    moved = {spread.middle.resource.address: spread for spread in later}
    lines = tuple(
        moved[line.resource.address].middle if line.resource.address in moved else line for line in bill.lines
    )
    steady = [spread for spread in now if spread.middle.resource.address not in moved]
    found = distribution(replace(bill, lines=lines), [*steady, *later], correlation, weigh)
    p50 = sum((weigh(line) for line in lines), Decimal(0))
    return (p50, p50) if found is None else (found.chosen.p50, found.chosen.p90)


def _month(costs: Sequence[Decimal], limit: Decimal, today: date) -> str:
    """The first coming month above the limit; the first of ``costs`` is of the month after today's."""
    for ahead, cost in enumerate(costs, 1):
        if cost > limit:
            years, month = divmod(today.month - 1 + ahead, 12)
            return f"{today.year + years}-{month + 1:02}"
    return ""
