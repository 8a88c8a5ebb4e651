"""One bucket of raw points in the unit of its dimension: sums and counters as rates, leftovers as what is used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.assemble import Points
from lepton_iac.forecast.canonical import DIMENSIONS
from lepton_iac.forecast.metric_names import MetricName, lookup
from lepton_iac.forecast.metric_units import Unit, parsed, target, untold
from lepton_iac.forecast.recording import Recording

NANO = 10**9
LONGEST_STEP = 3
"""A counter's growth over a gap longer than this many periods is not spread over the gap: it stays a gap."""

_MIRRORED: Mapping[str, str] = {"maximum": "minimum", "minimum": "maximum", "average": "average"}


@dataclass(frozen=True, slots=True, eq=False)
class Line(Points):
    """Converted points; ``reason`` says why they kept the vendor's name and unit, if they did."""

    recording: Recording
    part: str = ""
    reason: str = ""


def converted(raw: Recording) -> Line:
    """A recording (finite values, ascending and distinct times) in canonical units, or under the vendor's name.

    Raises:
        ReadError: the dimension is clear, but nothing tells percent from fraction, or a count from a rate.
    """
    period = raw.period_s or estimated_period(raw.times)
    row = lookup(raw.vendor, raw.namespace, raw.metric, raw.dimensions)
    if raw.statistic == "counter" or (row is not None and row.counter):
        raw = rated(raw, period)
    if row is None:
        return _kept(raw, period, "")
    try:
        unit = _unit(raw, row)
        scale, statistic = _scale(unit, row.dimension, raw.statistic or "average", period)
        if row.complement:
            statistic = _mirrored(statistic)
    except _CannotConvertError as error:
        return _kept(raw, period, str(error))
    values = raw.values * scale
    values = 1.0 - values if row.complement else values
    name = _part_name(raw, row)
    neutral = DIMENSIONS[row.dimension]
    return Line(name, row.dimension, statistic, neutral, period, raw.times, values, raw, row.part)


def estimated_period(times: Any) -> int:
    """The median step of ascending times in whole seconds; 0 for a lone point."""
    import numpy as np

    return max(1, round(float(np.median(np.diff(times))) / NANO)) if len(times) > 1 else 0


def rated(raw: Recording, period: int) -> Recording:
    """The growth per second of a counter; a fall is a restart from zero, as Prometheus' ``rate`` takes it.

    Source: https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
    """
    import numpy as np

    seconds = np.diff(raw.times) / NANO
    steps = np.diff(raw.values)
    growth = np.where(steps < 0, raw.values[1:], steps)
    known = seconds <= LONGEST_STEP * max(period, 1)
    unit = f"{raw.unit}/s" if raw.unit else "1/s"
    return replace(
        raw,
        times=raw.times[1:][known],
        values=(growth / seconds)[known],
        statistic="average",
        unit=unit,
    )


class _CannotConvertError(Exception):
    """The points do not tell what the dimension asks for."""


def _kept(raw: Recording, period: int, reason: str) -> Line:
    name = raw.metric or "value"
    statistic = raw.statistic or "average"
    return Line(raw.identity, name, statistic, raw.unit, period, raw.times, raw.values, raw, "", reason)


def _part_name(raw: Recording, row: MetricName) -> str:
    """A table's own id cannot tell two summands apart, so the part is put behind it."""
    return f"{raw.series} [{row.part}]" if raw.series and row.part else raw.identity


def _unit(raw: Recording, row: MetricName) -> Unit:
    text = row.unit if row.counter or untold(raw.unit) else raw.unit
    if not text:
        raise _no_unit(raw, row)
    unit = parsed("fraction" if text == "1" and target(row.dimension).kind == "ratio" else text)
    if unit is None:
        raise _CannotConvertError(f"the unit {text!r} is not known")
    return Unit("core", unit.factor) if unit.kind == "second" and unit.per_second else unit


def _no_unit(raw: Recording, row: MetricName) -> ReadError:
    kind = target(row.dimension).kind
    choices = "percent or fraction" if kind == "ratio" else "count or 1/s" if kind == "count" else "bytes or B/s"
    return ReadError(
        f"{raw.metric} of {raw.identity} has no unit, and its values may not be guessed from",
        where=raw.source,
        mend=f"say whether it is {choices}",
    )


def _scale(unit: Unit, dimension: str, statistic: str, period: int) -> tuple[float, str]:
    """The multiplier into the dimension's unit, and the statistic that results."""
    wanted = target(dimension)
    if unit.kind != wanted.kind:
        raise _CannotConvertError(f"its unit does not measure {dimension}")
    scale = unit.factor / wanted.factor
    if wanted.per_second and not unit.per_second:
        if statistic != "sum" or not period:
            raise _CannotConvertError(f"only its sum over a known period tells {dimension}, not its {statistic}")
        return scale / period, "average"
    if unit.per_second and not wanted.per_second:
        raise _CannotConvertError(f"a rate does not tell {dimension}")
    if statistic in {"sum", "count"}:
        raise _CannotConvertError(f"the {statistic} of a level does not tell {dimension}")
    return scale, statistic


def _mirrored(statistic: str) -> str:
    if statistic not in _MIRRORED:
        raise _CannotConvertError(f"the {statistic} of what is left over does not tell what is used")
    return _MIRRORED[statistic]
