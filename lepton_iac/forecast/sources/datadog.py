"""Datadog ``/api/v1/query`` answers.

Source: https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import epochs
from lepton_iac.forecast.recording import Recording, statistic
from lepton_iac.forecast.sources.content import Content, items, numbers, period, table, text
from lepton_iac.forecast.sources.yielded import Yield

_ROLLUP = re.compile(r"\.rollup\(\s*(avg|max|min|sum|count)\b")
_AGGREGATOR = re.compile(r"^(?:avg|max|min|sum|count|p\d+):")


def recognises(content: Content) -> bool:
    """An object whose series hold point lists."""
    document = content.document
    series = document.get("series") if isinstance(document, dict) else None
    if not isinstance(series, list):
        return False
    return "from_date" in document or any(isinstance(one, dict) and "pointlist" in one for one in series)


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of each series; the roll-up named in the expression is the statistic, else the average.

    Raises:
        ReadError: the query failed, or the file has another shape than the API documents.
    """
    del zone
    answer = table(content.document, content.name)
    if text(answer.get("status")) not in {"ok", ""}:
        said = text(answer.get("error")) or "no reason given"
        raise ReadError(f"Datadog answered with an error: {said}", where=content.name, mend="query it again")
    for series in items(answer.get("series"), content.name):
        yield _series(table(series, content.name), content.name)


def _series(series: Mapping[str, Any], where: str) -> Recording:
    pairs = items(series.get("pointlist"), where)
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise ReadError("a point is not a pair of time and value", where=where)
    return Recording(
        "datadog",
        _AGGREGATOR.sub("", text(series.get("metric"))).partition("{")[0],
        _statistic(text(series.get("expression"))),
        epochs([pair[0] for pair in pairs], where),
        numbers([pair[1] for pair in pairs], where),
        namespace="datadog",
        unit=_unit(series.get("unit"), where),
        dimensions=_tags(series, where),
        period_s=period(series.get("interval"), where),
        source=where,
    )


def _statistic(expression: str) -> str:
    if ".as_count()" in expression:
        return "sum"
    rollup = _ROLLUP.search(expression)
    return statistic(rollup[1]) if rollup else "average"


def _unit(value: Any, where: str) -> str:
    """``[{name: byte}, {name: second}]`` is ``byte/second``."""
    names = [text(one.get("name")) for one in items(value, where) if isinstance(one, dict)]
    return "/".join(names)


def _tags(series: Mapping[str, Any], where: str) -> Mapping[str, str]:
    tags = [*text(series.get("scope")).split(","), *(text(tag) for tag in items(series.get("tag_set"), where))]
    pairs = [tag.partition(":") for tag in tags if ":" in tag]
    return {name.strip(): value.strip() for name, _, value in pairs}
