"""`lepton-iac output`: an earlier JSON in another format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.gates import broken, gate_options
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.job.gate import gates_of
from lepton_iac.model import Report
from lepton_iac.report.earlier import gates_from, report_from
from lepton_iac.report.options import View


@click.command()
@click.option(
    "--path",
    "paths",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    required=True,
    help="A `--format json` result of breakdown or diff; several are combined.",
)
@show_options
@gate_options
def output(paths: tuple[Path, ...], **arguments: Any) -> None:
    """Turn one or more earlier JSON results into another format, without reading or pricing again.

    Gates, proposals, findings and budgets of the results are shown as they were; new gates may be asked of them.

    \b
    Examples:
      lepton-iac output --path a.json --path b.json --format html --out report.html
      lepton-iac output --path check.json --fail-on "findings severity >= high"
    """
    files = [(path.read_bytes(), str(path)) for path in paths]
    report = report_from(files)
    asked = gates_of(arguments["fail_on"], report.projects, checked=True)
    gates = (*gates_from(files), *asked)
    print_report(report, shown_of(arguments), tuple(_views(report)), gates=gates)
    broken(asked, soft=arguments["soft_fail"])


def _views(report: Report) -> Iterator[View]:
    """What the results were made to show: the bill or its change, then proposals and findings where there are any."""
    yield View.DIFF if any(project.prior is not None for project in report.projects) else View.BREAKDOWN
    if any(project.proposal is not None for project in report.projects):
        yield View.PROPOSAL
    if any(project.findings for project in report.projects):
        yield View.FINDINGS
