"""A plain long table, CSV or Parquet: one value a row, read in chunks so that its size does not matter.

Columns: ``series_id`` (or ``series``, ``resource``, ``address``), ``timestamp`` (or ``time``), ``metric``, ``value``,
and optionally ``unit``, ``statistic``, ``period_s``. A series that is a Terraform address needs no further matching.
A metric may carry its statistic as an ending: ``cpu_used.max``. A table that this program saved also has ``vendor``,
``namespace`` and ``dimensions`` (a JSON object), so that it is read as what it was saved from.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TextIO
from warnings import catch_warnings, simplefilter

from lepton_iac.errors import ReadError
from lepton_iac.forecast.canonical import Frame
from lepton_iac.forecast.clock import epochs, stamps
from lepton_iac.forecast.recording import STATISTICS, Recording, statistic
from lepton_iac.forecast.sources.content import Content
from lepton_iac.forecast.sources.yielded import Yield
from lepton_iac.model import EMPTY

CHUNK_ROWS = 100_000
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "series": ("series_id", "series", "resource", "address"),
        "time": ("timestamp", "time"),
        "metric": ("metric",),
        "value": ("value",),
        "unit": ("unit",),
        "statistic": ("statistic",),
        "period_s": ("period_s",),
        "vendor": ("vendor",),
        "namespace": ("namespace",),
        "dimensions": ("dimensions",),
    }
)
REQUIRED = ("series", "time", "metric", "value")
MISSING = ("", "nan", "null", "none", "na", "<na>")
KEYS = ["series", "metric", "unit", "statistic", "period_s", "vendor", "namespace", "dimensions"]
VENDORS = frozenset({"plain", "aws", "azure", "google", "prometheus", "datadog"})


def recognises_csv(content: Content) -> bool:
    """The first line names all required columns."""
    header = _header(content)
    return all(any(name in header for name in NAMES[column]) for column in REQUIRED)


def recognises_parquet(content: Content) -> bool:
    """The file starts with Parquet's mark."""
    return content.head.startswith("PAR1")


def read_csv(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a CSV, a chunk at a time.

    Raises:
        ReadError: the table is broken, or a time or value cannot be read; the error names the line its chunk starts on.
    """
    header = _header(content)
    chosen = _chosen(header)
    _require(chosen.values(), content.name)
    with content.text() as stream:
        for chunk in _chunks(stream, header, content):
            where = f"{content.name}:{int(chunk.index[0]) + 2}" if len(chunk) else content.name
            yield from _recordings(chunk.rename(columns=chosen), zone, where, content.name)


def _chunks(stream: TextIO, header: list[str], content: Content) -> Iterator[Frame]:
    """The table in pieces; a row longer than the header is an error, because an unquoted comma shifts its values."""
    import pandas as pd

    try:
        reader = pd.read_csv(
            stream,
            sep=_delimiter(content),
            names=header,
            header=None,
            skiprows=1,
            index_col=False,
            dtype="str",  # categories would turn the id "007" into 7
            keep_default_na=False,
            chunksize=CHUNK_ROWS,
        )
        while True:
            with catch_warnings():
                simplefilter("error", pd.errors.ParserWarning)
                chunk = next(reader, None)
            if chunk is None:
                return
            yield chunk
    except UnicodeDecodeError:
        raise
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError, ValueError) as error:
        raise ReadError(f"the table is broken: {error}", where=content.name, mend="quote cells with commas") from error


def read_parquet(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a Parquet file, through pandas.

    Raises:
        ReadError: pyarrow is not installed, or the file is broken or lacks a column.
    """
    import pandas as pd

    try:
        frame = pd.read_parquet(content.path)
    except ImportError as error:
        mend = "pip install pyarrow, or export the table as CSV"
        raise ReadError("Parquet files need the package pyarrow", where=content.name, mend=mend) from error
    except (ValueError, OSError) as error:
        raise ReadError(f"the Parquet file is broken: {error}", where=content.name) from error
    frame = frame.rename(columns=_chosen([str(name) for name in frame.columns]))
    _require(frame.columns, content.name)
    words = frame[[name for name in NAMES if name in frame.columns]].astype("str")
    yield from _recordings(words, zone, content.name, content.name)


def _require(columns: Iterable[str], where: str) -> None:
    known = set(columns)
    missing = [column for column in REQUIRED if column not in known]
    if missing:
        raise ReadError(f"the table has no column for {', '.join(missing)}", where=where)


def _recordings(chunk: Frame, zone: str | None, where: str, source: str) -> Iterator[Yield]:
    times, notes = _times(chunk["time"], zone, where)
    yield from notes
    values = _values(chunk["value"], where)
    keys = [key for key in KEYS if key in chunk.columns]
    for found, rows in chunk.groupby(keys, observed=True, sort=False, dropna=False).indices.items():
        said = {key: word if isinstance(word, str) else "" for key, word in zip(keys, found, strict=True)}
        if not said["series"] or not said["metric"]:
            raise ReadError("a row names no series or no metric", where=where)
        metric, word = _named(said["metric"], said.get("statistic", ""))
        made = Recording(
            "plain",
            metric,
            statistic(word),
            times[rows],
            values[rows],
            unit=said.get("unit", ""),
            period_s=_period(said.get("period_s", ""), where),
            source=source,
            series=said["series"],
        )
        yield _as_saved(made, said, where) if said.get("vendor") in VENDORS else made


def _as_saved(made: Recording, said: Mapping[str, str], where: str) -> Recording:
    """The recording under its vendor's names; an id that only repeats them is left to be made again."""
    named = replace(
        made,
        vendor=said["vendor"],
        namespace=said.get("namespace", ""),
        dimensions=_dimensions(said.get("dimensions", ""), where),
        series="",
    )
    return named if named.identity == made.series else replace(named, series=made.series)


def _times(column: Any, zone: str | None, where: str) -> Any:
    """Each distinct stamp is read once: a table of many series repeats them."""
    import pandas as pd

    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    words = pd.Series(distinct, dtype="str")
    if words.str.fullmatch(r"\d+(?:\.\d+)?").all():
        return epochs(words, where)[codes], ()
    times, notes = stamps(list(words), zone, where)
    return times[codes], notes


def _values(column: Any, where: str) -> Any:
    import pandas as pd

    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64")
    lost = column[pd.isna(values)]
    wrong = lost[~lost.str.strip().str.lower().isin(MISSING)]
    if len(wrong):
        raise ReadError(f"{str(wrong.iloc[0])[:40]!r} is not a number", where=where)
    return values


def _named(metric: str, word: str) -> tuple[str, str]:
    """``cpu_used.max`` without a statistic of its own is the maximum of ``cpu_used``."""
    name, dot, ending = metric.rpartition(".")
    lowered = ending.lower()
    is_statistic = lowered in STATISTICS or (lowered.startswith("p") and lowered[1:].isdigit())
    return (name, ending) if dot and is_statistic and not word else (metric, word)


def _period(word: str, where: str) -> int:
    if word.strip().lower() in {"", "nan", "none"}:
        return 0
    try:
        period = round(float(word))
    except (ValueError, OverflowError) as error:
        raise ReadError(f"period_s {word[:40]!r} is not a number of seconds", where=where) from error
    if not 0 <= period < 10**9:
        raise ReadError(f"period_s {word[:40]!r} is out of range", where=where)
    return period


def _dimensions(word: str, where: str) -> Mapping[str, str]:
    if not word or word == "nan":
        return EMPTY
    try:
        found = json.loads(word)
    except (ValueError, RecursionError) as error:
        raise ReadError("the dimensions are no JSON object", where=where) from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ReadError("the dimensions are no JSON object of texts", where=where)
    return found


def _header(content: Content) -> list[str]:
    line = content.head.partition("\n")[0]
    try:
        cells = next(csv.reader([line.rstrip("\r")], delimiter=_delimiter(content)), [])
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _delimiter(content: Content) -> str:
    line = content.head.partition("\n")[0]
    return max(",;\t", key=line.count)


def _chosen(header: list[str]) -> Mapping[str, str]:
    """Name in the file to canonical column; of several aliases the first listed counts."""
    found: dict[str, str] = {}
    for column, names in NAMES.items():
        name = next((name for name in names if name in header), None)
        if name is not None:
            found[name] = column
    return found
