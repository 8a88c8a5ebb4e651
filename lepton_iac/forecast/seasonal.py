"""Seasonal naive: the next week is the last week, with the quantiles of how wrong that was before."""

import numpy as np

from lepton_iac.forecast import windows
from lepton_iac.forecast.series import HOURS_PER_WEEK, Floats

RESIDUAL_WEEKS = 4


def path(values: Floats, horizon: int, levels: tuple[float, ...]) -> Floats:
    """Quantiles for each coming hour: last week's value plus the quantiles of past week-on-week differences.

    Args:
        values: hourly maxima, newest last, shape (hours,).

    Returns:
        Shape (horizon, len(levels)), never below zero; NaN where last week and the residuals are unknown.
    """
    season = np.concatenate([np.full(HOURS_PER_WEEK, np.nan), values])[-HOURS_PER_WEEK:]
    typical = windows.quantiles(season[None, :], (0.5,))[0, 0]
    season = np.where(np.isfinite(season), season, typical)
    repeated = season[np.arange(horizon) % HOURS_PER_WEEK]
    return np.maximum(repeated[:, None] + residuals(values, levels)[None, :], 0.0)


def residuals(values: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles of value minus the value one week earlier over the last four weeks; zeros when there are none."""
    if len(values) <= HOURS_PER_WEEK:
        return np.zeros(len(levels))
    differences = (values[HOURS_PER_WEEK:] - values[:-HOURS_PER_WEEK])[-RESIDUAL_WEEKS * HOURS_PER_WEEK :]
    found = windows.quantiles(differences[None, :], levels)[0]
    return np.where(np.isfinite(found), found, 0.0)
