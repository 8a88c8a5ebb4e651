"""`lepton-iac breakdown`: what a stack costs in a month."""

from typing import Any

import click

from lepton_iac.cli.gates import broken, gate_options
from lepton_iac.cli.inputs import inputs_of, stack_options, stacks_of
from lepton_iac.cli.judged import judged
from lepton_iac.cli.outlook import outlook_options, with_outlook
from lepton_iac.cli.pricer import show_infracost
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.job.gate import gates_of
from lepton_iac.report.options import View


@click.command()
@stack_options
@show_options
@gate_options
@outlook_options
@click.option(
    "--pricer",
    type=click.Choice(["lepton", "infracost"]),
    default="lepton",
    help="Whose figures; `infracost` shows both.",
)
def breakdown(pricer: str, **arguments: Any) -> None:
    """What a stack costs in a month of 730 hours, resource by resource, at list prices.

    PATH is a plan (`terraform show -json`), a state, a folder of Terraform, or `-` for standard input.

    \b
    Examples:
      terraform show -json plan.bin | lepton-iac breakdown -
      lepton-iac breakdown plan.json --usage-file infracost-usage.yml
      lepton-iac breakdown . --format json --out bill.json
      lepton-iac breakdown plan.json --budget 5000 --fail-on "budget > 80%"
    """
    book = price_book()
    named = stacks_of(arguments)
    projects = with_outlook((priced(one.inputs, book, one.name) for one in named), arguments)
    if pricer == "infracost":
        show_infracost(inputs_of(arguments), projects[0].bill)
        return
    projects = judged(projects, named, arguments["fail_on"])
    gates = gates_of(arguments["fail_on"], projects, checked=True)
    measured = any(project.usage.demands for project in projects)
    found = any(project.findings for project in projects)
    views = (View.BREAKDOWN, *([View.FORECAST] if measured else []), *([View.FINDINGS] if found else []))
    print_report(report_of(*projects, book=book), shown_of(arguments), views, gates=gates)
    broken(gates, soft=arguments["soft_fail"])
