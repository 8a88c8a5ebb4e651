"""The ``table`` format: what a person reads in a terminal, one function per view."""

from collections.abc import Callable, Iterator

from lepton_iac.errors import LeptonError
from lepton_iac.model import Project, Report
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.options import DEFAULT, Options, View
from lepton_iac.report.table import (
    breakdown,
    difference,
    equivalents,
    explain,
    findings,
    forecast,
    outlook,
    proposal,
)
from lepton_iac.report.table.screen import EMPTY, Block, Line, draw, heading, remark

VIEWS: dict[View, Callable[[Project, Options], Iterator[Block]]] = {
    View.BREAKDOWN: breakdown.blocks,
    View.DIFF: difference.blocks,
    View.FORECAST: forecast.blocks,
    View.PROPOSAL: proposal.blocks,
    View.EQUIVALENTS: equivalents.blocks,
    View.FINDINGS: findings.blocks,
    View.EXPLAIN: explain.blocks,
}


def render(report: Report, options: Options = DEFAULT) -> str:
    """The views asked for, project by project, in ``options.width`` columns.

    Raises:
        LeptonError: the explain view is asked for an address that is not in the bill.
    """
    found = any(options.address in project.bill.by_address for project in report.projects)
    if View.EXPLAIN in options.views and options.address and not found:
        mend = "take an address from the breakdown"
        raise LeptonError("no resource of the bill has this address", where=visible(options.address), mend=mend)
    return draw(_blocks(report, options), options)


def _blocks(report: Report, options: Options) -> Iterator[Block]:
    for project in report.projects:
        yield heading(f"Project: {visible(project.name)}")
        yield EMPTY
        for view in options.views:
            if len(options.views) > 1:
                yield from (heading(view.value.upper()), EMPTY)
            yield from VIEWS[view](project, options)
            if view in {View.BREAKDOWN, View.DIFF}:
                yield from outlook.blocks(project)
    if len(report.projects) > 1:
        yield _sum(report)
    for text, held in options.gates:
        yield Line(f"{'held' if held else 'BREACHED'}: {visible(text)}", style="green" if held else "bold red")
    for entry in report.notes:
        place = f" ({visible(entry.where)})" if entry.where else ""
        yield remark(f"Note: {visible(entry.text)}{place}")
    yield remark(visible(wording.basis(report)))


def _sum(report: Report) -> Line:
    name = f"TOTAL of {wording.plural(len(report.projects), 'project')} per month"
    return Line(name, remark=wording.all_projects(report), style="bold")
