"""What changes in each project, folded."""

from lepton_iac.model import Project, Report
from lepton_iac.report import exact, wording
from lepton_iac.report.difference import Change, ComponentChange, ResourceChange, between
from lepton_iac.report.escape import code, markdown
from lepton_iac.report.markdown.text import fold, table

MOST_ROWS = 60
_SIGN = {Change.ADDED: "added", Change.REMOVED: "removed", Change.CHANGED: "changed", Change.SAME: "same"}


def details(report: Report) -> list[str]:
    """One fold per project: the changed resources, or all of them where the past is not known."""
    return [text for project in report.projects if (text := _project(project))]


def _project(project: Project) -> str:
    if project.prior is None:
        return _all(project)
    changed = between(project.prior, project.bill).changed
    rows = [row for entry in changed for row in _resource(entry, project.bill.currency)]
    header = ("Resource", "Component", "Quantity", "Unit", "Per month")
    if not rows:
        return ""
    return _fold(f"What changes in {code(project.name, 100)}", header, rows)


def _resource(entry: ResourceChange, currency: str) -> list[tuple[str, ...]]:
    moved = f" (moved from {code(entry.moved_from, 120)})" if entry.moved_from else ""
    delta = "not known" if entry.delta is None else wording.signed(entry.delta, currency)
    delta += "" if entry.complete or entry.delta is None else " in the known part"
    head = (f"{code(entry.address, 120)}{moved}", _SIGN[entry.change], "", "", f"**{delta}**")
    return [head, *(_component(part, currency) for part in entry.components if part.change is not Change.SAME)]


def _component(part: ComponentChange, currency: str) -> tuple[str, ...]:
    name = markdown(" / ".join((*part.part, part.name)), 160)
    if part.delta is None:
        words = wording.gap(part.after, currency) if part.after else ""
        return "", name, "", "", markdown(words or "not known before", 200)
    return (
        "",
        name,
        wording.quantity(part.after.quantity if part.after else part.quantity_delta),
        markdown(part.any.unit, 40),
        wording.signed(part.delta, currency),
    )


def _all(project: Project) -> str:
    currency = project.bill.currency
    known = [(exact.line_total(line), line) for line in project.bill.lines]
    priced = [(total, line) for total, line in known if total is not None and line.charges]
    rows: list[tuple[str, ...]] = [
        (code(line.resource.address, 120), wording.known(total, line.complete, currency))
        for total, line in sorted(priced, key=lambda pair: pair[0], reverse=True)
    ]
    return _fold(f"Resources of {code(project.name, 100)}", ("Resource", "Per month"), rows) if rows else ""


def _fold(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    body = table(header, rows[:MOST_ROWS], "lr" if len(header) == 2 else "llrlr")
    more = len(rows) - MOST_ROWS
    return fold(title, f"{body}\n\nand {wording.plural(more, 'more row')}" if more > 0 else body)
