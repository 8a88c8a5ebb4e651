"""`lepton-iac diff`: what a plan changes on the bill."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.gates import broken, gate_options
from lepton_iac.cli.inputs import stack_options, stacks_of
from lepton_iac.cli.judged import judged
from lepton_iac.cli.outlook import outlook_options, with_outlook
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.job.gate import gates_of
from lepton_iac.report.earlier import bill_of
from lepton_iac.report.options import View


@click.command()
@stack_options
@show_options
@gate_options
@outlook_options
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
      lepton-iac diff plan.json --budget 5000 --fail-on "budget probability > 20%" --fail-on "tag team=web total > 500"
      lepton-iac diff plan.json --fail-on "findings severity >= high" --format json --out out.json
      lepton-iac diff plan.json --format markdown > comment.md
    """
    book = price_book()
    named = stacks_of(arguments)
    projects = with_outlook((priced(one.inputs, book, one.name) for one in named), arguments)
    if compare_to is not None:
        earlier = compare_to.read_bytes()
        projects = tuple(replace(one, prior=bill_of(earlier, str(compare_to), one.name)) for one in projects)
    projects = judged(projects, named, arguments["fail_on"])
    gates = gates_of(arguments["fail_on"], projects, checked=True)
    views = (View.DIFF, View.FINDINGS) if any(project.findings for project in projects) else (View.DIFF,)
    print_report(report_of(*projects, book=book), shown_of(arguments), views, gates=gates)
    broken(gates, soft=arguments["soft_fail"])
