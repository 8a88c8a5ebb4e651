"""From what sources hand over to canonical metrics: merged, sorted, finite, and every loss said in a note."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from lepton_iac.errors import ReadError
from lepton_iac.forecast.assemble import assembled
from lepton_iac.forecast.canonical import Metrics, SeriesInfo, validated
from lepton_iac.forecast.convert import Line, converted
from lepton_iac.forecast.recording import Recording
from lepton_iac.model import Note

Key: TypeAlias = tuple[str, str, str, str, str, str, int]


@dataclass(slots=True)
class Tally:
    """Counts of what was merged or left out, so that ten thousand series still make a handful of notes."""

    seen: dict[tuple[str, str], tuple[int, set[str]]] = field(default_factory=dict)

    def add(self, text: str, raw: Recording, count: int) -> None:
        """Count ``count`` values of a series under a sentence that starts with a verb."""
        if count:
            before, series = self.seen.get((text, raw.source), (0, set()))
            self.seen[(text, raw.source)] = (before + count, series | {raw.identity})

    def notes(self) -> tuple[Note, ...]:
        """One note per sentence and file."""
        return tuple(
            Note(f"{count} values in {len(series)} series {text}; such as {min(series)}", where)
            for (text, where), (count, series) in self.seen.items()
        )


def cleaned(recordings: Iterable[Recording], notes: Iterable[Note] = ()) -> Metrics:
    """Canonical metrics from raw recordings; pieces of one series may come in any number and order.

    Values that are not finite are dropped, equal stamps merged (the largest for a maximum, the mean for an
    average, the least for a minimum), gaps stay gaps, sums over a period and counters become rates.

    Raises:
        ReadError: a unit is missing where guessing would be needed, or two metrics mean the same thing.
    """
    tally = Tally()
    lines = [_line(raw, tally) for raw in _gathered(recordings)]
    merged = _merged([line for line in lines if len(line.times)], tally)
    frame = assembled(merged)
    return Metrics(validated(frame), _infos(merged), (*notes, *tally.notes()))


def _gathered(recordings: Iterable[Recording]) -> Iterable[Recording]:
    import numpy as np

    pieces: dict[Key, list[Recording]] = {}
    for raw in recordings:
        key = (raw.identity, raw.vendor, raw.namespace, raw.metric, raw.statistic, raw.unit, raw.period_s)
        pieces.setdefault(key, []).append(raw)
    for group in pieces.values():
        times = np.concatenate([raw.times for raw in group])
        values = np.concatenate([raw.values for raw in group])
        group_of_one = replace(group[0], times=times, values=values)
        group.clear()
        yield group_of_one


def _line(raw: Recording, tally: Tally) -> Line:
    import numpy as np

    finite = np.isfinite(raw.values)
    tally.add("were not finite numbers and were left out", raw, int((~finite).sum()))
    times, values = raw.times[finite], raw.values[finite]
    if not raw.statistic:
        tally.add("came without a statistic and were read as averages, which hide peaks", raw, len(times))
    times, values = _distinct(times, values, raw, tally)
    line = converted(replace(raw, times=times, values=values))
    if line.reason:
        text = f"kept the name {line.metric} and were not used as a known dimension: {line.reason}"
        tally.add(text, raw, len(times))
    return line


def _distinct(times: Any, values: Any, raw: Recording, tally: Tally) -> tuple[Any, Any]:
    """Ascending distinct times, equal ones merged by the statistic."""
    import numpy as np

    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    first = np.flatnonzero(np.diff(times, prepend=np.int64(-(2**62))) != 0)
    if len(first) == len(times):
        return times, values
    tally.add(
        f"shared a time stamp and were merged ({_MERGES.get(raw.statistic, 'largest')})", raw, len(times) - len(first)
    )
    if raw.statistic == "minimum":
        return times[first], np.minimum.reduceat(values, first)
    if raw.statistic in {"average", ""}:
        counts = np.diff(first, append=len(times))
        return times[first], np.add.reduceat(values, first) / counts
    return times[first], np.maximum.reduceat(values, first)


_MERGES: Mapping[str, str] = {"average": "mean", "": "mean", "minimum": "least"}


def _merged(lines: list[Line], tally: Tally) -> list[Line]:
    """One line per series, metric and statistic, in order."""
    import numpy as np

    groups: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.series, line.metric, line.statistic), []).append(line)
    whole: list[Line] = []
    for _, group in sorted(groups.items()):
        first = group[0]
        _agree(group)
        if len(group) > 1:
            times = np.concatenate([line.times for line in group])
            values = np.concatenate([line.values for line in group])
            times, values = _distinct(times, values, replace(first.recording, statistic=first.statistic), tally)
            first = replace(first, times=times, values=values)
        whole.append(first)
    return whole


def _agree(group: list[Line]) -> None:
    names = sorted({line.recording.metric for line in group})
    units = sorted({line.unit for line in group})
    if len(names) > 1 or len(units) > 1:
        raise ReadError(
            f"{group[0].series} has the {group[0].statistic} of {group[0].metric} twice: as {', '.join(names)}"
            f" in {', '.join(units) or 'no unit'}",
            where=group[0].recording.source,
            mend="keep one of them",
        )


def _infos(lines: list[Line]) -> Mapping[str, SeriesInfo]:
    found: dict[str, SeriesInfo] = {}
    for line in lines:
        raw = line.recording
        dimensions = {"series": raw.series, **raw.dimensions} if raw.series else raw.dimensions
        info = SeriesInfo(line.series, raw.namespace, raw.metric, dimensions, raw.source, line.part)
        known = found.setdefault(line.series, info)
        if known.metric != info.metric:
            found[line.series] = replace(known, metric="")
    return found
