"""Many series on one clock: the fleet a global model learns from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.dimension import FAMILIES, family, floor
from lepton_iac.forecast.series import Floats, Hourly, Hours

LEAST_SCALE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Hourly maxima of many series with one common end.

    Attributes:
        values: shape (series, hours), newest last, NaN for missing and for before a series began.
        families: codes into ``FAMILIES``, shape (series,).
        floors: level below which nothing matters, in each series' unit, shape (series,).
        end: epoch hour after the last column.
    """

    values: Floats
    families: Hours
    floors: Floats
    end: int

    def __len__(self) -> int:
        return len(self.values)

    @property
    def hours(self) -> int:
        return int(self.values.shape[1])

    def part(self, rows: Hours) -> "Panel":
        """Some of the series."""
        return Panel(self.values[rows], self.families[rows], self.floors[rows], self.end)

    def before(self, hour: int) -> "Panel":
        """What was known at column ``hour``."""
        return Panel(self.values[:, :hour], self.families, self.floors, self.end - self.hours + hour)

    def histories(self, origin: int, hours: int) -> Floats:
        """The ``hours`` columns before column ``origin``, NaN-padded on the left: shape (series, hours)."""
        known = self.values[:, max(0, origin - hours) : origin]
        missing = hours - known.shape[1]
        return np.pad(known, ((0, 0), (missing, 0)), constant_values=np.nan) if missing else known


def panel(histories: Sequence[Hourly], dimensions: Sequence[str], units: Sequence[str]) -> Panel:
    """Put histories side by side, aligned at the newest end; older starts are padded with NaN."""
    end = max((history.end for history in histories), default=0)
    start = min((history.start for history in histories if history.observed), default=end)
    values = np.full((len(histories), end - start), np.nan)
    for row, history in zip(values, histories, strict=True):
        row[history.start - start : history.end - start] = history.values
    codes = np.array([FAMILIES.index(family(name)) for name in dimensions], dtype=np.int64)
    floors = np.array([max(floor(unit), LEAST_SCALE) for unit in units])
    return Panel(values, codes, floors, end)


def thinned(rows: Hours, most: int) -> Hours:
    """At most ``most`` of the rows, drawn with a fixed seed, in order."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, most, replace=False)).astype(np.int64)
