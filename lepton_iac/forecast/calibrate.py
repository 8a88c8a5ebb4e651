"""How far a capacity must be raised (or may be lowered) so that rolling past windows keep the promised breach share."""

import math

import numpy as np

from lepton_iac.forecast.series import Floats

TIGHTER = 0.4
"""Calibration aims at 40 % of the breach share that is promised: promises drift out of time by a factor of about two
(aimed at 0.5 %, the worst three weeks of the comparison traces gave 1.1 %)."""

LEAST, MOST = 0.25, 8.0
"""Bounds of a multiplier: outside them the windows say that the method does not fit, not that it needs scaling."""


def multiplier(capacities: Floats, actual: Floats, share: float) -> float:
    """The smallest factor with which at most ``share`` of the hours pass their capacity (split conformal).

    Args:
        capacities: shape (n,), one per past window, each made without seeing its window.
        actual: shape (n, hours), what then happened; NaN is not counted.
        share: allowed share of hours, 0.005 is half a percent.

    Returns:
        The ``ceil((m + 1)(1 - share))``-th of the m ratios actual / capacity, within ``LEAST..MOST``; ``MOST`` when
        there are too few hours for the share to mean anything, NaN when there are none.

    Source: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005); hours in one window are not
    exchangeable, so the guarantee is approximate and ``TIGHTER`` makes room for that.
    """
    ratios = (actual / np.maximum(capacities, 1e-12)[:, None]).ravel()
    ratios = np.sort(ratios[np.isfinite(ratios)])
    if not ratios.size:
        return math.nan
    rank = math.ceil((ratios.size + 1) * (1 - share))
    if rank > ratios.size:
        return MOST
    return float(np.clip(ratios[rank - 1], LEAST, MOST))


def violation(capacities: Floats, actual: Floats) -> float:
    """Share of measured hours above capacity; NaN when nothing was measured."""
    known = np.isfinite(actual) & np.isfinite(capacities)[:, None]
    if not known.any():
        return math.nan
    return float(((actual > capacities[:, None]) & known).sum() / known.sum())
