"""`lepton-iac forecast` without a stack: fleets of series, their scores, and models trained on them."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import emit
from lepton_iac.errors import LeptonError
from lepton_iac.forecast.backtest import backtest as run_backtest
from lepton_iac.forecast.capacity import CapacityRow, capacities, panel_of
from lepton_iac.forecast.fleet import train as train_model
from lepton_iac.forecast.inputs import lines
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.row_file import FIELDS, plain
from lepton_iac.forecast.series import Hours
from lepton_iac.forecast.store import load, save
from lepton_iac.job.spans import hours, moment, share


def series(paths: list[Path], arguments: dict[str, Any]) -> None:
    """Print the capacity of every series of some metrics files."""
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


def train(paths: list[Path], arguments: dict[str, Any]) -> None:
    """Train a global model on some metrics files and save it.

    Raises:
        LeptonError: no files or no target are named.
    """
    if arguments["out"] is None or not paths:
        raise LeptonError("training needs metrics files and a target", mend="forecast train METRICS --out MODEL")
    method = "boosted" if arguments["method"] == "auto" else arguments["method"]
    found, machines = _panel(paths, arguments)
    model = train_model(found, learner=method, horizon=hours(arguments["horizon"]), groups=machines)
    save(model, arguments["out"])
    click.echo(f"{len(found)} series over {model.days:.0f} days, {model.windows} windows: {arguments['out']}", err=True)


def backtest(paths: list[Path], arguments: dict[str, Any]) -> None:
    """Print how the methods would have done on some metrics files."""
    scores = run_backtest(
        _panel(paths, arguments)[0],
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


def _panel(paths: list[Path], arguments: dict[str, Any]) -> tuple[Panel, Hours]:
    metrics = read_metrics(paths, zone=arguments["zone"])
    return panel_of(lines(metrics, moment(arguments["as_of"])))


def _rendered(rows: list[CapacityRow], form: str) -> str:
    flat = [plain(row) for row in rows]
    match form:
        case "json":
            return json.dumps(flat, allow_nan=False)
        case "csv":
            text = io.StringIO()
            writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "warnings": "; ".join(row["warnings"])} for row in flat)
            return text.getvalue()
        case "table":
            return "\n".join(_line(row) for row in flat)
    raise LeptonError(f"no such format {form!r} for metrics alone", mend="table, json or csv")


def _line(row: dict[str, Any]) -> str:
    level = "no capacity told" if row["capacity"] is None else f"{row['capacity']:.4g} {row['unit']}"
    least = row["floor"]
    if row["capacity"] is not None and least is not None and row["capacity"] < least:
        level += f", but right-size to no less than {least:.4g} {row['unit']}: the highest seen plus headroom"
    doubt = f"; not to be lowered: {row['refused']}" if row["refused"] else ""
    return f"{row['series']}  {row['metric']}: {level} ({row['method']}; {row['history_days']:.0f} days{doubt})"
