"""`lepton-iac reconcile`: estimates held against the bill that came."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import emit
from lepton_iac.model import ResourceBill
from lepton_iac.reconcile.anomalies import Anomaly, anomalies
from lepton_iac.reconcile.compare import Estimate, Reconciled, Service
from lepton_iac.reconcile.compare import reconcile as compare
from lepton_iac.reconcile.identity import addresses
from lepton_iac.reconcile.ledger import Ledger, read_bills
from lepton_iac.units import money

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("bills", nargs=-1, required=True, type=_FILE)
@click.option("--estimate", "estimates", type=_FILE, multiple=True, help="An earlier `breakdown --format json`.")
@click.option("--stack", "stacks", type=click.Path(exists=True), multiple=True,
              help="The state or plan that tells the ids of resources; a state tells most.")  # fmt: skip
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="Rows per list.")
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def reconcile(bills: tuple[Path, ...], **arguments: Any) -> None:
    """What was billed beside what was estimated: error, bias and interval coverage per service, drift, anomalies.

    BILLS are billing exports: FOCUS, AWS Cost and Usage Report, Azure usage details or Google billing export; CSV, JSON
    lines or Parquet, plain or gzip. List costs are compared where the export has them, so that discounts do not count
    as errors. Lines are matched to Terraform addresses by id, ARN or link; nothing is matched by likeness.

    \b
    Examples:
      lepton-iac reconcile cur-2026-10.csv.gz --estimate bill.json --stack state.json
      lepton-iac reconcile focus.parquet --format json
    """
    ledger = read_bills(bills)
    expected, known = _expected(arguments["estimates"]), _known(arguments["stacks"])
    result = compare(ledger, expected, known)
    strange = anomalies(ledger, known)
    if arguments["format"] == "json":
        emit(json.dumps(_json(ledger, result, strange), indent=1, default=str), arguments["out"])
    else:
        emit("\n".join(_lines(ledger, result, strange, arguments["top"])), arguments["out"])


def _expected(files: tuple[Path, ...]) -> list[Estimate]:
    from lepton_iac.report.earlier import report_from

    report = report_from([(file.read_bytes(), str(file)) for file in files]) if files else None
    lines = [line for project in (report.projects if report else ()) for line in project.bill.lines]
    return [_estimate(line) for line in lines]


def _estimate(line: ResourceBill) -> Estimate:
    low = high = Decimal(0)
    for charge in line.charges:
        if isinstance(charge.cost, Decimal):
            low += charge.cost if charge.low is None else charge.low
            high += charge.cost if charge.high is None else charge.high
    return Estimate(line.resource.address, line.total, low, high, line.complete)


def _known(paths: tuple[str, ...]) -> dict[tuple[str, str], str]:
    from lepton_iac.read import load

    return {key: address for path in paths for key, address in addresses(load(path).managed()).items()}


# ---------------------------------------------------------------- output


def _json(ledger: Ledger, result: Reconciled, strange: tuple[Anomaly, ...]) -> dict[str, Any]:
    matches = [{**asdict(one), "error": one.error, "inside": one.inside} for one in result.matches]
    return {
        "currency": ledger.currency,
        "at_list": ledger.at_list,
        "span": ledger.span,
        "left_out": ledger.left_out,
        "services": [asdict(one) for one in result.services],
        "resources": matches,
        "missing": [asdict(one) for one in result.missing],
        "months": result.months,
        "anomalies": [asdict(one) for one in strange],
        "fixes": result.fixes,
    }


def _lines(ledger: Ledger, result: Reconciled, strange: tuple[Anomaly, ...], top: int) -> Iterator[str]:
    span = ledger.span
    if span is None:
        yield "the bill holds no usage"
        return
    days = (span[1] - span[0]).days + 1
    billed = sum((one.billed for one in result.services), Decimal(0))
    basis = (
        "at list prices"
        if ledger.at_list
        else "as billed, for the export tells no list cost: discounts count as errors"
    )
    yield f"{span[0]} to {span[1]}, {days} days: {_sum(billed, ledger)} a month of 730 hours, {basis}"
    if ledger.left_out:
        yield "no usage, left out: " + ", ".join(
            f"{name} ({lines} lines)" for name, lines in sorted(ledger.left_out.items())
        )
    yield ""
    yield f"{'service':22} {'billed':>12} {'in estimate':>12} {'estimated':>12} {'bias':>8} {'error':>7} {'inside':>7}"
    for service in result.services[:top]:
        yield _service(service, ledger)
    if result.months:
        yield ""
        yield "bias by month: " + ", ".join(f"{month} {share:+.1%}" for month, share in result.months.items())
    yield from _list("out of the ordinary", [_anomaly(one, ledger) for one in strange], top)
    yield from _list("what to fix", list(result.fixes), top)


def _service(one: Service, ledger: Ledger) -> str:
    name = one.name if len(one.name) <= 22 else f"{one.name[:21]}…"
    bias = "" if one.bias is None else f"{one.bias:+.1%}"
    error = "" if one.error is None else f"{one.error:.1%}"
    inside = "" if one.coverage is None else f"{one.coverage:.0%}"
    figures = (
        _sum(value, ledger) if one.resources or value else "–" for value in (one.billed, one.matched, one.estimated)
    )
    shown = " ".join(f"{figure:>12}" for figure in figures)
    return f"{name:38} {shown} {bias:>8} {error:>7} {inside:>7}".rstrip()


def _anomaly(one: Anomaly, ledger: Ledger) -> str:
    score = "all days alike before" if one.score is None else f"score {one.score:.1f}"
    cause = one.address or one.cause or "no resource named"
    return (
        f"{one.day} {one.service}: {_sum(one.cost, ledger)}, expected {_sum(one.expected, ledger)} ({score}); {cause}"
    )


def _list(title: str, rows: list[str], top: int) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{title}:"
        yield from (f"  {row}" for row in rows[:top])
        if len(rows) > top:
            yield f"  and {len(rows) - top} more; --top shows them"


def _sum(value: Decimal, ledger: Ledger) -> str:
    return money(value) if ledger.currency in {"", "USD"} else f"{value:,.2f} {ledger.currency}"
