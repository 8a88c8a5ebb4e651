"""The ``compact`` format: a few plain lines for logs and for programs that read text."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Finding, Project, Report
from lepton_iac.report import exact, outlook, wording
from lepton_iac.report.difference import Change, ResourceChange, between
from lepton_iac.report.escape import visible
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.severity import ordered

MOST = 10


def render(report: Report, options: Options = DEFAULT) -> str:
    """One fact per line, each line starting with what it is about."""
    lines = [f"total: {wording.all_projects(report)} per month"]
    for project in report.projects:
        lines.extend(_project(project))
    lines.extend(f"gate: {'held' if held else 'BREACHED'} {visible(text)}" for text, held in options.gates)
    lines.append(f"basis: {visible(wording.basis(report))}")
    return "\n".join(lines) + "\n"


def _project(project: Project) -> Iterator[str]:
    currency = project.bill.currency
    gaps = wording.gaps(project.bill) or "all priced"
    yield f"project: {visible(project.name)}: {wording.total(project.bill)}; {gaps}"
    if project.prior is not None:
        found = between(project.prior, project.bill)
        tail = "" if found.complete else " in the known part"
        yield f"change: {wording.signed(found.delta, currency)}{tail}"
        entries = sorted(found.changed, key=lambda entry: -abs(entry.delta or Decimal(0)))
        yield from _some([_change(entry, currency) for entry in entries], "change")
    pairs = [*outlook.spread(project), *(outlook.budget(found, currency) for found in project.budgets)]
    yield from (f"outlook: {visible(name)}: {visible(words)}" for name, words in pairs)
    dearest = sorted(project.bill.lines, key=lambda line: -(exact.line_total(line) or Decimal(0)))[:MOST]
    for line in dearest:
        if total := exact.line_total(line):
            yield f"cost: {visible(line.resource.address)}: {wording.known(total, line.complete, currency)}"
    yield from _some(list(_unknown(project)), "unknown")
    yield from _some(list(_savings(project)), "saving")
    verdicts = [_verdict(finding) for finding, _ in ordered(project.findings)]
    yield from _some(verdicts, "finding")


def _verdict(finding: Finding) -> str:
    address = visible(finding.address) or "the stack"
    return f"finding: {visible(finding.severity)} {visible(finding.rule)} {address}: {visible(finding.message)}"


def _change(entry: ResourceChange, currency: str) -> str:
    sign = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.SAME: "="}[entry.change]
    delta = "not known" if entry.delta is None else wording.signed(entry.delta, currency)
    delta += "" if entry.complete or entry.delta is None else " in the known part"
    return f"change: {sign} {visible(entry.address)}: {delta}"


def _unknown(project: Project) -> Iterator[str]:
    for line in project.bill.lines:
        address = visible(line.resource.address)
        if not line.charges and not line.complete:
            yield f"unknown: {address}: {visible(wording.reason(line.status, line.reason))}"
        for charge in line.charges:
            if words := wording.gap(charge, project.bill.currency):
                yield f"unknown: {address}: {visible(wording.label(charge))}: {visible(words)}"


def _savings(project: Project) -> Iterator[str]:
    changes = project.proposal.changes if project.proposal else ()
    for change in sorted(changes, key=lambda entry: -entry.saving):
        what = "remove" if change.removes else f"{visible(change.before)} → {visible(change.after)}"
        saving = wording.cost(change.saving, project.bill.currency)
        yield f"saving: {saving}: {visible(change.address)}: {what}; {wording.DISRUPTION[change.disruption]}"


def _some(lines: list[str], name: str) -> list[str]:
    more = [f"{name}: and {len(lines) - MOST:,} more"] if len(lines) > MOST else []
    return [*lines[:MOST], *more]
