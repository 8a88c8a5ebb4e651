"""`lepton-iac explain`: every dollar of one resource."""

import difflib
from functools import partial
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.errors import LeptonError
from lepton_iac.optimize import optimize
from lepton_iac.pipeline import propose
from lepton_iac.report.options import View


@click.command()
@stack_options
@click.argument("address")
@limit_options
@show_options
def explain(address: str, **arguments: Any) -> None:
    """Every dollar of one resource, down to price row, tier, date, source and assumption; and what would be cheaper.

    A change is shown with the candidates it beat and why, the limit that was binding, and what would save more.

    \b
    Examples:
      lepton-iac explain plan.json aws_instance.web
      lepton-iac explain plan.json aws_instance.web --metrics metrics.csv.gz
    """
    book = price_book()
    limits = constraints_of(arguments)
    known = priced(inputs_of({**arguments, "max_breach": str(limits.max_breach)}), book)
    project = known.project
    if address not in project.bill.by_address:
        near = difflib.get_close_matches(address, project.bill.by_address, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `lepton-iac breakdown` for the addresses"
        raise LeptonError(f"no resource {address!r} in this stack", where=arguments["path"], mend=hint)
    project = propose(known, partial(optimize, constraints=limits)).project
    print_report(report_of(project, book=book), shown_of(arguments), (View.EXPLAIN,), address=address)
