"""`lepton-iac explain`: every dollar of one resource."""

import difflib
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.errors import LeptonError
from lepton_iac.report.options import View


@click.command()
@stack_options
@click.argument("address")
@show_options
def explain(address: str, **arguments: Any) -> None:
    """Every dollar of one resource, down to price row, tier, date, source and assumption.

    \b
    Example:
      lepton-iac explain plan.json aws_instance.web
    """
    book = price_book()
    project = priced(inputs_of(arguments), book).project
    if address not in project.bill.by_address:
        near = difflib.get_close_matches(address, project.bill.by_address, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `lepton-iac breakdown` for the addresses"
        raise LeptonError(f"no resource {address!r} in this stack", where=arguments["path"], mend=hint)
    print_report(report_of(project, book=book), shown_of(arguments), (View.EXPLAIN,), address=address)
