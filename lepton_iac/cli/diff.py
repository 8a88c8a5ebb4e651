"""`lepton-iac diff`: what a plan changes on the bill."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.gates import broken, gate_options, gates_of
from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.report.earlier import bill_of
from lepton_iac.report.options import View


@click.command()
@stack_options
@show_options
@gate_options
@click.option(
    "--compare-to",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An earlier `breakdown --format json`; without it the plan's own past counts.",
)
def diff(compare_to: Path | None, **arguments: Any) -> None:
    """What a plan changes on the monthly bill: before, after, and each resource that differs.

    \b
    Examples:
      lepton-iac diff plan.json
      lepton-iac diff plan.json --compare-to main.json --fail-on "increase > 10%"
      lepton-iac diff plan.json --format markdown > comment.md
    """
    book = price_book()
    project = priced(inputs_of(arguments), book).project
    if compare_to is not None:
        project = replace(project, prior=bill_of(compare_to.read_bytes(), str(compare_to), project.name))
    gates = gates_of(arguments["fail_on"], (project,))
    print_report(report_of(project, book=book), shown_of(arguments), (View.DIFF,), gates=gates)
    broken(gates, soft=arguments["soft_fail"])
