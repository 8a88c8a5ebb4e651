"""`lepton-iac forecast --backtest`: how the methods, and this program's own answers, would have done."""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import emit
from lepton_iac.cli.waiting import waiting
from lepton_iac.errors import LeptonError
from lepton_iac.forecast.backtest import Accuracy, backtest
from lepton_iac.forecast.capacity import panel_of
from lepton_iac.forecast.inputs import lines
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.scores import Score
from lepton_iac.forecast.series import epoch_hour
from lepton_iac.forecast.served import path_accuracy, served
from lepton_iac.forecast.standing import STANDING
from lepton_iac.job.spans import hours, moment, share

MOST_TIMES = 100
"""A factor above it is not shown as a figure: no capacity of that method could be meant by it."""


def print_backtest(paths: Sequence[Path], arguments: Mapping[str, Any]) -> None:
    """Print, for some metrics files, the share of hours above, the capacity held, and how well the paths fit.

    Raises:
        LeptonError: a file cannot be read, an option is not understood, or the history is too short.
    """
    if not paths:
        raise LeptonError(
            "a backtest looks at metrics files", mend="fetch with --from and --save-metrics, then --backtest that file"
        )
    if arguments["format"] not in {"table", "json"}:
        raise LeptonError(f"a backtest has no format {arguments['format']!r}", mend="table or json")
    metrics = read_metrics(paths, zone=arguments["zone"])
    for note in metrics.notes:
        click.echo(f"note: {note.where + ': ' if note.where else ''}{note.text}", err=True)
    moment_of = moment(arguments["as_of"])
    as_of = None if moment_of is None else epoch_hour(moment_of)
    horizon, breach = hours(arguments["horizon"]), share(arguments["max_breach"])
    fleet, _ = panel_of(lines(metrics, as_of))
    steps = [
        partial(served, metrics, horizon=horizon, max_breach=breach, as_of=as_of, method=arguments["method"]),
        *(partial(_one, fleet, name, horizon, breach) for name in (*STANDING, *LEARNERS)),
    ]
    scores = list(_counted(steps))
    with waiting("the path of past weeks"):
        fits = path_accuracy(fleet, horizon=horizon)
    text = _json(scores, fits) if arguments["format"] == "json" else _table(scores, fits, horizon, breach)
    emit(text, arguments["out"])


def _one(fleet: Panel, method: str, horizon: int, breach: float) -> Score:
    return backtest(fleet, methods=(method,), horizon=horizon, max_breach=breach)[0]


def _counted(steps: Sequence[Callable[[], Score]]) -> Iterator[Score]:
    """The answers one by one, with a bar on a terminal: a large fleet takes minutes."""
    if not sys.stderr.isatty():
        yield from (step() for step in steps)
        return
    with click.progressbar(steps, label="past weeks", file=sys.stderr) as bar:
        yield from (step() for step in bar)


def _json(scores: Iterable[Score], fits: Iterable[Accuracy]) -> str:
    told = {"capacity": [asdict(one) for one in scores], "path": [asdict(one) for one in fits]}
    plain = {key: [{name: _plain(value) for name, value in row.items()} for row in rows] for key, rows in told.items()}
    return json.dumps(plain, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _table(scores: Iterable[Score], fits: Sequence[Accuracy], horizon: int, breach: float) -> str:
    head = (
        f"Capacity for the next {horizon} hours, asked to be passed in at most {100 * breach:g} % of them.",
        "Held: capacity over the window's peak; at equal risk: the same with every method",
        "passed in exactly the share asked. Named rules and models stand as they are.",
        "",
        f"{'':22}{'hours above':>12}{'bad windows':>13}{'held':>8}{'equal risk':>12}{'windows':>9}",
    )
    body = (
        f"{one.method:22}{_share(one.violation, 2):>12}{_share(one.bad_windows, 1):>13}{_times(one.over_provision):>8}"
        f"{_times(one.equal_risk):>12}{one.windows:>9}"
        for one in scores
    )
    return "\n".join((*head, *body, "", *_paths(fits)))


def _paths(fits: Sequence[Accuracy]) -> Iterable[str]:
    if not fits:
        yield "No series was measured long enough to score its path hour by hour."
        return
    yield "The path hour by hour: MASE and weighted quantile loss, less is better;"
    yield "coverage is the share of hours below the p95, 95 % at best."
    yield ""
    yield f"{'':22}{'MASE':>12}{'loss':>13}{'coverage':>12}"
    for one in fits:
        yield f"{one.method:22}{one.mase:12.3f}{one.wql:13.3f}{one.coverage:12.1%}"


def _share(value: float, digits: int) -> str:
    return f"{value:.{digits}%}" if math.isfinite(value) else "–"


def _times(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return f"{value:.2f}" if value <= MOST_TIMES else f"over {MOST_TIMES}"
