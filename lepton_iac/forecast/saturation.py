"""Saturation: where a metric touches its ceiling it tells the machine's limit, not the demand."""

import numpy as np

from lepton_iac.forecast.series import Floats

AT_CEILING = 0.995
"""From 99.5 % of the ceiling on, the demand above cannot be seen."""

SHARE = 0.01
"""With more than this share of the hours at the ceiling the upper quantiles are censored."""

CREDITS = 1.0
"""A burst balance below one credit (or one percent) is an empty one: the machine was throttled."""


def saturated(values: Floats, ceiling: float | None) -> str:
    """Why the series is censored, or an empty text.

    Args:
        values: hourly maxima, NaN for missing.
        ceiling: the level of full use in the same unit; ``None`` where the metric has none.
    """
    known = values[np.isfinite(values)]
    if ceiling is None or not known.size:
        return ""
    share = float((known >= AT_CEILING * ceiling).mean())
    if share <= SHARE:
        return ""
    return f"saturated: {share:.1%} of the hours touch the limit, so the demand above it was never measured"


def exhausted(credits_left: Floats) -> str:
    """Why a burst credit balance (hourly minima or maxima) means throttling, or an empty text."""
    known = credits_left[np.isfinite(credits_left)]
    if not known.size:
        return ""
    share = float((known <= CREDITS).mean())
    if share <= SHARE:
        return ""
    return f"throttled: the burst credit balance was empty in {share:.1%} of the hours"
