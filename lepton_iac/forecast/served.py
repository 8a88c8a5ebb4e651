"""What this program itself would have said at past origins, beside plain methods, and what then happened."""

from collections.abc import Mapping, Sequence

import numpy as np

from lepton_iac.forecast.analogs import analogs
from lepton_iac.forecast.backtest import Accuracy, accuracy, naive_paths, origins_of, tops
from lepton_iac.forecast.canonical import Metrics
from lepton_iac.forecast.capacity import capacities, demanded, panel_of
from lepton_iac.forecast.fleet import suits
from lepton_iac.forecast.inputs import lines
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.path import blended, train_path
from lepton_iac.forecast.scores import Score, score
from lepton_iac.forecast.series import HOURS_PER_WEEK, Floats, Hourly

LEAST_KNOWN = 2 * HOURS_PER_WEEK
"""Hours a series must have been measured before an origin for its path to be scored."""


def served(
    metrics: Metrics,
    *,
    horizon: int = HOURS_PER_WEEK,
    max_breach: float = 0.01,
    as_of: int | None = None,
    method: str = "auto",
    origins: int = 4,
) -> Score:
    """Score what ``capacities`` gives at the newest origins whose windows are known, guarded and calibrated.

    Each origin is an ``as_of``: nothing later is looked at, neither to choose, to train nor to calibrate.

    Raises:
        LeptonError: there is no whole window after the first three weeks, or the method is unknown.
    """
    found = demanded(lines(metrics, as_of))
    fleet, _ = panel_of(found)
    starts = origins_of(fleet, horizon, origins)
    said = [
        {
            (row.series, row.metric): row.capacity
            for row in capacities(
                metrics,
                horizon_hours=horizon,
                max_breach=max_breach,
                method=method,
                as_of=fleet.end - fleet.hours + start,
            )
        }
        for start in starts
    ]
    told = [[each.get((line.group, line.metric)) for line in found] for each in said]
    levels = np.array([np.nan if one is None else one for each in told for one in each])
    actual = np.concatenate([fleet.values[:, start : start + horizon] for start in starts])
    return score(f"{method}, as served", levels, actual, np.tile(tops(fleet), len(starts)), max_breach)


def path_accuracy(fleet: Panel, *, horizon: int = HOURS_PER_WEEK, origins: int = 3) -> tuple[Accuracy, ...]:
    """How well the paths hour by hour fit: this program's beside the plain ones, on the same series and origins.

    Raises:
        LeptonError: there is no whole window after the first three weeks.
    """
    found: dict[str, list[Accuracy]] = {}
    for start in origins_of(fleet, horizon, origins):
        actual = fleet.values[:, start : start + horizon]
        measured = np.isfinite(fleet.values[:, :start]).sum(axis=1) >= LEAST_KNOWN
        rows = np.flatnonzero(measured & (np.isfinite(actual).sum(axis=1) >= horizon // 2))
        if not rows.size:
            continue
        known = fleet.part(rows).before(start)
        paths = _paths(known, horizon)
        whole = np.all([np.isfinite(path).all(axis=(1, 2)) for path in paths.values()], axis=0)
        for name, path in paths.items():
            one = accuracy(name, path[whole], actual[rows][whole], known.values[whole])
            found.setdefault(name, []).append(one)
    return tuple(_mean(each) for each in found.values())


def _paths(known: Panel, horizon: int) -> Mapping[str, Floats]:
    histories = [Hourly(known.end - known.hours, row) for row in known.values]
    plain = [naive_paths(one, horizon) for one in histories]
    made = {name: np.stack([one[name] for one in plain]) for name in plain[0]}
    return {"as served": _ours(known, histories, horizon), **made}


def _ours(known: Panel, histories: Sequence[Hourly], horizon: int) -> Floats:
    """As ``fleet_path`` serves it: learned on the fleet where that carries a model, else each series' hours alike."""
    if suits(known) or known.hours < horizon + LEAST_KNOWN:
        alike = [analogs(one, horizon) for one in histories]
        return np.stack([np.column_stack([one.path(level) for level in QUANTILES]) for one in alike])
    learned = train_path(known, horizon).predict(known, horizon)
    return np.stack([blended(path, one, QUANTILES) for path, one in zip(learned, histories, strict=True)])


def _mean(found: Sequence[Accuracy]) -> Accuracy:
    mase, wql, covered = np.mean([(one.mase, one.wql, one.coverage) for one in found], axis=0)
    return Accuracy(found[0].method, float(mase), float(wql), float(covered))
