"""`lepton-iac compare`: the same stack across the three clouds."""

from dataclasses import replace
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, place_options
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.optimize import equivalents
from lepton_iac.optimize.services import service_equivalents
from lepton_iac.report.options import View


@click.command()
@stack_options
@place_options
@show_options
def compare(**arguments: Any) -> None:
    """What each machine, disk, database and managed service would be on AWS, Azure and Google Cloud, and cost.

    Every property is said to be the same, better, worse but allowed, or not compared; what has no equivalent or no
    price is listed, never guessed.

    \b
    Examples:
      lepton-iac compare plan.json
      lepton-iac compare plan.json --residency eu --provider google
    """
    book = price_book()
    known = priced(inputs_of(arguments), book)
    limits = constraints_of(arguments)
    found = (
        *equivalents(known.project.stack, known.market, limits=limits),
        *service_equivalents(known.project.stack, known.market, limits=limits),
    )
    print_report(
        report_of(replace(known.project, equivalents=found), book=book), shown_of(arguments), (View.EQUIVALENTS,)
    )
