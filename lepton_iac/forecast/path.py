"""The path hour by hour: a global quantile model of each coming hour, learned on the whole fleet."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_iac.forecast.analogs import analogs
from lepton_iac.forecast.features import HISTORY, MISSING, SMALLEST, scales
from lepton_iac.forecast.learn import fitted_boosted
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hourly, Hours
from lepton_iac.forecast.windows import quantiles

ROWS = 60_000
"""Hours sampled for training: more cost seconds and change little."""

ORIGINS = 28
PER_SERIES = 8
CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class PathModel:
    """One fitted scikit-learn model per quantile, in log units of the series' scale; lives in memory only."""

    fitted: tuple[Any, ...]

    def predict(self, panel: Panel, horizon: int) -> Floats:
        """Quantiles of the coming hours: shape (series, horizon, levels), rising in the last axis."""
        known = _summary(panel, panel.hours)
        ahead = np.arange(horizon)
        found = np.empty((len(panel), horizon, len(self.fitted)))
        for place in range(0, len(panel), CHUNK):
            series = np.arange(place, min(place + CHUNK, len(panel)))
            table = _rows(known, np.repeat(series, horizon), np.tile(ahead, len(series)))
            logs = np.column_stack([model.predict(table) for model in self.fitted]).reshape(len(series), horizon, -1)
            found[series] = np.exp(np.maximum.accumulate(logs, axis=2)) * known.scale[series, None, None]
        return np.where(found <= 2 * SMALLEST * known.scale[:, None, None], 0.0, found)


def train_path(panel: Panel, horizon: int = HOURS_PER_WEEK, levels: tuple[float, ...] = QUANTILES) -> PathModel:
    """Learn on past windows of the panel; shorter histories than four weeks give few of them, none none.

    Args:
        levels: rising quantiles, one model each.

    Raises:
        ValueError: the panel holds no whole past window.
    """
    origins = list(range(panel.hours - horizon, 2 * HOURS_PER_WEEK - 1, -HOURS_PER_DAY))[: 2 * ORIGINS : 2]
    if not origins:
        raise ValueError("no past window to learn a path from")
    rng = np.random.default_rng(0)
    share = min(PER_SERIES, max(1, ROWS // (len(origins) * len(panel))))
    pieces = [_examples(panel, origin, horizon, share, rng) for origin in origins]
    table, target = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return PathModel(tuple(fitted_boosted(table, target, level) for level in levels))


def blended(learned: Floats, history: Hourly, levels: tuple[float, ...], free_days: Collection[int] = ()) -> Floats:
    """The mean of a learned path (horizon, levels) and the series' own past hours alike: better than either alone.

    In the comparison the 7-day weighted quantile loss was 0.201 learned, 0.208 from hours alike, 0.199 together.
    """
    made = analogs(history, len(learned), free_days=free_days)
    alike = np.column_stack([made.path(level) for level in levels])
    both: Floats = np.where(np.isfinite(alike), (learned + alike) / 2, learned)
    return both


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known at an origin: levels (n, f), the last two weeks by hour (n, 14, 24), the last weeks (n, 8, 168)."""

    levels: Floats
    days: Floats
    weeks: Floats
    by_hour: Floats
    scale: Floats


def _summary(panel: Panel, origin: int) -> _Known:
    histories = panel.histories(origin, HISTORY)
    scale = scales(histories, panel.floors)
    logs = np.log(np.maximum(histories / scale[:, None], SMALLEST))
    days = logs[:, -14 * HOURS_PER_DAY :].reshape(len(panel), 14, HOURS_PER_DAY)
    looks = [quantiles(logs[:, -span * HOURS_PER_DAY :], (0.05, 0.5, 0.9, 0.99, 1.0)) for span in (1, 3, 7, 14, 28, 56)]
    families = np.eye(8)[panel.families]
    by_hour = quantiles(days.transpose(0, 2, 1).reshape(-1, 14), (0.5, 0.9, 1.0)).reshape(len(panel), HOURS_PER_DAY, 3)
    weeks = logs.reshape(len(panel), -1, HOURS_PER_WEEK)
    return _Known(np.hstack([*looks, logs[:, -6:], families]), days, weeks, by_hour, scale)


def _rows(known: _Known, series: Hours, ahead: Hours) -> Floats:
    """Features of (series, hour ahead) pairs; hour slots count from the origin, so they need no calendar."""
    slot, place = ahead % HOURS_PER_DAY, ahead % HOURS_PER_WEEK
    recent = known.weeks[series[:, None], np.arange(-4, 0)[None, :], place[:, None]]
    near = [known.weeks[series, -1, (place + shift) % HOURS_PER_WEEK] for shift in (-1, 1)]
    last_day = known.days[series, -1, slot]
    parts = [known.levels[series], known.by_hour[series, slot], recent, np.column_stack([*near, last_day, ahead])]
    table = np.hstack(parts)
    return np.where(np.isfinite(table), table, MISSING)


def _examples(panel: Panel, origin: int, horizon: int, share: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    known = _summary(panel, origin)
    series = np.repeat(np.arange(len(panel)), share)
    ahead = rng.integers(0, horizon, len(series))
    actual = panel.values[series, origin + ahead]
    keep = np.isfinite(actual) & np.isfinite(known.scale[series])
    series, ahead = series[keep], ahead[keep]
    target = np.log(np.maximum(actual[keep] / known.scale[series], SMALLEST))
    return _rows(known, series, ahead), np.clip(target, np.log(SMALLEST), 3.0)
