"""The hour of the day: 24 typical levels for stop schedules, and quantiles of the path by hour."""

import numpy as np

from lepton_iac.forecast.series import HOURS_PER_DAY, Floats, Hourly
from lepton_iac.forecast.windows import quantiles

DAYS = 14


def by_hour(history: Hourly, days: int = DAYS) -> Floats:
    """The last ``days`` as rows of UTC hours: shape (24, days), NaN for missing."""
    length = days * HOURS_PER_DAY
    recent = np.concatenate([np.full(length, np.nan), history.values])[-length:]
    first_hour = (history.end - length) % HOURS_PER_DAY
    return np.roll(recent.reshape(days, HOURS_PER_DAY).T, first_hour, axis=0)


def hour_of_day(history: Hourly) -> tuple[float, ...]:
    """Median level of each UTC hour 0..23; empty unless every hour was measured on at least three days."""
    rows = by_hour(history)
    if (np.isfinite(rows).sum(axis=1) < 3).any():
        return ()
    return tuple(float(level) for level in quantiles(rows, (0.5,))[:, 0])


def path(history: Hourly, horizon: int, levels: tuple[float, ...]) -> Floats:
    """Quantiles for each coming hour from the same hour of the last 14 days: shape (horizon, len(levels))."""
    table = quantiles(by_hour(history), levels)
    return table[(history.end + np.arange(horizon)) % HOURS_PER_DAY]
