"""One look: the stacks priced anew, the bill read anew, and what has come of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.job.budget import all_concern, budget_of, with_budgets
from lepton_iac.job.cost_distribution import with_distribution
from lepton_iac.job.estimate import priced
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Correlation, Project, Stack
from lepton_iac.price.book import Book
from lepton_iac.read import load
from lepton_iac.reconcile.anomalies import anomalies
from lepton_iac.reconcile.compare import Estimate, reconcile
from lepton_iac.reconcile.identity import addresses
from lepton_iac.reconcile.ledger import read_bills
from lepton_iac.watch.alert import Alert
from lepton_iac.watch.conditions import of_anomalies, of_bill, of_budgets, of_capacity, of_failure, of_state


@dataclass(frozen=True)
class Watched:
    """What a look is about.

    Attributes:
        stacks: name and inputs of each stack.
        bills: billing exports, read anew each time.
        state: the state that belongs to the only stack, for drift and ids.
        threshold: chance of passing a budget from which an alert is due.
    """

    stacks: tuple[tuple[str, Inputs], ...]
    budgets: tuple[str, ...] = ()
    bills: tuple[Path, ...] = ()
    state: Path | None = None
    threshold: float = 0.2
    correlation: Correlation = Correlation.FULL


def look(watched: Watched, book: Book, today: date) -> tuple[tuple[Project, ...], tuple[Alert, ...]]:
    """The projects as they are now, and every trouble with them; a stack that cannot be read is a trouble too."""
    projects: list[Project] = []
    alerts: list[Alert] = []
    for name, inputs in watched.stacks:
        try:
            project = _project(watched, name, inputs, book, today)
        except LeptonError as error:
            alerts.append(of_failure(name, _told(error)))
            continue
        projects.append(project)
        alerts += [*of_budgets(project, watched.threshold), *of_capacity(project)]
    try:
        if projects:
            all_concern(projects, [budget_of(text) for text in watched.budgets])
    except LeptonError as error:
        alerts.append(of_failure("budgets", _told(error)))
    try:
        alerts += _from_outside(watched, projects, today)
    except LeptonError as error:
        alerts.append(of_failure("bill or state", _told(error)))
    return tuple(projects), tuple(alerts)


def _told(error: LeptonError) -> str:
    return f"{error.what}; {error.mend}" if error.mend else error.what


def _project(watched: Watched, name: str, inputs: Inputs, book: Book, today: date) -> Project:
    known = with_distribution(priced(inputs, book), watched.correlation)
    budgets = [budget_of(text) for text in watched.budgets]
    project = with_budgets(known, budgets, today, watched.correlation).project
    return replace(project, name=name)


def _from_outside(watched: Watched, projects: Sequence[Project], today: date) -> Iterator[Alert]:
    state = load(watched.state) if watched.state is not None else None
    if state is not None:
        for project in projects:
            yield from of_state(project.name, project.stack, state)
    if watched.bills:
        known = addresses(one for stack in _stacks(projects, state) for one in stack.managed())
        ledger = read_bills(watched.bills)
        yield from of_anomalies(anomalies(ledger, known), today)
        yield from of_bill(reconcile(ledger, _estimates(projects), known))


def _stacks(projects: Sequence[Project], state: Stack | None) -> Iterator[Stack]:
    yield from (project.stack for project in projects)
    if state is not None:
        yield state


def _estimates(projects: Sequence[Project]) -> Iterator[Estimate]:
    for project in projects:
        for line in project.bill.lines:
            level = line.total or Decimal(0)
            yield Estimate(line.resource.address, line.total, level, level, line.complete)
