"""Forecasts per resource gain the horizons people plan by, and the past and path that pictures show."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lepton_iac.forecast.canonical import Metrics
from lepton_iac.forecast.inputs import Line, by_address, lines
from lepton_iac.forecast.outlook import Path, outlooks, path_of
from lepton_iac.forecast.series import Floats, Hourly
from lepton_iac.model import Demand, Track

SHOWN_HOURS = 28 * 24
"""How much of the past a picture shows: four weeks hold the weekly rhythm, and a day is still told apart."""

Demands = Mapping[str, tuple[Demand, ...]]


def with_outlooks(
    demands: Demands, combined: Metrics, as_of: datetime | None, free_days: Collection[int] = ()
) -> Demands:
    """The demands with their outlooks and tracks.

    Args:
        combined: the metrics per address that the demands were made of.
        as_of: nothing later is looked at.
        free_days: epoch days that are holidays.

    Raises:
        LeptonError: a horizon is out of bounds.
    """
    matches = {address: address for address in combined.info}
    found = by_address(lines(combined, as_of), combined, matches)
    ahead = outlooks(found, free_days=free_days)
    tracks = {(line.group, line.metric): _track(line, path_of(line, free_days=free_days)) for line in found}
    return {
        address: tuple(
            replace(
                each, outlooks=ahead.get((address, each.dimension), ()), track=tracks.get((address, each.dimension))
            )
            for each in entries
        )
        for address, entries in demands.items()
    }


def _track(line: Line, path: Path) -> Track:
    history: Hourly = line.history.since(line.history.end - SHOWN_HOURS)
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=history.start)
    return Track(start, _plain(history.values), _plain(path.p10), _plain(path.p50), _plain(path.p90))


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(map(float, values))
