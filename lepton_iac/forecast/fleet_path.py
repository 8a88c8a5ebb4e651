"""The path of every series of a fleet, learned from all of them together where they are many enough."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from lepton_iac.forecast.capacity import machines
from lepton_iac.forecast.dimension import grows
from lepton_iac.forecast.fleet import MOST_SERIES, suits
from lepton_iac.forecast.inputs import Line
from lepton_iac.forecast.outlook import Key, Path, path_of
from lepton_iac.forecast.panel import panel, thinned
from lepton_iac.forecast.path import blended, train_path
from lepton_iac.forecast.series import HOURS_PER_WEEK, Floats

LEVELS = (0.1, 0.5, 0.9)


def fleet_paths(
    found: Sequence[Line], hours: int = HOURS_PER_WEEK, *, free_days: Collection[int] = ()
) -> Mapping[Key, Path]:
    """The p10, p50 and p90 of each coming hour for every line, learned from the fleet where it carries a model.

    The mean of a global model of each coming hour and of each series' own past hours alike. Series that grow, that end
    before the others, or whose history allows no path, and fleets too small for a model, get what ``outlook.path_of``
    gives. Training takes about a quarter of a minute, whatever the number of series.

    Args:
        hours: how many hours ahead.
        free_days: epoch days that are holidays.

    Raises:
        LeptonError: the horizon is out of bounds.
    """
    alone = {(line.group, line.metric): path_of(line, hours, free_days=free_days) for line in found}
    fit = [line for line in found if not alone[line.group, line.metric].refused and not grows(line.metric)]
    fleet = panel([line.history for line in fit], [line.metric for line in fit], [line.unit for line in fit])
    if suits(fleet) or fleet.hours < hours + 2 * HOURS_PER_WEEK:
        return alone
    model = train_path(fleet.part(thinned(np.arange(len(fleet)), MOST_SERIES)), hours, LEVELS)
    count = len(np.unique(machines(fit)))
    for line, path in zip(fit, model.predict(fleet, hours), strict=True):
        if line.history.end == fleet.end and np.isfinite(path).all():
            key = (line.group, line.metric)
            alone[key] = _path(alone[key], blended(path, line.history, LEVELS, free_days), count)
    return alone


def _path(alone: Path, rows: Floats, count: int) -> Path:
    low, middle, high = np.maximum.accumulate(np.maximum(rows, 0.0), axis=1).T
    why = f"the mean of a model learned on {count} machines and of {alone.pattern}; {alone.why}"
    return Path(alone.start, alone.unit, low, middle, high, alone.pattern, why)
