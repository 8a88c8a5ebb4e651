"""Quantiles and violations of many windows at once, with missing hours left out and never counted as zero."""

from collections.abc import Sequence

import numpy as np

from lepton_iac.forecast.series import Floats


def quantiles(rows: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles along the last axis, linear between order statistics, ignoring NaN.

    Args:
        rows: shape (n, hours).
        levels: each within 0..1.

    Returns:
        Shape (n, len(levels)); NaN for a row with no value.
    """
    ordered = np.sort(rows, axis=-1)
    counts = np.isfinite(rows).sum(axis=-1)
    place = np.asarray(levels)[None, :] * np.maximum(counts - 1, 0)[:, None]
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0)[:, None])
    low = np.take_along_axis(ordered, below, axis=-1) if ordered.shape[-1] else np.full(place.shape, np.nan)
    high = np.take_along_axis(ordered, above, axis=-1) if ordered.shape[-1] else low
    share = place - below
    return np.where(counts[:, None] > 0, low + (high - low) * share, np.nan)


def before(values: Floats, origins: Sequence[int], hours: int) -> Floats:
    """The ``hours`` before each origin as rows, NaN-padded where history is shorter: shape (len(origins), hours)."""
    padded = np.concatenate([np.full(hours, np.nan), values])
    return np.stack([padded[origin : origin + hours] for origin in origins])


def after(values: Floats, origins: Sequence[int], hours: int) -> Floats:
    """The ``hours`` from each origin on as rows, NaN-padded at the end: shape (len(origins), hours)."""
    padded = np.concatenate([values, np.full(hours, np.nan)])
    return np.stack([padded[origin : origin + hours] for origin in origins])


def rolling_origins(length: int, *, first: int, step: int, horizon: int) -> list[int]:
    """Origins whose whole window is known, newest last, counted back from the end."""
    return sorted(range(length - horizon, first - 1, -step))
