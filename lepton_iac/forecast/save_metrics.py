"""Metrics of any source as one long table that reads back as what it was made of."""

import csv
import gzip
import io
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from lepton_iac.errors import WriteError
from lepton_iac.forecast.read_metrics import recordings
from lepton_iac.forecast.recording import Recording
from lepton_iac.whole_file import whole_file

COLUMNS = (
    "series_id", "timestamp", "metric", "statistic", "period_s", "unit", "value", "vendor", "namespace", "dimensions",
)  # fmt: skip


def save_metrics(paths: Iterable[str | Path], target: Path, *, zone: str | None = None) -> int:
    """Write everything the files hold to one CSV (gzip when the name ends in ``.gz``), whole or not at all.

    Nothing is converted: units and names stay the vendor's, so that reading the table gives what the files gave.

    Returns:
        The number of values written.

    Raises:
        ReadError: a file cannot be read.
        WriteError: the target cannot be written; an old one is untouched.
    """
    try:
        with whole_file(target) as partial, partial.open("wb") as raw, _text(raw, target) as stream:
            written = _write(recordings(paths, zone, None, []), stream)
    except OSError as error:
        raise WriteError(f"the metrics cannot be saved: {error.strerror}", where=str(target)) from error
    return written


def _text(raw: io.BufferedWriter, target: Path) -> TextIO:
    packed = gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) if target.suffix == ".gz" else raw
    return io.TextIOWrapper(packed, encoding="utf-8", newline="")


def _write(found: Iterable[Recording], stream: TextIO) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    written = 0
    for one in found:
        for row in _rows(one):
            writer.writerow(row)
            written += 1
    return written


def _rows(one: Recording) -> Iterator[tuple[object, ...]]:
    import numpy as np

    times = np.asarray(one.times, dtype="int64")
    unit = "s" if not (times % 1_000_000_000).any() else "ns"
    stamps = np.datetime_as_string(times.astype("datetime64[ns]").astype(f"datetime64[{unit}]"), timezone="UTC")
    dimensions = json.dumps(dict(one.dimensions), sort_keys=True) if one.dimensions else ""
    for stamp, value in zip(stamps, np.asarray(one.values, dtype="float64").tolist(), strict=True):
        shown = "" if math.isnan(value) else repr(value)
        yield (
            one.identity, stamp, one.metric, one.statistic, one.period_s or "", one.unit, shown,
            one.vendor, one.namespace, dimensions,
        )  # fmt: skip
