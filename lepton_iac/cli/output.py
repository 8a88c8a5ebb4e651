"""`lepton-iac output`: an earlier JSON in another format."""

from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.report.earlier import report_from
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
def output(paths: tuple[Path, ...], **arguments: Any) -> None:
    """Turn one or more earlier JSON results into another format, without reading or pricing again.

    \b
    Example:
      lepton-iac output --path a.json --path b.json --format html --out report.html
    """
    report = report_from([(path.read_bytes(), str(path)) for path in paths])
    has_past = any(project.prior is not None for project in report.projects)
    print_report(report, shown_of(arguments), (View.DIFF,) if has_past else (View.BREAKDOWN,))
