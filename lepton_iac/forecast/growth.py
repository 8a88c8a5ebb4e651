"""Where a growing quantity (storage, requests) will be: a robust trend of daily peaks with an interval."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.series import HOURS_PER_DAY, Floats, Hourly
from lepton_iac.forecast.windows import quantiles

LEAST_DAYS = 14
REACH = 4.1
"""A trend is drawn at most this many times as far as its history reaches: a year needs three months."""

REPEATS = 200
BLOCK = 7
LEVEL = 0.8
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Growth:
    """A straight trend of daily peaks.

    Attributes:
        per_day: Theil-Sen slope in the unit of the series, with its 80 % interval ``per_day_low .. per_day_high``.
        expected, low, high: the level at the horizon; the 10th and 90th percentile.
        quantiles: of the level at the horizon, for ``level.QUANTILES``; the median is ``expected``.
        full_in_days: when ``limit`` is reached at the expected slope; ``None`` when it is not, or has no limit.
    """

    per_day: float
    per_day_low: float
    per_day_high: float
    expected: float
    low: float
    high: float
    days: float
    horizon_days: float
    quantiles: Mapping[float, float]
    full_in_days: float | None = None

    @property
    def words(self) -> str:
        span = f"[{self.per_day_low:.4g}, {self.per_day_high:.4g}]"
        return f"trend {self.per_day:.4g} a day {span} over {self.days:.0f} days"


def growth(history: Hourly, horizon_days: float, *, limit: float | None = None) -> Growth:
    """Draw the trend of a history out to ``horizon_days``.

    The slope is Theil and Sen's (Sen 1968, https://doi.org/10.1080/01621459.1968.10480934); the interval comes from
    refits on weekly blocks of its residuals (Kunsch 1989), fixed seed. Levels never fall below zero.

    Args:
        limit: the provisioned size, in the unit of the series.

    Raises:
        LeptonError: the history is shorter than 14 days or a quarter of the horizon.
    """
    from scipy.stats import theilslopes

    days, peaks = _daily(history)
    span = float(days[-1] - days[0] + 1) if len(days) else 0.0
    if span < LEAST_DAYS or len(days) < LEAST_DAYS // 2:
        raise LeptonError(f"{span:.0f} days show no trend", mend=f"bring at least {LEAST_DAYS} days of history")
    if horizon_days > REACH * span:
        raise LeptonError(
            f"{span:.0f} days of history cannot tell {horizon_days:.0f} days ahead",
            mend=f"ask for at most {REACH * span:.0f} days, or bring {horizon_days / REACH:.0f} days of history",
        )
    fitted = theilslopes(peaks, days)
    slope, level = float(fitted.slope), float(fitted.intercept)
    slopes, ends = _refits(days, peaks, slope, level, horizon_days)
    expected = level + slope * horizon_days
    low, high = np.quantile(ends, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    slow, fast = np.quantile(slopes, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Growth(
        slope,
        min(float(slow), slope),
        max(float(fast), slope),
        max(expected, 0.0),
        max(min(float(low), expected), 0.0),
        max(float(high), expected, 0.0),
        span,
        horizon_days,
        _spread(expected, ends),
        _full(level, slope, limit),
    )


def _daily(history: Hourly) -> tuple[Floats, Floats]:
    """Days before the end (0 is the last) and their peaks, without unmeasured days; the newest ``MOST_POINTS``."""
    count = len(history.values) // HOURS_PER_DAY
    rows = history.values[len(history.values) - count * HOURS_PER_DAY :].reshape(count, HOURS_PER_DAY)
    peaks = quantiles(rows, (1.0,))[:, 0]
    known = np.isfinite(peaks)
    return np.arange(1.0 - count, 1.0)[known][-MOST_POINTS:], peaks[known][-MOST_POINTS:]


def _refits(days: Floats, peaks: Floats, slope: float, level: float, ahead: float) -> tuple[Floats, Floats]:
    """Slopes and end levels of trends through the fitted line plus shuffled weekly blocks of residuals."""
    rng = np.random.default_rng(0)
    residual = peaks - (level + slope * days)
    starts = rng.integers(0, max(1, len(days) - BLOCK + 1), size=(REPEATS, -(-len(days) // BLOCK)))
    picks = (starts[:, :, None] + np.arange(BLOCK)).reshape(REPEATS, -1)[:, : len(days)] % len(days)
    noise = residual[picks]
    centred = days - days.mean()
    slopes = slope + (noise * centred).sum(axis=1) / (centred**2).sum()
    shifts = noise.mean(axis=1) - residual.mean()
    level_at_end = level + slope * days.mean() + shifts + slopes * (ahead - days.mean())
    return slopes, level_at_end + residual[rng.integers(0, len(days), REPEATS)]


def _spread(expected: float, ends: Floats) -> dict[float, float]:
    """Quantiles of the level at the horizon; none lies below the expected level."""
    found = np.maximum(np.quantile(ends, QUANTILES), max(expected, 0.0))
    return dict(zip(QUANTILES, (max(expected, 0.0), *map(float, found[1:])), strict=True))


def _full(level: float, slope: float, limit: float | None) -> float | None:
    if limit is None or slope <= 0:
        return None
    return max(0.0, (limit - level) / slope)
