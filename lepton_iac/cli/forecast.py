"""`lepton-iac forecast`: what a stack, or any fleet of series, will need."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of
from lepton_iac.cli.session import emit, price_book, priced, report_of
from lepton_iac.cli.show import Shown, print_report
from lepton_iac.errors import LeptonError
from lepton_iac.forecast.backtest import backtest as run_backtest
from lepton_iac.forecast.capacity import CapacityRow, capacities
from lepton_iac.forecast.fleet import train
from lepton_iac.forecast.inputs import NOT_DEMAND, lines
from lepton_iac.forecast.panel import panel
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.store import load, save
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.measured import hours, moment, share
from lepton_iac.report.options import View

_PATH = click.Path(path_type=Path, exists=True, dir_okay=False)
_FIELDS = ("series", "metric", "unit", "capacity", "p50", "p90", "p95", "p99", "observed_max", "history_days",
           "method", "why", "refused", "warnings", "floor")  # fmt: skip


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--metrics", type=_PATH, multiple=True, help="Metrics of the stack that PATH names.")
@click.option("--mapping", type=_PATH, help="CSV or YAML that maps series to Terraform addresses.")
@click.option("--zone", help="Time zone of time stamps that carry none, such as Europe/Berlin.")
@click.option("--horizon", default="7d", show_default=True, help="How far ahead: 24h, 7d, 4w, 12mo.")
@click.option("--max-breach", default="1%", show_default=True, help="Share of hours demand may pass the capacity.")
@click.option(
    "--method", default="auto", show_default=True, help="`auto`, `linear`, `boosted`, `p99-28d` …; see below."
)
@click.option("--as-of", help="As if now were this time; nothing later is looked at.")
@click.option("--model", type=_PATH, help="A model made by `forecast train`.")
@click.option("--backtest", is_flag=True, help="Score the methods on this history instead.")
@click.option(
    "--format", default="table", show_default=True, help="table, json or csv; with a stack any report format."
)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def forecast(paths: tuple[str, ...], **arguments: Any) -> None:
    """What will be needed: the level that demand passes in at most the allowed share of hours.

    PATHS is a stack (with --metrics), or metrics files alone, or `train` and metrics files to save a global model.

    \b
    Examples:
      lepton-iac forecast plan.json --metrics metrics.csv.gz
      lepton-iac forecast fleet.csv --horizon 7d --max-breach 0.5% --as-of 2026-11-01T00:00:00Z --format json
      lepton-iac forecast fleet.csv --backtest
      lepton-iac forecast train fleet.csv --out fleet.model
    """
    if paths[0] == "train":
        _train([Path(path) for path in paths[1:]], arguments)
    elif arguments["metrics"]:
        _stack(paths, arguments)
    elif arguments["backtest"]:
        _backtest([Path(path) for path in paths], arguments)
    else:
        _series([Path(path) for path in paths], arguments)


def _stack(paths: tuple[str, ...], arguments: dict[str, Any]) -> None:
    if len(paths) != 1:
        raise LeptonError("one stack at a time", mend="give one plan, state or folder, and its --metrics")
    book = price_book()
    defaults = {name: field.default for name, field in Inputs.__dataclass_fields__.items()}
    project = priced(inputs_of({**defaults, **arguments, "path": paths[0]}), book).project
    shown = Shown(format=arguments["format"], out=arguments["out"])
    print_report(report_of(project, book=book), shown, (View.FORECAST,))


def _series(paths: list[Path], arguments: dict[str, Any]) -> None:
    metrics = read_metrics(paths, zone=arguments["zone"])
    for note in metrics.notes:
        click.echo(f"note: {note.where + ': ' if note.where else ''}{note.text}", err=True)
    rows = capacities(
        metrics,
        horizon_hours=hours(arguments["horizon"]),
        max_breach=share(arguments["max_breach"]),
        as_of=moment(arguments["as_of"]),
        method=arguments["method"],
        model=load(arguments["model"]) if arguments["model"] else None,
    )
    emit(_rendered(rows, arguments["format"]), arguments["out"])


def _train(paths: list[Path], arguments: dict[str, Any]) -> None:
    if arguments["out"] is None or not paths:
        raise LeptonError("training needs metrics files and a target", mend="forecast train METRICS --out MODEL")
    method = "boosted" if arguments["method"] == "auto" else arguments["method"]
    found = _panel(paths, arguments)
    model = train(found, learner=method, horizon=hours(arguments["horizon"]))
    save(model, arguments["out"])
    click.echo(f"{len(found)} series over {model.days:.0f} days, {model.windows} windows: {arguments['out']}", err=True)


def _panel(paths: list[Path], arguments: dict[str, Any]) -> Any:
    metrics = read_metrics(paths, zone=arguments["zone"])
    found = [line for line in lines(metrics, moment(arguments["as_of"])) if line.metric not in NOT_DEMAND]
    return panel([line.history for line in found], [line.metric for line in found], [line.unit for line in found])


def _backtest(paths: list[Path], arguments: dict[str, Any]) -> None:
    scores = run_backtest(
        _panel(paths, arguments),
        horizon=hours(arguments["horizon"]),
        max_breach=share(arguments["max_breach"]),
    )
    if arguments["format"] == "json":
        emit(json.dumps([asdict(score) for score in scores], indent=1), arguments["out"])
        return
    head = (
        f"{'method':20} {'violation':>10} {'bad windows':>12} {'held / peak':>12} {'at equal risk':>14} {'windows':>8}"
    )
    body = [
        f"{one.method:20} {one.violation:10.2%} {one.bad_windows:12.1%} {one.over_provision:12.2f}"
        f" {one.equal_risk:14.2f} {one.windows:8}"
        for one in scores
    ]
    emit(
        "\n".join([f"asked: at most {arguments['max_breach']} of hours above capacity", head, *body]), arguments["out"]
    )


def _plain(row: CapacityRow) -> dict[str, Any]:
    """A row with its quantiles spread out; what is not a number is null."""
    quantiles = {f"p{level * 100:g}": value for level, value in row.quantiles.items()}
    flat = {**asdict(row), **quantiles, "warnings": list(row.warnings)}
    return {name: flat.get(name) for name in _FIELDS}


def _rendered(rows: list[CapacityRow], form: str) -> str:
    plain = [_plain(row) for row in rows]
    match form:
        case "json":
            return json.dumps(plain, allow_nan=False)
        case "csv":
            text = io.StringIO()
            writer = csv.DictWriter(text, _FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "warnings": "; ".join(row["warnings"])} for row in plain)
            return text.getvalue()
        case "table":
            return "\n".join(_line(row) for row in plain)
    raise LeptonError(f"no such format {form!r} for metrics alone", mend="table, json or csv")


def _line(row: dict[str, Any]) -> str:
    level = "no forecast" if row["capacity"] is None else f"{row['capacity']:.4g} {row['unit']}"
    doubt = f"; not to be lowered: {row['refused']}" if row["refused"] else ""
    return f"{row['series']}  {row['metric']}: {level} ({row['method']}; {row['history_days']:.0f} days{doubt})"
