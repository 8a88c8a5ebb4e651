"""The ``csv`` format: one row per component, inert in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from lepton_iac.model import Charge, Project, Report, ResourceBill, Unpriced
from lepton_iac.report import exact, forecast_rows
from lepton_iac.report.escape import cell
from lepton_iac.report.options import DEFAULT, Options, View

COLUMNS = tuple(
    "project address type provider region module part component tier unit quantity unit_price monthly_cost low high "
    "currency status reason usage_keys price_date price_source".split()
)
Entry = tuple[Project, ResourceBill, Charge | None]
Row = Mapping[str, str | None]


def render(report: Report, options: Options = DEFAULT) -> str:
    """One row per component; a resource without components has one row with its status and reason.

    Where only the forecast is asked for, its rows instead.
    """
    if options.views == (View.FORECAST,):
        return sheet(forecast_rows.COLUMNS, forecast_rows.forecast_rows(report))
    return sheet(COLUMNS, (_row(*entry) for entry in entries(report)))


def entries(report: Report) -> Iterator[Entry]:
    """Every component with its resource and project."""
    for project in report.projects:
        for line in project.bill.lines:
            yield from ((project, line, charge) for charge in line.charges or (None,))


def sheet(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """The rows as CSV with a header (RFC 4180); what a row does not name or does not know stays empty."""
    out = StringIO()
    writer = csv.DictWriter(out, tuple(columns), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def status(line: ResourceBill, charge: Charge | None) -> tuple[str, str]:
    """Status and reason of a component, or of the resource where it has none."""
    if charge is None:
        return line.status.value, cell(line.reason)
    return charge.status.value, cell(charge.cost.reason) if isinstance(charge.cost, Unpriced) else ""


def _row(project: Project, line: ResourceBill, charge: Charge | None) -> Row:
    found = line.resource
    word, reason = status(line, charge)
    row = {
        "project": cell(project.name),
        "address": cell(found.address),
        "type": cell(found.type),
        "provider": cell(found.provider),
        "region": cell(found.region or ""),
        "module": cell(found.module),
        "currency": cell(project.bill.currency),
        "status": word,
        "reason": reason,
    }
    return row if charge is None else {**row, **_component(charge)}


def _component(charge: Charge) -> Row:
    return {
        "part": cell("/".join(charge.part)),
        "component": cell(charge.name),
        "tier": cell(charge.tier),
        "unit": cell(charge.unit),
        "quantity": exact.text(charge.quantity),
        "unit_price": exact.text(charge.unit_price),
        "monthly_cost": exact.text(exact.cost(charge)),
        "low": exact.text(exact.bound(charge, "low")),
        "high": exact.text(exact.bound(charge, "high")),
        "usage_keys": cell(" ".join(charge.usage_keys)),
        "price_date": cell(charge.row.effective) if charge.row else "",
        "price_source": cell(charge.row.source) if charge.row else "",
    }
