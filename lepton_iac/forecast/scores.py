"""Scores of capacities against what happened: risk taken, capacity held, and capacity at equal risk."""

from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.calibrate import violation
from lepton_iac.forecast.series import Floats
from lepton_iac.forecast.windows import quantiles


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did over all origins and series.

    Attributes:
        violation: share of hours above capacity; ``bad_windows``: share of windows with more such hours than asked.
        over_provision: sum of capacities over sum of the windows' peaks, each divided by its series' maximum.
        equal_risk: the same after one common factor makes the violation exactly the asked share: compares methods,
            cannot be had in advance.
        windows: windows scored.
    """

    method: str
    asked: float
    violation: float
    bad_windows: float
    over_provision: float
    equal_risk: float
    windows: int


def score(method: str, capacities: Floats, actual: Floats, top: Floats, max_breach: float) -> Score:
    """Score capacities (n,) against the hours that followed (n, horizon); ``top`` (n,) is each series' maximum.

    Windows measured less than half, or without a capacity, are left out.
    """
    keep = np.isfinite(capacities) & (np.isfinite(actual).sum(axis=1) >= actual.shape[1] // 2)
    if not keep.any():
        return Score(method, max_breach, *(float("nan"),) * 4, 0)
    capacities, actual, top = capacities[keep], actual[keep], top[keep]
    peaks = quantiles(actual, (1.0,))[:, 0]
    above = (actual > capacities[:, None]).sum(axis=1) / np.isfinite(actual).sum(axis=1)
    over = float((capacities / top).sum() / max((peaks / top).sum(), 1e-12))
    return Score(
        method,
        max_breach,
        violation(capacities, actual),
        float((above > max_breach).mean()),
        over,
        over * equal_risk_factor(capacities, actual, max_breach),
        int(keep.sum()),
    )


def equal_risk_factor(capacities: Floats, actual: Floats, share: float) -> float:
    """The one factor on all capacities with which at most ``share`` of the hours pass them."""
    ratios = (actual / np.maximum(capacities, 1e-12)[:, None]).ravel()
    ratios = np.sort(ratios[np.isfinite(ratios)])
    return float(ratios[max(0, int(np.ceil(len(ratios) * (1 - share))) - 1)])
