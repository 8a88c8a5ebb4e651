"""What a global model sees of a history: levels of several lookbacks on the series' own scale.

Every feature is the logarithm of a level over the p99 of the last 28 days (never below the unit's floor), so that a
series in bytes and one in percent look alike, and a rescaled series gives a rescaled forecast.
"""

import numpy as np

from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hours
from lepton_iac.forecast.windows import quantiles

LOOKBACK_DAYS = (1, 3, 7, 14, 28, 56)
LEVELS = (0.5, 0.9, 0.95, 0.99, 1.0)
WEEKS = 8
HISTORY = WEEKS * HOURS_PER_WEEK
"""Hours of history a row of features looks at."""

MISSING = -10.0
"""Stands for a level that was not measured: below every real one, so a tree can tell."""

SMALLEST = 1e-3
"""Levels under a thousandth of the scale are all the same."""


def scales(histories: Floats, floors: Floats) -> Floats:
    """The p99 of the last 28 days, never below the floor; of all history where these days are empty: shape (n,)."""
    recent = quantiles(histories[:, -28 * HOURS_PER_DAY :], (0.99,))[:, 0]
    whole = quantiles(histories, (0.99,))[:, 0]
    return np.maximum(np.where(np.isfinite(recent), recent, whole), floors)


def features(histories: Floats, families: Hours, floors: Floats) -> tuple[Floats, Floats]:
    """Features and scales of histories that end at their origin.

    Args:
        histories: shape (n, ``HISTORY``), NaN for missing.
        families: codes into ``FAMILIES``, shape (n,).
        floors: shape (n,), positive.

    Returns:
        Features of shape (n, ``COUNT``) with no NaN, and scales of shape (n,), NaN for an empty history.
    """
    scale = scales(histories, floors)
    parts = [
        *(_log(quantiles(histories[:, -days * HOURS_PER_DAY :], LEVELS), scale) for days in LOOKBACK_DAYS),
        _weekly(histories, scale),
        _daily(histories, scale),
        _moments(histories, scale),
        (families[:, None] == np.arange(len(FAMILIES))).astype(np.float64),
    ]
    table = np.hstack(parts)
    return np.where(np.isfinite(table), table, MISSING), scale


def _log(levels: Floats, scale: Floats) -> Floats:
    return np.log(np.maximum(levels / scale[:, None], SMALLEST))


def _weekly(histories: Floats, scale: Floats) -> Floats:
    """Each week's p99 and peak, recent medians, and how far weeks used to rise above the three before, sorted."""
    weeks = quantiles(histories.reshape(-1, HOURS_PER_WEEK), (0.5, 0.99, 1.0)).reshape(-1, WEEKS, 3)
    middle, high, peak = (_log(weeks[:, :, column], scale) for column in range(3))
    known = np.where(np.isfinite(high), high, -np.inf)
    before = np.max(np.stack([known[:, start : start + WEEKS - 3] for start in range(3)]), axis=0)
    rises = high[:, 3:] - np.where(np.isfinite(before), before, np.nan)
    return np.hstack([high, peak, middle[:, 4:], np.sort(rises, axis=1)])


def _daily(histories: Floats, scale: Floats) -> Floats:
    """The peaks of the last seven days, and how much the peaks of fourteen days scatter."""
    days = histories[:, -14 * HOURS_PER_DAY :].reshape(-1, HOURS_PER_DAY)
    peaks = _log(quantiles(days, (1.0,)).reshape(-1, 14), scale)
    return np.hstack([peaks[:, -7:], _spread(peaks)[:, None]])


def _moments(histories: Floats, scale: Floats) -> Floats:
    """Mean, deviation, autocorrelation (1, 24, 168 h), measured and zero shares of 28 days, days of history."""
    recent = histories[:, -28 * HOURS_PER_DAY :]
    known = np.isfinite(recent)
    counts = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, recent, 0.0).sum(axis=1) / counts
    centred = np.where(known, recent - mean[:, None], 0.0) / scale[:, None]
    power = (centred**2).sum(axis=1)
    lagged = [
        (centred[:, lag:] * centred[:, :-lag]).sum(axis=1) / (power + 1e-12)
        for lag in (1, HOURS_PER_DAY, HOURS_PER_WEEK)
    ]
    age = np.isfinite(histories)[:, ::HOURS_PER_DAY].sum(axis=1)
    shares = [known.mean(axis=1), (recent == 0).sum(axis=1) / counts]
    return np.column_stack([mean / scale, np.sqrt(power / counts), *lagged, *shares, age])


def _spread(rows: Floats) -> Floats:
    known = np.isfinite(rows)
    counts = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, rows, 0.0).sum(axis=1) / counts
    spread: Floats = np.sqrt(np.where(known, (rows - mean[:, None]) ** 2, 0.0).sum(axis=1) / counts)
    return spread


COUNT = len(LOOKBACK_DAYS) * len(LEVELS) + (WEEKS + WEEKS + 4 + 5) + 8 + 8 + len(FAMILIES)
