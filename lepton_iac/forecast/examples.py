"""Past windows of a fleet, each with what was known before it and what then happened."""

from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.features import HISTORY, features
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.rules import CONTENDERS, named
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hours
from lepton_iac.forecast.windows import quantiles

MOST_ORIGINS, LEAST_ORIGINS, MOST_ROWS = 60, 10, 24_000
"""Origins are thinned out for large fleets: with 400 series every day counts, with 1,500 about every fifth."""

MEMORY = FAMILIES.index("memory")
LOWEST, HIGHEST = -4.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Past windows: what was known, what followed, and what each rule would have said.

    Attributes:
        table: features (n, f); ``scale``: (n,); ``actual``: the hours that followed (n, horizon).
        rules: capacities of ``CONTENDERS``, uncalibrated: (n, rules); ``top``: the series' maximum (n,).
        series, families: row in the panel and family code of each (n,); ``origins``: the panel's hour it starts (n,).
    """

    table: Floats
    scale: Floats
    actual: Floats
    rules: Floats
    top: Floats
    series: Hours
    families: Hours
    origins: Hours
    horizon: int

    def __len__(self) -> int:
        return len(self.table)

    def part(self, rows: Hours) -> "Examples":
        """Some of the windows."""
        floats = (self.table, self.scale, self.actual, self.rules, self.top)
        table, scale, actual, rules, top = (column[rows] for column in floats)
        series, families, origins = (column[rows] for column in (self.series, self.families, self.origins))
        return Examples(table, scale, actual, rules, top, series, families, origins, self.horizon)

    def target(self, level: float) -> Floats:
        """The log of a level of each window over its scale, within sane bounds."""
        found = quantiles(self.actual, (level,))[:, 0]
        return np.clip(np.log(np.maximum(found / self.scale, np.exp(LOWEST))), LOWEST, HIGHEST)


def examples_of(panel: Panel, horizon: int) -> Examples:
    """Daily rolling windows of every series whose past and future were both measured at least half."""
    first = 2 * HOURS_PER_WEEK if panel.hours >= 5 * HOURS_PER_WEEK else HOURS_PER_WEEK
    origins = list(range(panel.hours - horizon, first - 1, -HOURS_PER_DAY))
    most = min(MOST_ORIGINS, max(LEAST_ORIGINS, MOST_ROWS // max(1, len(panel))))
    origins = origins[:: max(1, -(-len(origins) // most))]
    pieces = [_at(panel, origin, horizon) for origin in origins]
    table, scale, actual, rules, series = (np.concatenate(column) for column in zip(*pieces, strict=True))
    top = np.maximum(quantiles(panel.values, (1.0,))[:, 0], panel.floors)[series]
    starts = np.repeat(np.array(origins, dtype=np.int64), [len(piece[0]) for piece in pieces])
    return Examples(table, scale, actual, rules, top, series, panel.families[series], starts, horizon)


def _at(panel: Panel, origin: int, horizon: int) -> tuple[Floats, Floats, Floats, Floats, Hours]:
    histories = panel.histories(origin, HISTORY)
    table, scale = features(histories, panel.families, panel.floors)
    actual = panel.values[:, origin : origin + horizon].astype(np.float32)
    enough = np.isfinite(histories[:, -4 * HOURS_PER_WEEK :]).sum(axis=1) >= HOURS_PER_WEEK // 2
    keep = enough & (np.isfinite(actual).sum(axis=1) >= horizon // 2) & np.isfinite(scale)
    rules = np.column_stack([by_rule(name, histories, panel.families) for name in CONTENDERS])
    rules = np.maximum(rules, panel.floors[:, None])
    return table[keep], scale[keep], actual[keep], rules[keep], np.flatnonzero(keep).astype(np.int64)


def by_rule(name: str, histories: Floats, families: Hours) -> Floats:
    """A rule's capacities for histories of several families: (n, hours) to (n,)."""
    rule = named(name)
    return np.where(families == MEMORY, rule.apply(histories, "memory"), rule.apply(histories, "other"))


def window_of(panel: Panel, horizon: int) -> int:
    """The asked horizon where the history holds enough such windows, else a week."""
    return horizon if horizon <= HOURS_PER_WEEK or panel.hours >= 3 * horizon else HOURS_PER_WEEK
