"""How far a capacity must be raised (or may be lowered) so that rolling past windows keep the promised breach share."""

import math

import numpy as np

from lepton_iac.forecast.series import Floats

TIGHTER = 0.2
"""Calibration of a large fleet aims at 20 % of the breach share that is promised: promises drift out of time by a
factor of two to three, and machines that change their work add what no calibration foretells (aimed at 30 %, 600 series
of the comparison traces realised 1.01 % in their last three weeks when 1 % was asked, fleets of 36 series 1.27 %)."""

MANY, FEW = 200, 20
"""Series from which on a fleet aims at ``TIGHTER``, and below which at ``SMALL_TIGHTER``; between them by logarithm."""

SMALL_TIGHTER = 0.1
"""The same where fewer than twenty series are at hand: asked 1 %, small fleets of synthetic loads that drift from week
to week realised 0.2 to 0.6 % of the hours (aimed at 20 %: up to 1.2 %), fleets of 1 and 16 series of the comparison
traces 0.5 to 0.8 %; only a drawn fleet with a machine that changed its work stayed at 1.1 %, whatever the aim."""

BAND = (1.0, 3.0, 9.0)
"""A factor is the geometric mean of those at the wanted share, three and nine times it: the far tail of a few months
is a handful of incidents, and a factor that hangs on it alone leaps from week to week."""

LEAST, MOST = 0.25, 8.0
"""Bounds of a multiplier: outside them the windows say that the method does not fit, not that it needs scaling."""


def aim(series: int) -> float:
    """The part of the asked breach share that calibration on so many series aims at: few see few incidents."""
    depth = math.log(max(series, FEW) / FEW) / math.log(MANY / FEW)
    return SMALL_TIGHTER + (TIGHTER - SMALL_TIGHTER) * min(1.0, depth)


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
    exchangeable, so the guarantee is approximate and ``aim`` makes room for that.
    """
    return _at(_ratios(capacities, actual), share)


def steady(capacities: Floats, actual: Floats, share: float) -> float:
    """The geometric mean of the multipliers at ``BAND`` times the share: steadier than the one at the share alone."""
    ratios = _ratios(capacities, actual)
    return math.exp(sum(math.log(_at(ratios, min(0.5, share * wide))) for wide in BAND) / len(BAND))


def _ratios(capacities: Floats, actual: Floats) -> Floats:
    ratios = (actual / np.maximum(capacities, 1e-12)[:, None]).ravel()
    return np.sort(ratios[np.isfinite(ratios)])


def _at(ratios: Floats, share: float) -> float:
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
