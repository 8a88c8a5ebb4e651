"""The explain view: every dollar of a resource down to the dated price behind it."""

from collections.abc import Iterator

from lepton_iac.model import Charge, PriceRow, Project, ResourceBill
from lepton_iac.report import exact, wording
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options
from lepton_iac.report.table.proposal import change_lines
from lepton_iac.report.table.screen import EMPTY, Block, Line
from lepton_iac.report.wording import sum_words, tier_words


def blocks(project: Project, options: Options) -> Iterator[Block]:
    """One resource, or all of them when no address is given."""
    for line in project.bill.lines:
        if options.address in {"", line.resource.address}:
            yield from _resource(line, project.bill.currency)
            yield EMPTY
            yield from _proposed(project, line.resource.address)


def _proposed(project: Project, address: str) -> Iterator[Line]:
    """What could be cheaper about it, what that was held against, and what was left alone."""
    if project.proposal is None:
        return
    for change in project.proposal.changes:
        if change.address == address:
            yield from change_lines(change, project.bill.currency)
            yield EMPTY
    for note in project.proposal.refused:
        if note.where == address:
            yield Line(f"left alone: {visible(note.text)}", style="dim", branch="  ", below="    ")


def _resource(line: ResourceBill, currency: str) -> Iterator[Line]:
    found, total = line.resource, exact.line_total(line)
    words = wording.reason(line.status, line.reason)
    if total is not None and line.charges:
        words = f"{wording.known(total, line.complete, currency)} per month"
    yield Line(visible(found.address), remark=visible(words), style="bold", below="  ")
    region = f"{visible(found.region)}" if found.region else "not known"
    source = f" ({visible(found.region_source)})" if found.region_source else ""
    yield _detail("region", f"{region}{source}", "  ")
    if found.span:
        yield _detail("declared", f"{visible(found.span.path)}:{found.span.first_line}", "  ")
    if line.source:
        yield _detail("billing rule", visible(line.source), "  ", line.source)
    for charge in line.charges:
        yield from _charge(charge, currency)


def _charge(charge: Charge, currency: str) -> Iterator[Line]:
    name = visible(" / ".join((*charge.part, wording.label(charge))))
    cost = exact.cost(charge)
    words = visible(wording.gap(charge, currency)) if cost is None else wording.cost(cost, currency)
    yield Line(name, remark=words, branch="  ", below="    ", style="yellow" if cost is None else "")
    if sentence := sum_words(charge, currency):
        yield _detail("sum", visible(sentence))
    if charge.formula:
        yield _detail("quantity", visible(charge.formula))
    if charge.usage_keys:
        yield _detail("usage", ", ".join(visible(key) for key in charge.usage_keys))
    for text in charge.assumptions:
        yield _detail("assumes", visible(text))
    if charge.row:
        yield from _row(charge.row)


def _row(row: PriceRow) -> Iterator[Line]:
    yield _detail(
        "price", visible(f"{wording.rate(row.price, row.currency)} per {wording.per(row.unit)} ({row.purchase})")
    )
    if words := tier_words(row):
        yield _detail("tier", visible(words))
    yield _detail("row", visible(f"{row.provider} {row.region} {row.service} {row.component} {row.sku}"))
    yield _detail("price date", visible(row.effective))
    if row.derived:
        yield _detail("derived by", visible(row.derived))
    yield _detail("source", visible(row.source), link=row.source)


def _detail(name: str, text: str, branch: str = "     ", link: str = "") -> Line:
    return Line(f"{name:<14}{text}", style="dim", branch=branch, below=branch + " " * 14, link=link)
