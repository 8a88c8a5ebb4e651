"""The findings view: what the policies say."""

from collections.abc import Iterator

from lepton_iac.model import Project, Span
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options
from lepton_iac.report.severity import ordered
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark

STYLE = {"error": "red", "warning": "yellow", "note": ""}


def blocks(project: Project, options: Options) -> Iterator[Block]:  # noqa: ARG001 - one signature for all views
    """Each finding with its place and fix, gravest first."""
    if not project.findings:
        yield remark("No policy was breached.")
    for finding, grade in ordered(project.findings):
        title = f"{visible(finding.severity)}: {visible(finding.address) or 'the stack'}"
        yield Line(title, remark=visible(finding.rule), style=f"bold {STYLE[grade]}", below="  ")
        yield Line(visible(finding.message), branch="  ", below="  ")
        if finding.span:
            yield Line(f"at {where(finding.span)}", branch="  ", below="  ")
        if finding.fix:
            yield Line(f"fix: {visible(finding.fix)}", branch="  ", below="  ")
        if finding.url:
            yield Line(visible(finding.url), style="dim", branch="  ", below="  ", link=finding.url)
        yield EMPTY


def where(span: Span) -> str:
    """``main.tf:12``."""
    return f"{visible(span.path)}:{span.first_line}"
