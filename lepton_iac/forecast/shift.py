"""Level shifts: whether the last weeks run at another level than the weeks before, and since when."""

from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.series import HOURS_PER_DAY, Floats
from lepton_iac.forecast.windows import quantiles

FACTOR = 1.6
"""A lasting change of the daily level by this factor is a shift; in the comparison traces weekly means doubled or
halved in 6 to 24 % of week pairs, and 5 % of the series made 54 % of all violations that way."""

SIDE_DAYS = 5
"""Days that must agree on each side of a shift: one odd weekend is none."""

REACH = 28
"""Days looked at on each side."""

AGREEMENT = 0.85
"""Share of the days that must lie on their own side of the middle."""

FRESH_DAYS = 14
"""A shift younger than this leaves too little evidence to lower a capacity."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A lasting change of level.

    Attributes:
        index: the hour, counted from the start of the history, where the new level starts.
        before, after: typical daily high levels on both sides.
        days_ago: how long the new level has lasted at the end of the history.
    """

    index: int
    before: float
    after: float
    days_ago: float

    @property
    def fresh(self) -> bool:
        return self.days_ago < FRESH_DAYS

    @property
    def words(self) -> str:
        return f"the level moved from {self.before:.4g} to {self.after:.4g} {self.days_ago:.0f} days before the end"


def last_shift(values: Floats, floor: float = 0.0) -> Shift | None:
    """The newest level shift of an hourly history, or ``None``.

    A day's level is its 90th percentile. A day starts a shift when the medians of the days since then and of the
    (at most 28) days before differ by ``FACTOR``, and nearly all days lie on their own side of the middle.

    Args:
        values: shape (hours,), newest last, NaN for missing.
        floor: differences below it do not matter, in the unit of the values.
    """
    daily = _daily(values)
    days = [day for day in range(SIDE_DAYS, len(daily) - SIDE_DAYS + 1) if _differs(daily, day, floor)]
    if not days:
        return None
    run = [day for place, day in enumerate(days) if days[-1] - day == len(days) - 1 - place]
    day = min(run, key=lambda candidate: _cost(daily[max(0, run[0] - REACH) : run[-1] + REACH], candidate, run[0]))
    offset = len(values) - len(daily) * HOURS_PER_DAY
    old, new = np.nanmedian(daily[max(0, day - REACH) : day]), np.nanmedian(daily[day:])
    return Shift(offset + day * HOURS_PER_DAY, float(old), float(new), float(len(daily) - day))


def _cost(stretch: Floats, day: int, first: int) -> float:
    """Absolute deviation from a level before and a level after ``day``: least where the change is."""
    split = day - max(0, first - REACH)
    return float(sum(np.nansum(np.abs(part - np.nanmedian(part))) for part in (stretch[:split], stretch[split:])))


def _differs(daily: Floats, day: int, floor: float) -> bool:
    """Whether the runs of days on both sides of ``day`` differ lastingly."""
    old, new = daily[max(0, day - REACH) : day], daily[day : day + REACH]
    old, new = old[np.isfinite(old)], new[np.isfinite(new)]
    if len(old) < SIDE_DAYS or len(new) < SIDE_DAYS:
        return False
    before, after = _median(old), _median(new)
    low, high = min(before, after), max(before, after)
    if high - low <= floor or high < FACTOR * low:
        return False
    middle = np.sqrt(max(low, floor, high * 1e-3) * high)
    upward = after > before
    apart = np.concatenate([(old < middle) == upward, (new > middle) == upward])
    return bool(apart.mean() >= AGREEMENT)


def _median(values: Floats) -> float:
    """The same as numpy's, a tenth of the time for a month of days."""
    ordered, middle = np.sort(values), len(values) // 2
    return float(ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2)


def _daily(values: Floats) -> Floats:
    days = len(values) // HOURS_PER_DAY
    rows = values[len(values) - days * HOURS_PER_DAY :].reshape(days, HOURS_PER_DAY)
    return quantiles(rows, (0.9,))[:, 0]
