"""One metric of one resource as an even hourly line, and the care raw points need before anything is learned."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_iac.errors import ReadError

Floats = npt.NDArray[np.float64]
Hours = npt.NDArray[np.int64]

HOURS_PER_DAY = 24
HOURS_PER_WEEK = 168
LARGEST = 1e30
"""No measurement is larger; it keeps arithmetic on hostile numbers finite."""

MAX_HOURS = 5 * 8760
"""History beyond five years is cut: it bounds the memory one hostile timestamp can ask for."""


@dataclass(frozen=True, slots=True, eq=False)
class Hourly:
    """Hourly maxima without gaps in the index: hour ``start + i`` holds ``values[i]``, NaN where nothing was measured.

    Attributes:
        start: hours since 1970-01-01T00:00Z.
        negatives: how many values were below zero and therefore taken as missing.
    """

    start: int
    values: Floats
    negatives: int = 0

    @property
    def end(self) -> int:
        """The first hour after the last one: where a forecast starts."""
        return self.start + len(self.values)

    @property
    def observed(self) -> int:
        """How many hours hold a value."""
        return int(np.isfinite(self.values).sum())

    @property
    def span_days(self) -> float:
        """Days from the first measured hour to the end."""
        return len(self.values) / HOURS_PER_DAY

    def since(self, hour: int) -> "Hourly":
        """The part from ``hour`` on."""
        skip = max(0, hour - self.start)
        return Hourly(self.start + skip, self.values[skip:])


def regular(hours: Any, values: Any, *, as_of: datetime | int | None = None) -> Hourly:
    """Put points on an even hourly grid; of several in one hour the largest counts; the future is cut off.

    Args:
        hours: epoch hours, shape (n,); any order, duplicates allowed.
        values: shape (n,); NaN, negative and absurd (infinite, over 1e30) values are missing, zero is a value.
        as_of: aware time or epoch hour; an hour that had not ended by then is not looked at; ``None`` keeps all.

    Raises:
        ReadError: the two do not fit together, or are not numbers.
    """
    stamps, levels = _checked(hours, values)
    limit = epoch_hour(as_of) if as_of is not None else (int(stamps.max()) + 1 if stamps.size else 0)
    seen = (stamps < limit) & (stamps >= limit - MAX_HOURS)
    stamps, levels = stamps[seen], levels[seen]
    negatives = int((levels < 0).sum())
    known = (levels >= 0) & (levels <= LARGEST)
    stamps, levels = stamps[known], levels[known]
    if not stamps.size:
        return Hourly(limit, np.empty(0), negatives)
    start = int(stamps.min())
    grid = np.full(limit - start, -np.inf)
    np.maximum.at(grid, stamps - start, levels)
    grid[np.isneginf(grid)] = np.nan
    return Hourly(start, grid, negatives)


def epoch_hour(moment: datetime | int) -> int:
    """Whole hours since 1970-01-01T00:00Z that had ended at ``moment``.

    Raises:
        ReadError: the time has no zone.
    """
    if isinstance(moment, int):
        return moment
    if moment.tzinfo is None:
        raise ReadError(f"the time {moment.isoformat()} has no zone", mend="add Z or an offset such as +02:00")
    return int(moment.astimezone(UTC).timestamp() // 3600)


def _checked(hours: Any, values: Any) -> tuple[Hours, Floats]:
    try:
        stamps = np.asarray(hours, dtype=np.int64)
        levels = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ReadError(
            f"the series holds something that is not a number: {error}", mend="give numbers only"
        ) from error
    if stamps.ndim != 1 or stamps.shape != levels.shape:
        raise ReadError(
            f"{stamps.shape} hours do not fit {levels.shape} values",
            mend="give one value for each hour, in flat arrays",
        )
    if stamps.size and (stamps.min() < 0 or stamps.max() > 10**7):
        raise ReadError("an hour lies outside the years 1970 to 3110", mend="give whole hours since 1970-01-01T00:00Z")
    return stamps, levels
