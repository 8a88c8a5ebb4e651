"""`lepton-iac forecast` without a stack: fleets of series, and models trained on them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import emit
from lepton_iac.cli.waiting import waiting
from lepton_iac.errors import LeptonError
from lepton_iac.forecast.capacity import CapacityRow, capacities, learnable, panel_of
from lepton_iac.forecast.fleet import train as train_model
from lepton_iac.forecast.inputs import lines
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.row_file import FIELDS, plain
from lepton_iac.forecast.series import Hours
from lepton_iac.forecast.store import load, save
from lepton_iac.job.spans import hours, moment, share

LEAST_SHOWN = 1e-8
"""Less is nothing: a series that stands still is forecast at the least scale a model can learn on."""


def series(paths: list[Path], arguments: dict[str, Any]) -> None:
    """Print the capacity of every series of some metrics files."""
    metrics = read_metrics(paths, zone=arguments["zone"])
    for note in metrics.notes:
        click.echo(f"note: {note.where + ': ' if note.where else ''}{note.text}", err=True)
    with waiting("forecasting: every method on past weeks, then the one that suits"):
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
    with waiting(f"training on {len(found)} series"):
        model = train_model(found, learner=method, horizon=hours(arguments["horizon"]), groups=machines)
    save(model, arguments["out"])
    click.echo(f"{len(found)} series over {model.days:.0f} days, {model.windows} windows: {arguments['out']}", err=True)


def _panel(paths: list[Path], arguments: dict[str, Any]) -> tuple[Panel, Hours]:
    found = lines(read_metrics(paths, zone=arguments["zone"]), moment(arguments["as_of"]))
    return panel_of(learnable(found, hours(arguments["horizon"]), share(arguments["max_breach"])))


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
    level = "no capacity told" if row["capacity"] is None else f"{_shown(row['capacity'])} {row['unit']}"
    least = row["floor"]
    if row["capacity"] is not None and least is not None and row["capacity"] < least:
        level += f", but right-size to no less than {least:.4g} {row['unit']}: the highest seen plus headroom"
    doubt = f"; not to be lowered: {row['refused']}" if row["refused"] else ""
    odd = "".join(f"; {warning}" for warning in row["warnings"])
    return f"{row['series']}  {row['metric']}: {level} ({row['method']}; {row['history_days']:.0f} days{doubt}{odd})"


def _shown(value: float) -> str:
    return "0" if value < LEAST_SHOWN else f"{value:.4g}"
