"""The diff view: what the plan changes in the bill."""

from collections.abc import Iterator

from lepton_iac.model import Project, ResourceBill
from lepton_iac.report import exact, wording
from lepton_iac.report.difference import Change, ComponentChange, Difference, ResourceChange, between
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options
from lepton_iac.report.part import Part, nest
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark

SIGN = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.SAME: " "}
STYLE = {Change.ADDED: "green", Change.REMOVED: "red", Change.CHANGED: "yellow", Change.SAME: ""}


def blocks(project: Project, options: Options) -> Iterator[Block]:  # noqa: ARG001 - one signature for all views
    """Changed resources with +, - and ~, then the change of the total."""
    if project.prior is None:
        yield remark("What was there before is not known, so nothing can be compared.")
        return
    currency = project.bill.currency
    found = between(project.prior, project.bill)
    for entry in found.changed:
        yield from _resource(entry, currency)
        yield EMPTY
    yield from _total(project, found)
    yield EMPTY


def _resource(entry: ResourceChange, currency: str) -> Iterator[Line]:
    name = f"{SIGN[entry.change]} {visible(entry.address)}"
    moved = f" (moved from {visible(entry.moved_from)})" if entry.moved_from else ""
    yield Line(f"{name}{moved}", remark=words(entry, currency), style=f"bold {STYLE[entry.change]}", below="  ")
    changed = [part for part in entry.components if part.change is not Change.SAME]
    yield from _parts(nest(changed, lambda part: part.part), "  ", currency)


def words(entry: ResourceChange, currency: str) -> str:
    """The change of a resource with its percentage, or why it is not known."""
    if entry.delta is None or (not entry.complete and not entry.delta):
        return f"change not known ({_why(entry.after or entry.before)})"
    text = wording.signed(entry.delta, currency)
    if not entry.complete:
        return f"{text} in the known part"
    before = exact.line_total(entry.before) if entry.before else None
    share = wording.percent(before, before + entry.delta) if before is not None and entry.after else ""
    return f"{text} ({share})" if share else text


def _why(line: ResourceBill | None) -> str:
    status = wording.unknown_status(line) if line else None
    return wording.reason(status, "") if status else "it was not known before"


def _parts(part: Part[ComponentChange], stem: str, currency: str) -> Iterator[Line]:
    for entry in part.lines:
        yield _component(entry, stem, currency)
    for child in part.parts.values():
        yield Line(visible(child.name), branch=stem, below=stem)
        yield from _parts(child, f"{stem}  ", currency)


def _component(entry: ComponentChange, stem: str, currency: str) -> Line:
    name = visible(entry.name)
    branch = f"{stem}{SIGN[entry.change]} "
    style, below = STYLE[entry.change], f"{stem}    "
    if entry.delta is None:
        return Line(name, remark=visible(_gap(entry, currency)), style=style, branch=branch, below=below)
    moved = entry.quantity_delta
    quantity = f"{'+' if moved and moved > 0 else ''}{wording.quantity(moved)}" if moved is not None else "–"
    figures = (quantity, visible(entry.any.unit), wording.signed(entry.delta, currency))
    return Line(name, figures, style=style, branch=branch, below=below)


def _gap(entry: ComponentChange, currency: str) -> str:
    if entry.after is not None and (words := wording.gap(entry.after, currency)):
        return words
    return f"before: {wording.gap(entry.before, currency)}" if entry.before else ""


def _total(project: Project, found: Difference) -> Iterator[Line]:
    if project.prior is None:
        return
    currency = project.bill.currency
    share = wording.percent(exact.bill_total(project.prior), exact.bill_total(project.bill)) if found.complete else ""
    yield Line("Before, per month", remark=wording.total(project.prior))
    yield Line("After, per month", remark=wording.total(project.bill))
    change = f"{wording.signed(found.delta, currency)}{f' ({share})' if share else ''}"
    yield Line("CHANGE per month", remark=change if found.complete else f"{change} in the known part", style="bold")
    if not found.changed:
        yield remark("Nothing changes in the bill.")
