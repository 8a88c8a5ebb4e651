"""Capacity rows as they leave the program one batch after another: CSV, JSON lines or Parquet."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.forecast.capacity import CapacityRow
from lepton_iac.whole_file import whole_file

TEXTS = ("series", "metric", "unit", "method", "why", "refused", "warnings")
FIELDS = ("series", "metric", "unit", "capacity", "p50", "p90", "p95", "p99", "observed_max", "history_days",
          "method", "why", "refused", "warnings", "floor")  # fmt: skip

FORMS: Mapping[str, str] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}

Write = Callable[[Sequence[CapacityRow]], None]


def plain(row: CapacityRow) -> dict[str, Any]:
    """A row with its quantiles spread out; what is not a number is null, warnings are a list."""
    quantiles = {f"p{level * 100:g}": value for level, value in row.quantiles.items()}
    flat = {**asdict(row), **quantiles, "warnings": list(row.warnings)}
    return {name: flat.get(name) for name in FIELDS}


def form_of(path: Path, asked: str = "") -> str:
    """The format of a result file: the one asked for, else by its ending.

    Raises:
        LeptonError: neither names one.
    """
    if asked in FORMS.values():
        return asked
    if path.suffix.lower() not in FORMS:
        raise LeptonError(f"no format for results in {path.name}", mend=f"end it in {', '.join(FORMS)}")
    return FORMS[path.suffix.lower()]


@contextmanager
def row_file(path: Path, form: str) -> Iterator[Write]:
    """Take rows as they come and put the whole file in place at the end; a run cut short leaves what was there before.

    Args:
        form: ``csv``, ``jsonl`` or ``parquet``; floats of Parquet are doubles, texts strings.

    Raises:
        WriteError: the file cannot be written.
        LeptonError: Parquet is asked for and pyarrow is not installed.
    """
    try:
        with whole_file(path) as partial, _writer(partial, form) as write:
            yield write
    except OSError as error:
        raise WriteError(
            f"the results cannot be written: {error}", where=str(path), mend="name a writable place"
        ) from error


@contextmanager
def _writer(partial: Path, form: str) -> Iterator[Write]:
    if form == "parquet":
        with _parquet(str(partial)) as write:
            yield write
        return
    with partial.open("w", encoding="utf-8", newline="") as stream:
        yield _csv(stream) if form == "csv" else _lines(stream)


def _csv(stream: TextIO) -> Write:
    writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
    writer.writeheader()
    return lambda rows: writer.writerows({**plain(row), "warnings": "; ".join(row.warnings)} for row in rows)


def _lines(stream: TextIO) -> Write:
    def write(rows: Sequence[CapacityRow]) -> None:
        stream.writelines(json.dumps(plain(row), allow_nan=False) + "\n" for row in rows)

    return write


@contextmanager
def _parquet(name: str) -> Iterator[Write]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise LeptonError("Parquet needs the package pyarrow", mend='pip install "lepton-iac[parquet]"') from error
    schema = pa.schema([(field, pa.string() if field in TEXTS else pa.float64()) for field in FIELDS])
    with parquet.ParquetWriter(name, schema) as writer:

        def write(rows: Sequence[CapacityRow]) -> None:
            if rows:
                flat = [{**plain(row), "warnings": "; ".join(row.warnings)} for row in rows]
                writer.write_table(pa.Table.from_pylist(flat, schema=schema))

        yield write
