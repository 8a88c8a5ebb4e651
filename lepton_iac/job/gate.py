"""Gates: conditions on a bill that fail a run."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.job.budget import known_scope, scopes
from lepton_iac.job.gate_figures import Figure, assumed, budgeted, increase, percent_increase, scoped, total, unpriced
from lepton_iac.model import Bill, Project
from lepton_iac.policy.rule import SEVERITIES

_SCOPE = r'(?:(?P<scope>project|tag|service)\s+(?P<quote>["\']?)(?P<name>[^"\']+?)(?P=quote)\s+)?'
_WHAT = r"(?P<what>increase|total|unpriced|assumed|budget probability|budget|findings severity)"
_GATE = re.compile(
    rf"^\s*{_SCOPE}{_WHAT}\s*(?P<op><=|>=|<|>)\s*(?P<sign>\$?)(?P<figure>[\d,]+(?:\.\d+)?|[a-z]+)\s*(?P<percent>%?)\s*$"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_SHARES = frozenset({"unpriced", "assumed", "budget", "budget probability"})
EXAMPLES = (
    '"increase > 10%", "increase > 100", "total > 5000", "unpriced > 5%", "assumed > 30%", "budget > 80%", '
    '"budget probability > 20%", "findings severity >= high"; in front of it: project "name", tag team=web or '
    "service vm"
)
_MEND = {
    "findings severity": "mend the findings, or dismiss them in the code with a reason",
    "unpriced": "declare the usage with --usage-file, or set the prices of your own",
    "assumed": "declare or measure the usage",
}

Gate = tuple[str, bool]
"""A sentence with the figure and the limit, and whether it held."""


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    scope: str
    name: str
    what: str
    over: str
    limit: str
    percent: bool


def gates_of(texts: Sequence[str], projects: Sequence[Project], *, checked: bool = False) -> tuple[Gate, ...]:
    """Each gate with what it came to; a gate with a scope that nothing is in is a mistake, not a gate that held.

    Args:
        checked: policies ran, so that no findings means that none was breached.

    Raises:
        LeptonError: a gate is not understood, or nothing can be said to it.
    """
    asked = [_asked(text) for text in texts]
    blind = next((one for one in asked if one.what == "findings severity" and not checked), None)
    if blind is not None:
        raise LeptonError(
            f"no policies ran, so nothing can be said to {blind.text!r}", mend="use `lepton-iac check --fail-on high`"
        )
    return tuple(_gate(one, projects) for one in asked)


def _asked(text: str) -> _Asked:
    found = _GATE.match(text)
    if found is None:
        raise LeptonError(f"not a gate: {text!r}", mend=f"write it like {EXAMPLES}")
    what, figure = found["what"], found["figure"]
    words = what == "findings severity"
    if words != figure.isalpha() or (words and (figure not in SEVERITIES or found["percent"])):
        choices = f"one of {', '.join(SEVERITIES)}" if words else "a number"
        raise LeptonError(f"not a limit of a gate: {text!r}", mend=f"compare {what} with {choices}")
    percent = bool(found["percent"]) or what in _SHARES
    name = (found["name"] or "").strip()
    return _Asked(text.strip(), found["scope"] or "", name, what, found["op"], figure.replace(",", ""), percent)


def _gate(asked: _Asked, projects: Sequence[Project]) -> Gate:
    chosen = _chosen(asked, projects)
    if asked.what == "findings severity":
        return _findings(asked, chosen)
    scope = "" if asked.scope == "project" else asked.scope
    weighed = [scoped(project, scope, asked.name) for project in chosen]
    limit = Decimal(asked.limit)
    figures = _figures(asked, weighed)
    worst = next((one for one in figures if one.breaches or _breached(asked, one, limit)), figures[0])
    held = not worst.breaches and not _breached(asked, worst, limit)
    mend = "" if held else f"; {_MEND.get(asked.what, 'lower the cost, or raise the limit')}"
    return f"{asked.text}: {worst.words}{mend}", held


def _breached(asked: _Asked, figure: Figure, limit: Decimal) -> bool:
    return figure.value is not None and _COMPARE[asked.over](figure.value, limit)


def _chosen(asked: _Asked, projects: Sequence[Project]) -> Sequence[Project]:
    if asked.scope == "project":
        chosen = [project for project in projects if project.name == asked.name]
    else:
        chosen = [project for project in projects if _any_in(project, asked.scope, asked.name)]
    if not chosen and asked.scope:
        bill = Bill(tuple(line for project in projects for line in project.bill.lines))
        names = f"there are: {', '.join(project.name for project in projects)}"
        mend = names if asked.scope == "project" else scopes(bill, asked.scope)
        raise LeptonError(f"nothing is in {asked.scope} {asked.name!r} of {asked.text!r}", mend=mend)
    return chosen


def _any_in(project: Project, scope: str, name: str) -> bool:
    sides = [bill for bill in (project.bill, project.prior) if bill is not None]
    return any(known_scope(bill, scope, name) for bill in sides)


def _figures(asked: _Asked, projects: Sequence[Project]) -> list[Figure]:
    match asked.what:
        case "total":
            return [total(projects)]
        case "unpriced":
            return [unpriced(projects)]
        case "assumed":
            return [assumed(projects)]
        case "increase":
            return [percent_increase(projects) if asked.percent else increase(projects)]
    found = [
        budgeted(one, likely=asked.what == "budget probability") for project in projects for one in project.budgets
    ]
    if not found:
        raise LeptonError(f"no budget is known for {asked.text!r}", mend="give --budget AMOUNT")
    return found


def _findings(asked: _Asked, projects: Sequence[Project]) -> Gate:
    compare, limit = _COMPARE[asked.over], SEVERITIES.index(asked.limit)
    grave = [
        finding
        for project in projects
        for finding in project.findings
        if finding.severity in SEVERITIES and compare(SEVERITIES.index(finding.severity), limit)
    ]
    words = f"{asked.text}: {len(grave)} finding{'' if len(grave) == 1 else 's'}"
    return (f"{words}; {_MEND[asked.what]}" if grave else words), not grave
