"""From series to resources: summands added, members of a group brought together, one series per address and metric.

Within one member (one instance, one volume) read and write, or several disks, add up; several processors average.
Across the members of a group, what a machine must carry takes the highest member, and what the group serves adds up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Gathering:
    """Values over time (pandas series), to be brought together, and the longest of their periods."""

    values: list[Any] = field(default_factory=list)
    period_s: int = 0

    def add(self, values: Any, period_s: int) -> None:
        self.values.append(values)
        self.period_s = max(self.period_s, period_s)


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
    members: dict[Key, _Gathering] = {}
    for key, one in _tracks(metrics.frame, owner):
        members.setdefault(key, _Gathering()).add(*one)
    whole = {key: _together(one, WITHIN.get(key[0], "max"), key, notes) for key, one in members.items()}
    _add_memory_fractions(whole, members)
    groups: dict[Key, _Gathering] = {}
    for key, values in whole.items():
        address = key[3].partition("\n")[0]
        groups.setdefault((*key[:3], address), _Gathering()).add(values, members[key].period_s)
    lines = [_line(key, group) for key, group in groups.items()]
    frame = assembled(sorted(lines, key=lambda line: (line.series, line.metric, line.statistic)))
    return Metrics(validated(frame), _infos(known, mapping), (*metrics.notes, *notes))


def _tracks(frame: Frame, owner: Mapping[str, str]) -> Iterable[tuple[Key, tuple[Any, int]]]:
    keys = ["series", "metric", "statistic", "unit"]
    for (series, metric, statistic, unit), rows in frame.groupby(keys, observed=True).indices.items():
        if series in owner:
            part = frame.iloc[rows]
            values = part.set_index("time")["value"]
            yield (str(metric), str(statistic), str(unit), owner[series]), (values, int(part["period_s"].max()))


def _member(info: SeriesInfo) -> str:
    pairs = sorted((name, value) for name, value in info.dimensions.items() if name.lower() not in PARTIAL)
    return ",".join(f"{name}={value}" for name, value in pairs)


def _together(one: _Gathering, how: str, key: Key, notes: list[Note]) -> Any:
    """The values of all parts at each time; a sum or mean of which a part is missing is left out and counted."""
    import pandas as pd

    if len(one.values) == 1:
        return one.values[0]
    wide = pd.concat(one.values, axis=1)
    if how in {"sum", "mean"}:
        complete = wide.dropna()
        lost = len(wide) - len(complete)
        if lost:
            text = f"{lost} times of {key[0]} lack one of its {len(one.values)} parts and were left out"
            notes.append(Note(text, key[3].partition("\n")[0]))
        wide = complete
    return wide.agg(how, axis=1).sort_index()


def _add_memory_fractions(whole: dict[Key, Any], members: dict[Key, _Gathering]) -> None:
    """One minus free over total, where nothing measured the fraction itself; the least free is the most used."""
    measured = {key[3] for key in whole if key[0] == "memory_fraction"}
    totals = {key[3]: values for key, values in whole.items() if key[0] == "memory_total_gib"}
    for key, free in list(whole.items()):
        statistic = {"average": "average", "minimum": "maximum"}.get(key[1])
        if key[0] != "memory_free_gib" or statistic is None or key[3] in measured or key[3] not in totals:
            continue
        total = totals[key[3]]
        used = (1 - free / total[total > 0]).dropna()
        made: Key = ("memory_fraction", statistic, "fraction", key[3])
        whole[made] = used
        members[made] = _Gathering([used], members[key].period_s)


def _line(key: Key, group: _Gathering) -> Points:
    """Members of one address brought together at each time."""
    import pandas as pd

    metric, statistic, unit, address = key
    values = group.values[0]
    if len(group.values) > 1:
        values = pd.concat(group.values, axis=1).agg(_across(metric, statistic), axis=1).sort_index()
    times = pd.DatetimeIndex(values.index).as_unit("ns").asi8
    return Points(address, metric, statistic, unit, group.period_s, times, values.to_numpy(dtype="float64"))


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
