"""The canonical metrics frame as plain hourly series, summed or maximised where several make one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from lepton_iac.forecast.canonical import Metrics, preferred
from lepton_iac.forecast.series import Hourly, regular

SUMMED = ("requests", "connections")
"""Dimensions a group serves together; every other one is a level each member must bear alone."""

NOT_DEMAND = ("credit_balance", "memory_total_gib", "memory_free_gib", "storage_free_gib", "duration_ms")
"""Metrics that are no demand: they inform a judgement or are no level to size for."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One hourly series with its name.

    Attributes:
        names: the ids of the measured series behind it.
        group: what it belongs to: the series id, or the Terraform address.
    """

    group: str
    metric: str
    unit: str
    history: Hourly
    names: tuple[str, ...]


def lines(metrics: Metrics, as_of: datetime | int | None = None) -> tuple[Line, ...]:
    """Every series and metric as hourly maxima, in the order of the frame; those without a value are left out."""
    return tuple(line for line in _lines(metrics, as_of) if line.history.observed)


def _lines(metrics: Metrics, as_of: datetime | int | None) -> Iterator[Line]:
    frame, _ = preferred(metrics.frame, "maximum")
    hours = frame["time"].dt.tz_localize(None).to_numpy().astype("datetime64[h]").astype(np.int64)
    values = frame["value"].to_numpy()
    for (series, metric, unit), rows in frame.groupby(["series", "metric", "unit"], observed=True).indices.items():
        history = regular(hours[rows], values[rows], as_of=as_of)
        yield Line(str(series), str(metric), str(unit), history, (str(series),))


def by_address(found: Iterable[Line], metrics: Metrics, matches: Mapping[str, str]) -> tuple[Line, ...]:
    """Lines of one address and metric as one: parts (read and write) are summed, then members are joined.

    Members of a group are summed for ``SUMMED`` dimensions; for all others the largest member of each hour counts,
    because each machine of a group must bear its own load.
    """
    pieces: dict[tuple[str, str, str], dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in found:
        if line.group in matches and line.metric not in NOT_DEMAND:
            key = (matches[line.group], line.metric, line.unit)
            pieces[key][_member(metrics, line.group)].append(line)
    return tuple(
        _joined([_joined(parts, key, True) for parts in members.values()], key, key[1].startswith(SUMMED))
        for key, members in pieces.items()
    )


def credits_of(found: Iterable[Line], matches: Mapping[str, str]) -> dict[str, Hourly]:
    """The burst credit balance of each address that has one."""
    return {
        matches[line.group]: line.history for line in found if line.metric == "credit_balance" and line.group in matches
    }


def _member(metrics: Metrics, series: str) -> str:
    """What a series measures, without the name of its part: two parts of one disk share it."""
    info = metrics.info.get(series)
    if info is None or not info.part:
        return series
    return f"{info.namespace} {sorted(info.dimensions.items())}"


def _joined(parts: list[Line], key: tuple[str, str, str], summed: bool) -> Line:
    names = tuple(name for part in parts for name in part.names)
    if len(parts) == 1:
        return Line(*key, parts[0].history, names)
    start, end = min(part.history.start for part in parts), max(part.history.end for part in parts)
    grid = np.full((len(parts), end - start), np.nan)
    for row, part in zip(grid, parts, strict=True):
        row[part.history.start - start : part.history.end - start] = part.history.values
    known = np.isfinite(grid)
    joined = np.where(known, grid, 0.0).sum(axis=0) if summed else np.where(known, grid, -np.inf).max(axis=0)
    complete = known.all(axis=0) if summed else known.any(axis=0)
    return Line(*key, Hourly(start, np.where(complete, joined, np.nan)), names)
