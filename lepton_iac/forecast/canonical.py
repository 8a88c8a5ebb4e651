"""The one shape every metrics file is brought to: long, in UTC, in canonical units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from lepton_iac.errors import ReadError
from lepton_iac.model import EMPTY, Note

Frame: TypeAlias = Any
"""A ``pandas.DataFrame``; pandas loads inside functions only, so the name cannot stand in an annotation."""

COLUMNS = ("series", "time", "metric", "statistic", "period_s", "unit", "value")
KEY = ("series", "metric", "statistic", "time")
TEXT = ("series", "metric", "statistic", "unit")

DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "cpu_fraction": "fraction",
        "cpu_cores": "cores",
        "memory_fraction": "fraction",
        "memory_gib": "GiB",
        "memory_free_gib": "GiB",
        "memory_total_gib": "GiB",
        "storage_fraction": "fraction",
        "storage_gib": "GiB",
        "storage_free_gib": "GiB",
        "disk_iops": "1/s",
        "disk_mibps": "MiB/s",
        "network_mbps": "Mbit/s",
        "requests": "1/s",
        "connections": "count",
        "duration_ms": "ms",
        "credit_balance": "credits",
    }
)
"""The neutral dimensions and the unit each is kept in; other metrics keep the vendor's name and unit."""


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """Where a series came from and what it says about the thing it measures.

    Attributes:
        series: the id used in the frame.
        namespace: the vendor's, ``AWS/EC2``, ``Microsoft.Compute/virtualMachines``, ``compute.googleapis.com``,
            ``prometheus``, ``datadog``; empty for a plain table.
        metric: the vendor's name; empty when a plain table holds several metrics under one series.
        dimensions: dimension, label or tag name to value; ``resource_id`` holds an Azure id.
        source: the file.
        part: ``read``, ``write``, ``in``, ``out`` ... when the series is one summand of its dimension.
    """

    series: str
    namespace: str = ""
    metric: str = ""
    dimensions: Mapping[str, str] = EMPTY
    source: str = ""
    part: str = ""


@dataclass(frozen=True)
class Metrics:
    """Measured series in canonical form.

    Attributes:
        frame: columns ``COLUMNS``; ``time`` is datetime64[ns, UTC], ``period_s`` int64 (0 where a lone point
            tells no period), ``value`` float64 and finite, ``TEXT`` are categoricals (group with
            ``observed=True``); one row per ``KEY``, sorted by it. Gaps are absent rows; zero is a value.
        info: series id to where it came from.
        notes: what was merged, dropped or could not be converted.
    """

    frame: Frame
    info: Mapping[str, SeriesInfo] = EMPTY
    notes: tuple[Note, ...] = ()


def empty() -> Frame:
    """A frame with the canonical columns and no rows."""
    return framed({name: [] for name in COLUMNS})


def framed(columns: Mapping[str, Any]) -> Frame:
    """A canonical frame, sorted, from the seven columns; ``time`` as UTC datetimes or epoch nanoseconds."""
    import pandas as pd

    frame = pd.DataFrame({name: columns[name] for name in COLUMNS})
    frame["time"] = pd.to_datetime(frame["time"], utc=True).astype("datetime64[ns, UTC]")
    frame["period_s"] = frame["period_s"].astype("int64")
    frame["value"] = frame["value"].astype("float64")
    for name in TEXT:
        texts = frame[name].astype("category")
        frame[name] = texts.cat.set_categories(sorted(map(str, texts.cat.categories)))
    return frame.sort_values(list(KEY), kind="stable", ignore_index=True)


def validated(frame: Frame, *, gaps: bool = False) -> Frame:
    """The frame itself, when it is canonical.

    Args:
        gaps: NaN values are allowed, as ``hourly`` leaves them.

    Raises:
        ReadError: a column is missing or of another type, a value is not finite, or two rows share a key.
    """
    import numpy as np

    if tuple(frame.columns) != COLUMNS:
        raise ReadError(f"the metrics have the columns {list(frame.columns)}, not {list(COLUMNS)}")
    kinds = {"time": "datetime64[ns, UTC]", "period_s": "int64", "value": "float64"}
    for name, kind in kinds.items():
        if str(frame[name].dtype) != kind:
            raise ReadError(f"the column {name} of the metrics is {frame[name].dtype}, not {kind}")
    values = frame["value"].to_numpy()
    if not (np.isfinite(values) | (gaps & np.isnan(values))).all():
        raise ReadError("the metrics hold values that are not finite numbers")
    if frame.duplicated(list(KEY)).any():
        raise ReadError("the metrics hold two values for one series, metric, statistic and time")
    return frame


def joined(parts: Iterable[Metrics]) -> Metrics:
    """Several metrics as one; the same series may be spread over several files.

    Raises:
        ReadError: two files give different values for the same point.
    """
    import pandas as pd

    pieces = tuple(parts)
    frames = [piece.frame.astype(dict.fromkeys(TEXT, "str")) for piece in pieces if len(piece.frame)]
    whole = pd.concat(frames, ignore_index=True).drop_duplicates() if frames else empty()
    info = {series: one for piece in pieces for series, one in piece.info.items()}
    notes = tuple(note for piece in pieces for note in piece.notes)
    frame = framed({name: whole[name] for name in COLUMNS})
    return Metrics(validated(frame), info, notes)


def hourly(metrics: Metrics, statistic: str = "maximum") -> Metrics:
    """One value per series, metric and UTC hour, from the first hour seen to the last; missing hours are NaN.

    Args:
        statistic: ``maximum`` or ``average``. Each metric uses its rows of that statistic, else its averages
            (the highest average of the hour stands in for its maximum, said in a note), else its maxima.

    Raises:
        ReadError: another statistic was asked for.
    """
    import pandas as pd

    if statistic not in {"maximum", "average"}:
        raise ReadError(f"hours have a maximum or an average, not {statistic!r}")
    chosen, notes = preferred(metrics.frame, statistic)
    hours = chosen.assign(time=chosen["time"].dt.floor("h"))
    keys = ["series", "metric", "unit"]
    reduced = hours.groupby([*keys, "time"], observed=True)["value"].agg("max" if statistic == "maximum" else "mean")
    pieces = [_every_hour(piece.droplevel(keys), key) for key, piece in reduced.groupby(keys, observed=True)]
    if not pieces:
        return Metrics(empty(), metrics.info, metrics.notes)
    whole = pd.concat(pieces, ignore_index=True).assign(statistic=statistic, period_s=3600)
    frame = framed({name: whole[name] for name in COLUMNS})
    return Metrics(validated(frame, gaps=True), metrics.info, metrics.notes + notes)


def preferred(frame: Frame, statistic: str) -> tuple[Frame, tuple[Note, ...]]:
    """The rows that serve the statistic best, per series and metric, and notes on stand-ins."""
    order = {"average": 1, "maximum": 2, "p99": 3, statistic: 0}
    ranks = frame["statistic"].astype("str").map(order)
    usable = frame.assign(rank=ranks).dropna(subset=["rank"])
    best = usable.groupby(["series", "metric"], observed=True)["rank"].transform("min")
    chosen = usable[usable["rank"] == best]
    stand_ins = chosen[chosen["statistic"] != statistic].drop_duplicates(["series", "metric"])
    notes = tuple(
        Note(f"{row.metric} has no {statistic}, its {row.statistic} stands in", row.series)
        for row in stand_ins.itertuples()
    )
    return chosen.drop(columns="rank"), notes


def _every_hour(values: Frame, key: tuple[str, str, str]) -> Frame:
    frame = values.asfreq("h").rename("value").rename_axis("time").reset_index()
    return frame.assign(series=key[0], metric=key[1], unit=key[2])
