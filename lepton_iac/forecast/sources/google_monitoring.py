"""Google Cloud Monitoring ``timeSeries.list`` answers, one or a list of pages.

The answer does not tell how points were aligned; ``aggregation`` of the request may stand beside ``timeSeries``.
Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import stamps
from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.sources.content import Content, items, number, numbers, table, text, texts
from lepton_iac.forecast.sources.yielded import Yield

ALIGNED: Mapping[str, str] = {
    "ALIGN_MAX": "maximum",
    "ALIGN_MEAN": "average",
    "ALIGN_MIN": "minimum",
    "ALIGN_SUM": "sum",
    "ALIGN_DELTA": "sum",
    "ALIGN_RATE": "average",
    "ALIGN_PERCENTILE_99": "p99",
    "ALIGN_PERCENTILE_95": "p95",
    "ALIGN_PERCENTILE_50": "p50",
}
KINDS: Mapping[str, str] = {"GAUGE": "average", "DELTA": "sum", "CUMULATIVE": "counter"}
NANO = 10**9


def recognises(content: Content) -> bool:
    """An object, or a list of objects, with ``timeSeries``."""
    return any(isinstance(page.get("timeSeries"), list) for page in _pages(content.document))


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings stamped with the end of each interval; a distribution counts with its mean.

    Raises:
        ReadError: the file has another shape than the API documents.
    """
    del zone
    for page in _pages(content.document):
        aligner = text(texts(page.get("aggregation")).get("perSeriesAligner"))
        for series in items(page.get("timeSeries"), content.name):
            yield _series(table(series, content.name), aligner, content.name)


def _series(series: Mapping[str, Any], aligner: str, where: str) -> Recording:
    points = [table(point, where) for point in items(series.get("points"), where)]
    metric, resource = table(series.get("metric"), where), table(series.get("resource", {}), where)
    name = text(metric.get("type"))
    kind = text(series.get("metricKind")) or "GAUGE"
    times, periods = _times(points, where)
    return Recording(
        "google",
        name,
        ALIGNED.get(aligner) or KINDS.get(kind, "average"),
        times,
        numbers([_value(point, where) for point in points], where),
        namespace=text(resource.get("type")),
        unit=_unit(text(series.get("unit")), aligner, name),
        dimensions={**texts(metric.get("labels")), **texts(resource.get("labels"))},
        period_s=periods if kind == "DELTA" else 0,
        source=where,
    )


def _unit(unit: str, aligner: str, metric: str) -> str:
    """A rate aligner divides by seconds whether or not the answer says so."""
    if aligner != "ALIGN_RATE" or unit.endswith("/s"):
        return unit
    return f"{unit or ('By' if metric.endswith('bytes_count') else '1')}/s"


def _times(points: Sequence[Mapping[str, Any]], where: str) -> tuple[Any, int]:
    import numpy as np

    intervals = [table(point.get("interval"), where) for point in points]
    ends, _ = stamps([text(interval.get("endTime")) for interval in intervals], "UTC", where)
    starts, _ = stamps([text(one.get("startTime") or one.get("endTime")) for one in intervals], "UTC", where)
    return ends, round(float(np.median(ends - starts)) / NANO) if len(ends) else 0


def _value(point: Mapping[str, Any], where: str) -> float:
    value = table(point.get("value"), where)
    if "distributionValue" in value:
        return number(table(value["distributionValue"], where).get("mean"), where)
    for key in ("doubleValue", "int64Value"):
        if key in value:
            return number(value[key], where)
    raise ReadError(f"a point holds {', '.join(value) or 'no value'}, which is no number", where=where)


def _pages(document: Any) -> Sequence[Mapping[str, Any]]:
    pages = document if isinstance(document, list) else [document]
    return [page for page in pages if isinstance(page, dict)]
