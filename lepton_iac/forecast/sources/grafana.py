"""Grafana's "Download CSV" (Inspect > Data): one column a legend, or the old Series;Time;Value rows.

A legend is read as a Prometheus series ``name{label="value"}``, or as ``<resource> <metric>`` when its last word is a
known metric; any other legend is the metric itself. Formatted values ("12.3%", "1.2 GiB") are understood.
Source: https://grafana.com/docs/grafana/latest/panels-visualizations/panel-inspector/#download-raw-query-results
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import epochs, stamps
from lepton_iac.forecast.metric_names import lookup
from lepton_iac.forecast.metric_units import Unit, parsed
from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.sources.content import Content
from lepton_iac.forecast.sources.yielded import Yield

MISSING = frozenset({"", "null", "undefined", "nan", "-", "no data"})
BASES: Mapping[str, str] = {"ratio": "fraction", "byte": "B", "count": "count", "second": "s", "core": "core"}
FORMATTING = 'turn "Formatted data" off and export again'

_VALUE = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\D.*)?$")
_SELECTOR = re.compile(r"^([A-Za-z_:][\w:]*)?\{(.*)\}$", re.DOTALL)
_LABEL = re.compile(r'([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"')


def recognises(content: Content) -> bool:
    """The header's first column is the time, or the table is the old one of three columns."""
    header = [cell.strip().lower() for cell in next(_rows(content.head.splitlines()), [])]
    return len(header) > 1 and (header[0] == "time" or header == ["series", "time", "value"])


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of every column.

    Raises:
        ReadError: a row is broken, a value cannot be read, or naive time stamps come without a zone.
    """
    with content.text() as stream:
        try:
            columns = _columns(_rows(stream), content.name)
        except csv.Error as error:
            raise ReadError(f"the table is broken: {error}", where=content.name) from error
    known: dict[tuple[str, ...], Any] = {}
    for legend, (times, values) in columns.items():
        key = tuple(times)
        if key not in known:
            known[key], notes = _times(times, zone, content.name)
            yield from notes
        yield _recording(legend, known[key], values, content.name)


def _columns(rows: Iterator[list[str]], where: str) -> Mapping[str, tuple[list[str], list[str]]]:
    header = next(rows, [])
    long = [cell.strip().lower() for cell in header] == ["series", "time", "value"]
    found: dict[str, tuple[list[str], list[str]]] = {}
    for count, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(header):
            raise ReadError(f"row {count} has {len(row)} cells, not {len(header)}", where=where)
        cells = [(row[0], row[1], row[2])] if long else [(name, row[0], row[i]) for i, name in enumerate(header) if i]
        for legend, time, value in cells:
            times, values = found.setdefault(legend.strip(), ([], []))
            times.append(time)
            values.append(value)
    return found


def _recording(legend: str, times: Any, words: Sequence[str], where: str) -> Recording:
    import numpy as np

    series, metric, labels = _legend(legend)
    values, unit = _values(words, legend, where)
    vendor = "prometheus" if labels else "plain"
    kind = "counter" if labels and metric.endswith("_total") else ""
    return Recording(
        vendor,
        metric,
        kind,
        times,
        np.array(values, dtype="float64"),
        namespace="prometheus" if labels else "",
        unit=unit,
        dimensions=labels,
        source=where,
        series=series,
    )


def _legend(legend: str) -> tuple[str, str, Mapping[str, str]]:
    """Series id (empty for a selector, whose labels make one), metric and labels."""
    selector = _SELECTOR.match(legend)
    if selector is not None:
        labels = dict(_LABEL.findall(selector[2]))
        return "", selector[1] or labels.pop("__name__", legend), labels
    resource, _, metric = legend.rpartition(" ")
    if resource and lookup("plain", "", metric, {}) is not None:
        return resource, metric, {}
    return legend, legend, {}


def _values(words: Sequence[str], legend: str, where: str) -> tuple[list[float], str]:
    """Numbers in the base of the units they carry, and that base; no unit stays no unit."""
    units: set[tuple[str, bool]] = set()
    bare = 0
    values: list[float] = []
    for word in words:
        number, unit = _value(word.strip(), legend, where)
        values.append(number if unit is None else number * unit.factor)
        units |= {(unit.kind, unit.per_second)} if unit else set()
        bare += unit is None and number != 0 and number == number  # noqa: PLR0124 - NaN is not itself
    if len(units) > 1 or (units and bare):
        raise ReadError(f"the column {legend!r} mixes units", where=where, mend=FORMATTING)
    if not units:
        return values, ""
    kind, per_second = units.pop()
    return values, BASES[kind] + ("/s" if per_second else "")


def _value(word: str, legend: str, where: str) -> tuple[float, Unit | None]:
    if word.lower() in MISSING:
        return float("nan"), None
    match = _VALUE.match(word)
    unit = parsed(match[2]) if match and match[2] else None
    if match is None or (match[2] and unit is None):
        raise ReadError(f"{word[:40]!r} in the column {legend!r} is not a number", where=where, mend=FORMATTING)
    return float(match[1]), unit


def _times(words: list[str], zone: str | None, where: str) -> Any:
    if all(word.strip().replace(".", "", 1).isdigit() for word in words):
        return epochs(words, where), ()
    return stamps(words, zone, where)


def _rows(lines: Any) -> Iterator[list[str]]:
    """Rows of the table; a first line ``sep=;`` names the delimiter and is not a row."""
    iterator = iter(lines)
    first = next(iterator, "")
    separator = ";" if first.count(";") > first.count(",") else ","
    if first.strip().lower().startswith("sep="):
        separator = first.strip()[4:5] or ","
    else:
        yield from csv.reader([first], delimiter=separator)
    yield from csv.reader(iterator, delimiter=separator)
