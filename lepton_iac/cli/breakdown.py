"""`lepton-iac breakdown`: what a stack costs in a month."""

from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.pricer import show_infracost
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.report.options import View


@click.command()
@stack_options
@show_options
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
    """
    book = price_book()
    project = priced(inputs_of(arguments), book).project
    if pricer == "infracost":
        show_infracost(inputs_of(arguments), project.bill)
        return
    views = (View.BREAKDOWN, View.FORECAST) if project.usage.demands else (View.BREAKDOWN,)
    print_report(report_of(project, book=book), shown_of(arguments), views)
