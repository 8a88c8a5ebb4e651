"""Quantiles of a sum of costs, from the quantiles of its summands; no chance is involved.

Each summand is taken as half a normal distribution on either side of its median, fitted to its own p10 and p90: a
symmetric one is normal, a skewed one stays skewed. Where all move together, quantiles add up exactly (comonotonic
sums, Dhaene et al. 2002, https://doi.org/10.1016/S0167-6687(02)00134-8). Where each moves for itself, mean, variance
and third central moment add up exactly, and the quantile follows from them by the first term of Cornish and Fisher's
expansion (1938, https://doi.org/10.2307/1400905).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from lepton_iac.model import Correlation, CostQuantiles
from lepton_iac.units import cents

_NORMAL = NormalDist()
_Z90 = _NORMAL.inv_cdf(0.9)
_HALF = math.sqrt(2 / math.pi)
"""The mean of the absolute value of a standard normal variable."""


@dataclass(frozen=True, slots=True)
class _Moments:
    mean: float
    deviation: float
    skewness: float


def together(parts: Sequence[CostQuantiles]) -> CostQuantiles:
    """The quantiles of the sum when all parts are high at once and low at once: the widest ends."""
    zero = Decimal(0)
    return CostQuantiles(
        sum((part.p10 for part in parts), zero),
        sum((part.p50 for part in parts), zero),
        sum((part.p90 for part in parts), zero),
    )


def apart(parts: Sequence[CostQuantiles]) -> CostQuantiles:
    """The quantiles of the sum when every part moves for itself, to the cent; never outside those of ``together``."""
    widest = together(parts)
    if len([part for part in parts if part.p10 != part.p90]) < 2:
        return widest
    moments = _moments(parts)
    found = [_clamped(_quantile(moments, z), widest) for z in (-_Z90, 0.0, _Z90)]
    return CostQuantiles(*found)


def chance_above(limit: Decimal, fixed: Decimal, parts: Sequence[CostQuantiles], correlation: Correlation) -> float:
    """The probability that the fixed cost and the parts together pass a limit, to four places.

    Costs are never negative, so a limit below what is fixed is passed for certain.
    """
    if limit < fixed:
        return 1.0
    widest = together(parts)
    room = limit - fixed
    moving = [part for part in parts if part.p10 != part.p90]
    if correlation is Correlation.FULL or len(moving) < 2:
        below, above = widest.p50 - widest.p10, widest.p90 - widest.p50
        side = above if room >= widest.p50 else below
        if not side:
            return float(widest.p50 > room)
        score = float((room - widest.p50) / side) * _Z90
    else:
        score = _score(_moments(parts), float(room))
    return round(1 - _NORMAL.cdf(score), 4)


def _moments(parts: Sequence[CostQuantiles]) -> _Moments:
    mean, variance, third = 0.0, 0.0, 0.0
    for part in parts:
        low, high = float(part.p50 - part.p10) / _Z90, float(part.p90 - part.p50) / _Z90
        shift = (high - low) * _HALF / 2
        second, cube = (low**2 + high**2) / 2, (high**3 - low**3) * _HALF
        mean += float(part.p50) + shift
        variance += second - shift**2
        third += cube - 3 * shift * second + 2 * shift**3
    deviation = math.sqrt(variance)
    return _Moments(mean, deviation, third / deviation**3 if deviation else 0.0)


def _quantile(moments: _Moments, score: float) -> Decimal:
    bent = score + (score**2 - 1) * moments.skewness / 6
    return cents(Decimal(repr(moments.mean + moments.deviation * bent)))


def _clamped(amount: Decimal, widest: CostQuantiles) -> Decimal:
    return min(max(amount, widest.p10), widest.p90)


def _score(moments: _Moments, amount: float) -> float:
    """The standard normal score of an amount: the inverse of ``_quantile``."""
    plain = (amount - moments.mean) / moments.deviation
    bend = moments.skewness / 6
    if abs(bend) < 1e-9:
        return plain
    inside = 1 + 4 * bend * (bend + plain)
    if inside <= 0:
        return -math.inf if bend > 0 else math.inf
    return (math.sqrt(inside) - 1) / (2 * bend)
