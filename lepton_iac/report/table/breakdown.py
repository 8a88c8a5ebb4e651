"""The breakdown: every resource with its components, and what the total leaves out."""

from collections.abc import Iterator

from lepton_iac.model import Charge, Project, ResourceBill, Status
from lepton_iac.report import exact, wording
from lepton_iac.report.difference import between
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options, Show
from lepton_iac.report.part import Part, nest
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark


def blocks(project: Project, options: Options) -> Iterator[Block]:
    """Resources in the order of the bill; free ones are only counted."""
    bill = project.bill
    yield Line("Name", ("Monthly qty", "Unit", "Monthly cost"), style="bold")
    yield EMPTY
    for line in shown(project, options):
        yield from _resource(line, bill.currency)
        yield EMPTY
    yield Line("TOTAL per month", remark=wording.total(bill), style="bold")
    yield from _interval(project)
    yield from _left_out(project)
    yield EMPTY


def shown(project: Project, options: Options) -> list[ResourceBill]:
    """The resources to list: not the free ones, and of the rest those asked for."""
    lines = [line for line in project.bill.lines if line.status is not Status.FREE or line.charges]
    if options.show is Show.UNKNOWN:
        return [line for line in lines if not line.complete]
    if options.show is Show.CHANGED and project.prior is not None:
        changed = {entry.address for entry in between(project.prior, project.bill).changed}
        return [line for line in lines if line.resource.address in changed]
    return lines


def _resource(line: ResourceBill, currency: str) -> Iterator[Line]:
    name = visible(line.resource.address)
    if not line.charges:
        yield Line(name, remark=visible(wording.reason(line.status, line.reason)), style="bold", below="  ")
        return
    total = exact.line_total(line)
    words = "" if total is None else wording.known(total, line.complete, currency)
    yield Line(name, remark=f"{words}{_range(line, currency)}", style="bold", below="  ")
    yield from _branches(nest(line.charges, lambda charge: charge.part), "", currency)


def _range(line: ResourceBill, currency: str) -> str:
    """The ends of a resource's cost, where schedules, scaling or usage give it any."""
    low, high = (exact.add(exact.bound(charge, end) for charge in line.charges) for end in ("low", "high"))
    if low is None or high is None or low == high:
        return ""
    return f" ({wording.cost(low, currency)} to {wording.cost(high, currency)})"


def _branches(part: Part[Charge], stem: str, currency: str) -> Iterator[Line]:
    """The tree below a resource: its own components first, then its parts."""
    children: list[Charge | Part[Charge]] = [*part.lines, *part.parts.values()]
    for place, child in enumerate(children, 1):
        last = place == len(children)
        branch, below = f"{stem}{'└─ ' if last else '├─ '}", f"{stem}{'   ' if last else '│  '}"
        if isinstance(child, Part):
            yield Line(visible(child.name), branch=branch, below=below)
            yield from _branches(child, below, currency)
        else:
            yield _component(child, branch, below, currency)


def _component(charge: Charge, branch: str, below: str, currency: str) -> Line:
    name = visible(wording.label(charge))
    cost = exact.cost(charge)
    if cost is None:
        words = visible(wording.gap(charge, currency))
        if charge.quantity is not None and charge.status is not Status.USAGE_UNKNOWN:
            words = f"{wording.quantity(charge.quantity)} {visible(charge.unit)}, {words}"
        return Line(name, remark=words, style="yellow", branch=branch, below=below)
    figures = (wording.quantity(charge.quantity), visible(charge.unit), wording.cost(cost, currency))
    return Line(name, figures, branch=branch, below=below)


def _interval(project: Project) -> Iterator[Line]:
    low, high = exact.bill_bound(project.bill, "low"), exact.bill_bound(project.bill, "high")
    if low != high:
        currency = project.bill.currency
        words = f"from {wording.cost(low, currency)} to {wording.cost(high, currency)}"
        yield Line("  with usage and scaling at their low and high ends", remark=words)


def _left_out(project: Project) -> Iterator[Line]:
    words = wording.gaps(project.bill)
    yield remark(f"{wording.plural(len(project.bill.lines), 'resource')}{': ' if words else ''}{words}")
    for entry in project.stack.notes:
        place = f" ({visible(entry.where)})" if entry.where else ""
        yield remark(f"Note: {visible(entry.text)}{place}")
