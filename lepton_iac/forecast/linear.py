"""R = b0 + b1 L + b2 H: the next window's demand from the current load and the history level, with its coefficients."""

from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast import windows
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats

HISTORY_HOURS = 28 * HOURS_PER_DAY
LEVEL = 0.99
LEAST_WINDOWS = 8


@dataclass(frozen=True, slots=True)
class LinearModel:
    """R_t = b0 + b1 L_t + b2 H_t.

    Attributes:
        b0, b1, b2: intercept, weight of the load, weight of the history; b0 is in the unit of the metric.
        spread: the 95th percentile of the residuals, added for a capacity.
        windows: how many past windows it was fitted on.
    """

    b0: float
    b1: float
    b2: float
    spread: float = 0.0
    windows: int = 0

    def predict(self, load: float, history: float) -> float:
        """The expected level of the next window, in the unit of the metric: b = (10, 2, 0.5), L 50, H 100 give 160."""
        return self.b0 + self.b1 * load + self.b2 * history

    @property
    def words(self) -> str:
        return (
            f"R = {self.b0:.4g} {_signed(self.b1)} L {_signed(self.b2)} H, L the peak of the last day, "
            f"H the p99 of the last 28 days, fitted on {self.windows} past windows; capacity adds {self.spread:.4g}, "
            f"the p95 of its residuals"
        )


def _signed(weight: float) -> str:
    return f"{'-' if weight < 0 else '+'} {abs(weight):.4g}"


def inputs(values: Floats, origins: list[int]) -> Floats:
    """Load (p99 of the last day) and history (p99 of the last 28 days) at each origin: shape (n, 2)."""
    load = windows.quantiles(windows.before(values, origins, HOURS_PER_DAY), (LEVEL,))
    history = windows.quantiles(windows.before(values, origins, HISTORY_HOURS), (LEVEL,))
    return np.hstack([np.where(np.isfinite(load), load, history), history])


def fit(values: Floats, horizon: int) -> LinearModel | None:
    """Fit on the series' own past windows (target: the window's p99) by ridge-damped least squares.

    Args:
        values: hourly maxima, newest last, shape (hours,).
        horizon: hours in a window.

    Returns:
        ``None`` when there are fewer than ``LEAST_WINDOWS`` past windows.
    """
    origins = windows.rolling_origins(len(values), first=HOURS_PER_WEEK, step=HOURS_PER_DAY, horizon=horizon)
    if not origins:
        return None
    target = windows.quantiles(windows.after(values, origins, horizon), (LEVEL,))[:, 0]
    levels = inputs(values, origins)
    known = np.isfinite(target) & np.isfinite(levels).all(axis=1)
    if known.sum() < LEAST_WINDOWS:
        return None
    return _solve(levels[known], target[known])


def _solve(levels: Floats, target: Floats) -> LinearModel:
    scale = max(float(np.abs(levels).max()), 1e-12)
    design = np.column_stack([np.ones(len(levels)), levels / scale])
    damping = np.diag([1e-6, 1e-3, 1e-3]) * len(levels)
    b0, b1, b2 = np.linalg.solve(design.T @ design + damping, design.T @ (target / scale))
    residual = target / scale - design @ np.array([b0, b1, b2])
    spread = max(0.0, float(np.quantile(residual, 0.95)))
    return LinearModel(float(b0) * scale, float(b1), float(b2), spread * scale, len(levels))
