"""Gates: conditions on the bill that fail a run with exit code 2."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click

from lepton_iac.errors import GateError, LeptonError
from lepton_iac.model import Bill, Project, Status
from lepton_iac.report.difference import between
from lepton_iac.units import money, plain

Command = Callable[..., Any]

_GATE = re.compile(r"^\s*(?P<what>[a-z_ ]+?)\s*(?P<op><=|>=|<|>)\s*\$?(?P<figure>[\d,]+(\.\d+)?)\s*(?P<percent>%?)\s*$")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def gate_options(command: Command) -> Command:
    """``--fail-on`` and ``--soft-fail``."""
    options = (
        click.option(
            "--fail-on", multiple=True, help='"increase > 10%", "increase > 100", "total > 5000", "unpriced > 5%".'
        ),
        click.option("--soft-fail", is_flag=True, help="Report breached gates, but leave with exit code 0."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _before(projects: Sequence[Project]) -> Decimal:
    return sum((project.prior.total for project in projects if project.prior is not None), Decimal(0))


def _increase(projects: Sequence[Project]) -> Decimal:
    """The known part of the change: a cost that becomes unknown is no saving."""
    changes = (between(project.prior or Bill(()), project.bill).delta for project in projects)
    return sum(changes, Decimal(0))


def _unpriced_share(projects: Sequence[Project]) -> Decimal:
    lines = [line for project in projects for line in project.bill.lines if line.status is not Status.FREE]
    unknown = sum(line.status is not Status.PRICED for line in lines)
    return Decimal(100 * unknown) / len(lines) if lines else Decimal(0)


def _measured(what: str, percent: bool, projects: Sequence[Project]) -> Decimal | None:
    before = _before(projects)
    match what:
        case "total":
            return sum((project.bill.total for project in projects), Decimal(0))
        case "unpriced":
            return _unpriced_share(projects)
        case "increase" if percent:
            return None if before == 0 else _increase(projects) * 100 / before
        case "increase":
            return _increase(projects)
    raise LeptonError(f"no such gate {what!r}", mend="increase, total or unpriced")


def gates_of(texts: Sequence[str], projects: Sequence[Project]) -> tuple[tuple[str, bool], ...]:
    """Each gate as (sentence, held).

    Raises:
        LeptonError: a gate is not understood.
    """
    return tuple(_gate(text, projects) for text in texts)


def _gate(text: str, projects: Sequence[Project]) -> tuple[str, bool]:
    found = _GATE.match(text)
    if found is None:
        raise LeptonError(f"not a gate: {text!r}", mend='write it like "increase > 10%" or "total > 5000"')
    limit = Decimal(found["figure"].replace(",", ""))
    percent = bool(found["percent"])
    value = _measured(found["what"], percent, projects)
    if value is None:
        return f"{text}: there is nothing to compare with, so a percentage has no meaning", True
    breached = _COMPARE[found["op"]](value, limit)
    figure = f"{plain(round(value, 1))} %" if percent or found["what"] == "unpriced" else money(value)
    return f"{text}: it is {figure}", not breached


def broken(gates: Sequence[tuple[str, bool]], *, soft: bool) -> None:
    """Leave with exit code 2 when a gate was breached.

    Raises:
        GateError: a gate was breached and ``soft`` is off.
    """
    failed = [sentence for sentence, held in gates if not held]
    if failed and not soft:
        raise GateError("; ".join(failed), mend="lower the cost, or change the gate; --soft-fail only reports it")
    for sentence in failed:
        click.echo(f"gate breached (soft): {sentence}", err=True)
