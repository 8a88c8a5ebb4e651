"""From series to resources: summands added, members of a group brought together, one series per address and metric.

Within one member (one instance, one volume) read and write, or several disks, add up; several processors average.
Across the members of a group, what a machine must carry takes the highest member, and what the group serves adds up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lepton_iac.forecast.assemble import Points, assembled
from lepton_iac.forecast.canonical import Frame, Metrics, SeriesInfo, validated
from lepton_iac.model import Note

PARTIAL = frozenset(
    {"device", "cpu", "interface", "state", "mode", "mountpoint", "fstype", "storagetype", "operation", "container"}
    | {"device_name", "code", "response_code", "response_code_class", "method", "instance_name"}
)
"""Dimensions that tell parts of one member apart, in lower case."""

WITHIN: Mapping[str, str] = {
    "cpu_fraction": "mean",
    **dict.fromkeys(("cpu_cores", "memory_gib", "memory_total_gib", "storage_gib"), "sum"),
    **dict.fromkeys(("disk_iops", "disk_mibps", "network_mbps", "requests", "connections"), "sum"),
    **dict.fromkeys(("memory_free_gib", "storage_free_gib", "credit_balance"), "min"),
}
"""How the parts of one member come together at one time; the largest counts for all others."""

SERVED = frozenset({"requests", "connections", "storage_gib"})
SCARCE = frozenset({"memory_free_gib", "storage_free_gib", "credit_balance"})

Key: TypeAlias = tuple[str, str, str, str]
"""Metric, statistic, unit, and the member or address they are of."""


@dataclass(frozen=True, slots=True, eq=False)
class _Track:
    """Values at ascending distinct times (epoch nanoseconds), and their period."""

    times: Any
    values: Any
    period_s: int


def by_address(metrics: Metrics, mapping: Mapping[str, str]) -> Metrics:
    """Metrics whose series are Terraform addresses; series that the mapping leaves out are dropped.

    A sum of parts exists only at times when all parts of the member have a value; summed maxima are an upper bound.
    Where a member has both free and total memory, its ``memory_fraction`` is derived from them.

    Args:
        mapping: series id to address, as ``match`` gives it.
    """
    known = {series: info for series, info in metrics.info.items() if series in mapping}
    owner = {series: f"{mapping[series]}\n{_member(info)}" for series, info in known.items()}
    notes: list[Note] = []
    parts: dict[Key, list[_Track]] = {}
    for key, track in _tracks(metrics.frame, owner):
        parts.setdefault(key, []).append(track)
    members = {key: _together(tracks, WITHIN.get(key[0], "max"), key, notes) for key, tracks in parts.items()}
    members |= _memory_fractions(members)
    groups: dict[Key, list[_Track]] = {}
    for key, track in members.items():
        groups.setdefault((*key[:3], _address(key)), []).append(track)
    lines = [_line(key, tracks) for key, tracks in groups.items()]
    frame = assembled(sorted(lines, key=lambda line: (line.series, line.metric, line.statistic)))
    return Metrics(validated(frame), _infos(known, mapping), (*metrics.notes, *notes))


def _tracks(frame: Frame, owner: Mapping[str, str]) -> Iterable[tuple[Key, _Track]]:
    times = frame["time"].dt.tz_localize(None).to_numpy().astype("datetime64[ns]").astype("int64")
    values, periods = frame["value"].to_numpy(), frame["period_s"].to_numpy()
    keys = ["series", "metric", "statistic", "unit"]
    for (series, metric, statistic, unit), rows in frame.groupby(keys, observed=True).indices.items():
        if series in owner:
            track = _Track(times[rows], values[rows], int(periods[rows].max()))
            yield (str(metric), str(statistic), str(unit), owner[series]), track


def _address(key: Key) -> str:
    return key[3].partition("\n")[0]


def _member(info: SeriesInfo) -> str:
    pairs = sorted((name, value) for name, value in info.dimensions.items() if name.lower() not in PARTIAL)
    return ",".join(f"{name}={value}" for name, value in pairs)


def _together(tracks: list[_Track], how: str, key: Key, notes: list[Note]) -> _Track:
    """The values of all parts at each time; a sum or mean of which a part is missing is left out and counted."""
    import numpy as np

    if len(tracks) == 1:
        return tracks[0]
    times, wide = _aligned(tracks)
    if how in {"sum", "mean"}:
        complete = ~np.isnan(wide).any(axis=1)
        lost = int((~complete).sum())
        if lost:
            text = f"{lost} times of {key[0]} lack one of its {len(tracks)} parts and were left out"
            notes.append(Note(text, _address(key)))
        times, wide = times[complete], wide[complete]
    return _Track(times, _reduced(wide, how), max(track.period_s for track in tracks))


def _aligned(tracks: list[_Track]) -> tuple[Any, Any]:
    """All times, and a table of times by tracks that is NaN where a track has no value."""
    import numpy as np

    times = np.unique(np.concatenate([track.times for track in tracks]))
    wide = np.full((len(times), len(tracks)), np.nan)
    for place, track in enumerate(tracks):
        wide[np.searchsorted(times, track.times), place] = track.values
    return times, wide


def _reduced(wide: Any, how: str) -> Any:
    import numpy as np

    reductions: Mapping[str, Any] = {"sum": np.nansum, "mean": np.nanmean, "max": np.nanmax, "min": np.nanmin}
    return reductions[how](wide, axis=1)


def _memory_fractions(members: Mapping[Key, _Track]) -> dict[Key, _Track]:
    """One minus free over total, where nothing measured the fraction itself; the least free is the most used."""
    measured = {key[3] for key in members if key[0] == "memory_fraction"}
    totals = {key[3]: track for key, track in members.items() if key[0] == "memory_total_gib"}
    found: dict[Key, _Track] = {}
    for key, free in members.items():
        statistic = {"average": "average", "minimum": "maximum"}.get(key[1])
        total = totals.get(key[3])
        if key[0] == "memory_free_gib" and statistic and total and key[3] not in measured:
            times, wide = _aligned([free, total])
            both = wide[:, 1] > 0
            both &= wide[:, 0] >= 0
            used = 1 - wide[both, 0] / wide[both, 1]
            found[("memory_fraction", statistic, "fraction", key[3])] = _Track(times[both], used, free.period_s)
    return found


def _line(key: Key, tracks: list[_Track]) -> Points:
    """Members of one address brought together at each time."""
    metric, statistic, unit, address = key
    times, values = tracks[0].times, tracks[0].values
    if len(tracks) > 1:
        times, wide = _aligned(tracks)
        values = _reduced(wide, _across(metric, statistic))
    return Points(address, metric, statistic, unit, max(track.period_s for track in tracks), times, values)


def _across(metric: str, statistic: str) -> str:
    if metric in SERVED or statistic in {"sum", "count"}:
        return "sum"
    if metric in SCARCE or statistic == "minimum":
        return "min"
    return "mean" if statistic == "average" else "max"


def _infos(known: Mapping[str, SeriesInfo], mapping: Mapping[str, str]) -> Mapping[str, SeriesInfo]:
    """One entry per address; its dimension ``series`` lists what it was made of, a line each."""
    found: dict[str, SeriesInfo] = {}
    for series, info in sorted(known.items()):
        address = mapping[series]
        before = found.get(address)
        listed = f"{before.dimensions['series']}\n{series}" if before else series
        found[address] = SeriesInfo(address, info.namespace, "", {"series": listed}, info.source)
    return found
