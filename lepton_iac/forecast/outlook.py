"""What a resource will need in the next day, week, month and year, and its path hour by hour."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.analogs import Analogs, analogs
from lepton_iac.forecast.dimension import grows
from lepton_iac.forecast.growth import REACH, Growth, growth
from lepton_iac.forecast.guard import guard
from lepton_iac.forecast.inputs import Line
from lepton_iac.forecast.level import QUANTILES, Question
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hourly
from lepton_iac.forecast.windows import quantiles
from lepton_iac.model import Outlook

HORIZONS: Mapping[str, int] = MappingProxyType({"day": 24, "week": 168, "month": 730, "12 months": 8760})
"""Hours of each horizon; a month is the billing month of 730 hours."""

UNFIT = ("too short", "no history", "too many gaps", "stale")
"""Refusals under which not even a quantile is shown; the others (a fresh shift, saturation) are warnings here."""

Key = tuple[str, str]
"""Terraform address (or series id) and dimension."""


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The coming hours of one series.

    Attributes:
        start: epoch hour (hours since 1970-01-01T00:00Z) of the first one.
        p10, p50, p90: per hour, shape (hours,), in ``unit``; empty when refused.
        pattern: which past hours count as alike, ``hour-of-day``, ``day-type``, ``hour-of-week`` or ``flat-7d``.
        why: how the pattern was chosen; ``refused``: why there is no path.
    """

    start: int
    unit: str
    p10: Floats
    p50: Floats
    p90: Floats
    pattern: str = ""
    why: str = ""
    refused: str = ""


def outlooks(
    found: Sequence[Line], *, horizons: Mapping[str, int] = HORIZONS, free_days: Collection[int] = ()
) -> Mapping[Key, tuple[Outlook, ...]]:
    """Quantiles of each line's demand over each horizon, or the reason why its history does not reach that far.

    Args:
        found: lines per series (``inputs.lines``) or per address (``inputs.by_address``).
        horizons: name to hours.
        free_days: epoch days that are holidays.

    Raises:
        LeptonError: a horizon is out of bounds.
    """
    return {(line.group, line.metric): _outlooks(line, horizons, free_days) for line in found}


def paths(found: Sequence[Line], hours: int = HOURS_PER_WEEK, *, free_days: Collection[int] = ()) -> Mapping[Key, Path]:
    """The p10, p50 and p90 of each coming hour for every line.

    Args:
        hours: how many hours ahead, up to a month.
        free_days: epoch days that are holidays.

    Raises:
        LeptonError: the horizon is out of bounds.
    """
    return {(line.group, line.metric): path_of(line, hours, free_days=free_days) for line in found}


def path_of(line: Line, hours: int = HOURS_PER_WEEK, *, free_days: Collection[int] = ()) -> Path:
    """The p10, p50 and p90 of each coming hour; what grows is drawn on along its trend.

    Raises:
        LeptonError: the horizon is out of bounds.
    """
    guarded = guard(line.history, Question(line.metric, line.unit, hours))
    none = np.empty(0)
    if guarded.refused.startswith(UNFIT):
        return Path(line.history.end, line.unit, none, none, none, refused=guarded.refused)
    made = analogs(guarded.history, hours, free_days=free_days)
    trend = _trend(line, hours) if grows(line.metric) else None
    slopes = (trend.per_day_low, trend.per_day, trend.per_day_high) if isinstance(trend, Growth) else (0.0,) * 3
    rows = [_filled(made, level, slope) for level, slope in zip((0.1, 0.5, 0.9), slopes, strict=True)]
    low, middle, high = np.maximum.accumulate(np.maximum(rows, 0.0), axis=0)
    return Path(made.start, line.unit, low, middle, high, made.pattern, made.why)


def _filled(made: Analogs, level: float, per_day: float) -> Floats:
    """A path without gaps: an hour with no past hour alike gets the level of all of them."""
    found = made.path(level, per_day / HOURS_PER_DAY)
    return np.where(np.isfinite(found), found, made.window((level,))[0])


def _outlooks(line: Line, horizons: Mapping[str, int], free_days: Collection[int]) -> tuple[Outlook, ...]:
    week = Question(line.metric, line.unit)
    guarded = guard(line.history, week)
    longest = max(horizons.values(), default=1)
    if guarded.refused.startswith(UNFIT):
        return tuple(Outlook(name, hours, line.unit, {}, "", guarded.refused) for name, hours in horizons.items())
    made = analogs(guarded.history, min(longest, HOURS_PER_WEEK), free_days=free_days)
    doubts = (*guarded.warnings, *((guarded.refused,) if guarded.refused not in {"", *guarded.warnings} else ()))
    return tuple(_outlook(line, guarded.history, made, each, free_days, doubts) for each in horizons.items())


def _outlook(
    line: Line,
    history: Hourly,
    made: Analogs,
    horizon: tuple[str, int],
    free_days: Collection[int],
    doubts: tuple[str, ...],
) -> Outlook:
    name, hours = horizon
    asked = Question(line.metric, line.unit, hours)
    trend = _trend(line, hours)
    if isinstance(trend, str) and (grows(line.metric) or hours > REACH * line.history.span_days * HOURS_PER_DAY):
        return Outlook(name, hours, asked.unit, {}, "", trend)
    if isinstance(trend, Growth) and grows(line.metric):
        return Outlook(name, hours, asked.unit, _rising(trend.quantiles), f"growth: {trend.words}", "", doubts)
    if hours > HOURS_PER_WEEK:
        spread, why = _far(history, hours, trend)
        return Outlook(name, hours, asked.unit, _rising(spread), why, "", doubts)
    coming = made if hours == len(made.values) else analogs(history, hours, free_days=free_days, pattern=made.pattern)
    spread = dict(zip(QUANTILES, map(float, coming.window(QUANTILES)), strict=True))
    return Outlook(name, hours, asked.unit, _rising(spread), f"{made.pattern}: {made.why}", "", doubts)


def _far(history: Hourly, hours: int, trend: Growth | str) -> tuple[Mapping[float, float], str]:
    """Quantiles of as many past hours as lie ahead (at least 28 days), raised where the daily peaks surely rise."""
    reach = max(hours, 28 * HOURS_PER_DAY)
    past = quantiles(history.values[None, -reach:], QUANTILES)[0]
    days = min(reach, len(history.values)) / HOURS_PER_DAY
    why = f"quantiles of the last {days:.0f} days"
    if isinstance(trend, Growth) and trend.per_day_low > 0:
        past = past + trend.per_day * (days / 2 + trend.horizon_days / 2)
        why = f"{why}, raised: {trend.words}"
    return dict(zip(QUANTILES, map(float, past), strict=True)), why


def _trend(line: Line, hours: int) -> Growth | str:
    """The trend out to the horizon, or why there is none."""
    try:
        return growth(line.history, hours / HOURS_PER_DAY)
    except LeptonError as error:
        return f"{error.what}; {error.mend}"


def _rising(quantiles: Mapping[float, float]) -> Mapping[float, float]:
    levels = sorted(quantiles)
    rising = np.maximum.accumulate([max(quantiles[level], 0.0) for level in levels])
    return {level: float(value) for level, value in zip(levels, rising, strict=True)}
