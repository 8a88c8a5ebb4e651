"""Rolling-origin evaluation on the user's own series: what each method would have promised, and what then happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast import profile, seasonal
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.fleet import LEAST_DAYS, suits, train
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.scores import Score, score
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hourly
from lepton_iac.forecast.single import pooled
from lepton_iac.forecast.standing import STANDING, by_name
from lepton_iac.forecast.windows import quantiles


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well a path forecast fits: mean absolute scaled error, weighted quantile loss, coverage of the p95."""

    method: str
    mase: float
    wql: float
    coverage: float


def backtest(
    panel: Panel,
    *,
    methods: Sequence[str] = (*STANDING, *LEARNERS),
    horizon: int = HOURS_PER_WEEK,
    max_breach: float = 0.01,
    origins: int = 4,
) -> tuple[Score, ...]:
    """Score methods at the newest origins whose windows are known; each sees only what came before.

    Raises:
        LeptonError: there is no whole window after the first three weeks, or a method is unknown.
    """
    starts = origins_of(panel, horizon, origins)
    top = tops(panel)
    found = []
    for name in methods:
        capacities = np.stack([capacity_at(panel.before(start), name, horizon, max_breach) for start in starts])
        actual = np.concatenate([panel.values[:, start : start + horizon] for start in starts])
        found.append(score(name, capacities.ravel(), actual, np.tile(top, len(starts)), max_breach))
    return tuple(found)


def origins_of(panel: Panel, horizon: int, origins: int) -> list[int]:
    """The newest columns at which a whole window is known, a horizon apart, newest first.

    Raises:
        LeptonError: there is no whole window after the first three weeks.
    """
    starts = list(range(panel.hours - horizon, LEAST_DAYS * HOURS_PER_DAY - 1, -horizon))[:origins]
    if not starts:
        raise LeptonError("the history holds no past window to score", mend="bring at least four weeks of history")
    return starts


def tops(panel: Panel) -> Floats:
    """Each series' maximum, to compare series of different size: shape (series,)."""
    top: Floats = np.maximum(quantiles(panel.values, (1.0,))[:, 0], panel.floors)
    return top


def capacity_at(known: Panel, method: str, horizon: int, max_breach: float) -> Floats:
    """Capacities of a rule or a global learner from what a panel holds; a fleet too small for one gets NaN.

    Raises:
        LeptonError: the method is unknown.
    """
    recent = known.histories(known.hours, HISTORY)
    if method in STANDING:
        return np.maximum(by_name(method, recent, known.families, horizon, max_breach), known.floors)
    if method not in LEARNERS:
        raise LeptonError(f"{method!r} cannot be scored", mend=f"choose from {', '.join((*STANDING, *LEARNERS))}")
    if suits(known):
        return np.full(len(known), np.nan)
    model = train(known, learner=method, horizon=horizon, breaches=(max_breach,))
    return np.maximum(model.capacities(recent, known.families, known.floors, max_breach), known.floors)


def naive_paths(history: Hourly, horizon: int) -> Mapping[str, Floats]:
    """The simple path forecasts every model must beat: shape (horizon, len(``QUANTILES``)) each."""
    flat = pooled(Hourly(history.start, history.values[-HOURS_PER_WEEK:]), 0.0)
    return {
        "flat-7d": np.tile([flat[level] for level in QUANTILES], (horizon, 1)),
        "seasonal-naive": seasonal.path(history.values, horizon, QUANTILES),
        "hour-of-day": profile.path(history, horizon, QUANTILES),
    }


def accuracy(method: str, paths: Floats, actual: Floats, history: Floats) -> Accuracy:
    """Score paths (series, horizon, quantiles) against what happened (series, horizon), each series on its own scale.

    MASE divides by the mean change from one day to the next in ``history`` (Hyndman and Koehler 2006); the quantile
    loss is summed over series divided by their largest value, and weighted by the sum of the levels.
    """
    step = np.nanmean(np.abs(history[:, HOURS_PER_DAY:] - history[:, :-HOURS_PER_DAY]), axis=1)
    top = np.nanmax(history, axis=1)
    usable = (step > 1e-9 * top) & (top > 0) & np.isfinite(paths).all(axis=(1, 2))
    paths, actual, step, top = paths[usable], actual[usable], step[usable], top[usable]
    error = np.abs(actual - paths[:, :, 0])
    mase = float(np.nanmean(np.nanmean(error, axis=1) / step))
    losses = [_pinball(actual, paths[:, :, column], level) / top[:, None] for column, level in enumerate(QUANTILES)]
    total = np.nansum(np.abs(actual) / top[:, None])
    wql = float(np.mean([2 * np.nansum(loss) for loss in losses]) / max(total, 1e-12))
    known = np.isfinite(actual)
    covered = float((actual <= paths[:, :, 2])[known].mean())
    return Accuracy(method, mase, wql, covered)


def _pinball(actual: Floats, quantile: Floats, level: float) -> Floats:
    short = actual - quantile
    answer: Floats = np.maximum(level * short, (level - 1) * short)
    return answer
