"""The path hour by hour from past hours alike: the same hour of the day, of a working or a free day, or of the week."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from lepton_iac.forecast import windows
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hourly, Hours

LEVELS = (0.1, 0.5, 0.9, 0.95, 0.99)
ORIGINS = 3
FIRST_FREE = 5
"""Saturday, when Monday is 0: 1970-01-01 was a Thursday, day 3."""

CLEARLY = 0.98
"""A pattern takes the place of the plain hour of the day when its loss is at least two percent less."""


@dataclass(frozen=True, slots=True, eq=False)
class Analogs:
    """For every coming hour the past hours that are like it.

    Attributes:
        start: epoch hour of the first coming hour.
        values: levels of the past hours alike, NaN for missing: shape (hours, k).
        ages: hours between each past hour and the coming one: shape (hours, k).
    """

    start: int
    values: Floats
    ages: Floats
    pattern: str
    why: str

    def path(self, level: float, slope: float = 0.0) -> Floats:
        """A quantile for every coming hour, raised by ``slope`` for each hour since: shape (hours,), NaN if unknown."""
        found: Floats = windows.quantiles(self.values + slope * self.ages, (level,))[:, 0]
        return found

    def window(self, levels: tuple[float, ...]) -> Floats:
        """Quantiles of all coming hours together, each with the same weight: shape (len(levels),)."""
        found: Floats = windows.quantiles(self.values.reshape(1, -1), levels)[0]
        return found


Pattern = Callable[[Hours, int, Collection[int]], Hours]
"""From coming epoch hours, the end of the history and free epoch days to past epoch hours: (hours, k)."""


def by_day(ahead: Hours, end: int, free: Collection[int]) -> Hours:  # noqa: ARG001 - every pattern takes the calendar
    """The same hour of the last 14 days."""
    latest = ahead - HOURS_PER_DAY * -((end - 1 - ahead) // HOURS_PER_DAY)
    return latest[:, None] - HOURS_PER_DAY * np.arange(14)[None, :]


def by_week(ahead: Hours, end: int, free: Collection[int]) -> Hours:  # noqa: ARG001 - every pattern takes the calendar
    """The same hour of the week, and the hours beside it, of the last five weeks."""
    latest = ahead - HOURS_PER_WEEK * -((end - 2 - ahead) // HOURS_PER_WEEK)
    weeks = latest[:, None] - HOURS_PER_WEEK * np.arange(5)[None, :]
    return np.hstack([weeks - 1, weeks, weeks + 1])


def by_day_type(ahead: Hours, end: int, free: Collection[int]) -> Hours:
    """The same hour of the last ten working days, or of the last ten free days; -1 pads."""
    today = (end - 1) // HOURS_PER_DAY
    days = np.arange(today, today - 70, -1)
    of_free = _free(days, free)
    by_kind = [days[~of_free][:11], days[of_free][:11]]
    coming = ahead // HOURS_PER_DAY
    rows = np.full((len(ahead), 11), -1, dtype=np.int64)
    for kind, found in enumerate(by_kind):
        chosen = _free(coming, free) == bool(kind)
        rows[chosen, : len(found)] = found[None, :] * HOURS_PER_DAY + (ahead[chosen] % HOURS_PER_DAY)[:, None]
    return np.where(rows < end, rows, -1)


def by_all(ahead: Hours, end: int, free: Collection[int]) -> Hours:  # noqa: ARG001 - every pattern takes the calendar
    """Every hour of the last week alike, for series without a daily course."""
    return np.tile(end - 1 - np.arange(HOURS_PER_WEEK), (len(ahead), 1))


PATTERNS: Mapping[str, Pattern] = MappingProxyType(
    {"hour-of-day": by_day, "day-type": by_day_type, "hour-of-week": by_week, "flat-7d": by_all}
)


def analogs(history: Hourly, hours: int, *, free_days: Collection[int] = (), pattern: str = "") -> Analogs:
    """Past hours like each of the coming ones, by the pattern that foretold the last weeks of this series best.

    Args:
        hours: how many hours ahead.
        free_days: epoch days (days since 1970-01-01) that are no working days, besides weekends.
        pattern: a name in ``PATTERNS``; empty lets the series' own past choose.
    """
    name, why = (pattern, "asked for") if pattern else chosen(history, free_days)
    return _with(history, name, hours, free_days, why)


def chosen(history: Hourly, free_days: Collection[int] = ()) -> tuple[str, str]:
    """The pattern that foretold the last three weeks with the least quantile loss, each from what came before; why."""
    ends = [history.end - HOURS_PER_WEEK * back for back in range(1, ORIGINS + 1)]
    ends = [end for end in ends if end - history.start >= HOURS_PER_WEEK]
    if not ends:
        return "hour-of-day", "too short a history to compare patterns"
    losses = {name: sum(_loss(history, end, name, free_days) for end in ends) for name in PATTERNS}
    best = min(losses, key=lambda name: losses[name])
    name = best if losses[best] < CLEARLY * losses["hour-of-day"] else "hour-of-day"
    base = max(losses["hour-of-day"], 1e-12)
    table = ", ".join(f"{other} {loss / base:.2f}" for other, loss in losses.items())
    return name, f"quantile loss over the last {len(ends)} weeks, hour-of-day = 1: {table}"


def _loss(history: Hourly, end: int, name: str, free_days: Collection[int]) -> float:
    known = Hourly(history.start, history.values[: end - history.start])
    actual = history.values[end - history.start : end - history.start + HOURS_PER_WEEK]
    made = _with(known, name, len(actual), free_days, "")
    found = windows.quantiles(made.values, LEVELS)
    found = np.where(np.isfinite(found), found, made.window(LEVELS)[None, :])
    short = actual[:, None] - found
    levels = np.asarray(LEVELS)
    return float(np.nansum(np.maximum(levels * short, (levels - 1) * short)))


def _with(history: Hourly, name: str, hours: int, free_days: Collection[int], why: str) -> Analogs:
    ahead = history.end + np.arange(hours)
    places = PATTERNS[name](ahead, history.end, free_days) - history.start
    known = (places >= 0) & (places < len(history.values))
    values = np.where(known, history.values[np.where(known, places, 0)], np.nan)
    return Analogs(history.end, values, (ahead[:, None] - history.start - places).astype(np.float64), name, why)


def _free(days: Hours, free: Collection[int]) -> np.typing.NDArray[np.bool_]:
    weekend = (days + 3) % 7 >= FIRST_FREE
    return weekend | np.isin(days, np.fromiter(free, dtype=np.int64)) if free else weekend
