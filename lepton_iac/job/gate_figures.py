"""The figures that gates compare, each with the sentence that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.job.budget import in_scope, service_of
from lepton_iac.model import Bill, BudgetOutlook, Charge, Project, ResourceBill, Status
from lepton_iac.report.difference import between
from lepton_iac.units import money, plain


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in the gate's unit (money, or percent); ``None`` where there is nothing to compare.

    Attributes:
        breaches: it is past any limit.
    """

    value: Decimal | None
    words: str
    breaches: bool = False


def scoped(project: Project, scope: str, name: str) -> Project:
    """The project with only what is in a scope on both sides of its bill."""
    if not scope:
        return project
    prior = _part(project.prior, scope, name) if project.prior is not None else None
    budgets = tuple(one for one in project.budgets if (one.budget.scope, one.budget.name) == (scope, name))
    return replace(project, bill=_part(project.bill, scope, name), prior=prior, budgets=budgets)


def total(projects: Sequence[Project]) -> Figure:
    """The known monthly cost."""
    amount = sum((project.bill.total for project in projects), Decimal(0))
    least = "" if all(project.bill.complete for project in projects) else "at least "
    return Figure(amount, f"it is {least}{_money(amount, projects)}")


def increase(projects: Sequence[Project]) -> Figure:
    """The known part of the change: a cost that becomes unknown is no saving."""
    amount = _change(projects)
    if any(project.prior is None for project in projects):
        return Figure(amount, f"what was there before is not known, so all of it counts: {_money(amount, projects)}")
    return Figure(amount, f"it is {_money(amount, projects)} ({_from_to(projects)})")


def percent_increase(projects: Sequence[Project]) -> Figure:
    """The change in percent of the earlier cost; from an earlier cost of nothing every rise is without bound."""
    if any(project.prior is None for project in projects):
        return _new(projects)
    before, change = _before(projects), _change(projects)
    if before:
        return Figure(change * 100 / before, f"it is {plain(round(change * 100 / before, 1))} % ({_from_to(projects)})")
    if not any(project.prior.lines for project in projects if project.prior is not None):
        return Figure(None, f"new, nothing was there before; not compared ({_from_to(projects)})")
    if change <= 0:
        return Figure(Decimal(0), f"it is 0 % ({_from_to(projects)})")
    return Figure(None, f"the earlier cost is 0, so that any rise passes ({_from_to(projects)})", breaches=True)


def unpriced(projects: Sequence[Project]) -> Figure:
    """Resources with a cost that is not wholly known, in percent of those that are not free."""
    lines = [line for project in projects for line in project.bill.lines if line.status is not Status.FREE]
    unknown = sum(line.status is not Status.PRICED for line in lines)
    share = Decimal(100 * unknown) / len(lines) if lines else Decimal(0)
    return Figure(share, f"it is {plain(round(share, 1))} % ({unknown} of {len(lines)} resources)")


def assumed(projects: Sequence[Project]) -> Figure:
    """The cost that rests on assumptions, in percent of the known cost: how little the bill is to be trusted."""
    charges = [charge for project in projects for line in project.bill.lines for charge in line.charges]
    known, doubtful = _known(charges), _known([charge for charge in charges if charge.assumptions])
    share = doubtful * 100 / known if known else Decimal(0)
    figures = f"{_money(doubtful, projects)} of {_money(known, projects)}"
    return Figure(share, f"it is {plain(round(share, 1))} % ({figures} rest on assumptions)")


def budgeted(found: BudgetOutlook, *, likely: bool) -> Figure:
    """The share of a budget that the cost takes, or the probability of a month above it; both in percent."""
    limit = money(found.budget.limit)
    where = f"{found.budget.scope} {found.budget.name}: " if found.budget.scope else ""
    least = "" if found.complete else "at least "
    cost = f"{least}{money(found.cost)} of {limit}"
    if not likely:
        share = found.cost * 100 / found.budget.limit
        return Figure(share, f"{where}it is {least}{plain(round(share, 1))} % ({cost})")
    if found.probability is None:
        above = found.cost > found.budget.limit
        words = "above it" if above else "within it"
        return Figure(Decimal(100 if above else 0), f"{where}no usage has a spread, the cost is {words} ({cost})")
    share = Decimal(str(found.probability)) * 100
    return Figure(share, f"{where}it is {least}{plain(round(share, 1))} % ({cost} at the expected usage)")


def _new(projects: Sequence[Project]) -> Figure:
    amount = sum((project.bill.total for project in projects), Decimal(0))
    return Figure(None, f"new, what was there before is not known; not compared (now {_money(amount, projects)})")


def _known(charges: Sequence[Charge]) -> Decimal:
    return sum((charge.cost for charge in charges if isinstance(charge.cost, Decimal)), Decimal(0))


def _before(projects: Sequence[Project]) -> Decimal:
    return sum((project.prior.total for project in projects if project.prior is not None), Decimal(0))


def _change(projects: Sequence[Project]) -> Decimal:
    changes = (between(project.prior or Bill(()), project.bill).delta for project in projects)
    return sum(changes, Decimal(0))


def _from_to(projects: Sequence[Project]) -> str:
    after = sum((project.bill.total for project in projects), Decimal(0))
    return f"{_money(_before(projects), projects)} → {_money(after, projects)}"


def _money(amount: Decimal, projects: Sequence[Project]) -> str:
    return money(amount, projects[0].bill.currency if projects else "USD")


def _part(bill: Bill, scope: str, name: str) -> Bill:
    lines = [line for line in bill.lines if in_scope(line, scope, name)]
    return replace(bill, lines=tuple(_charged(line, scope, name) for line in lines))


def _charged(line: ResourceBill, scope: str, name: str) -> ResourceBill:
    """The line with only the charges of a service; a tag holds the whole resource."""
    if scope != "service":
        return line
    return replace(line, charges=tuple(charge for charge in line.charges if service_of(charge) == name))
