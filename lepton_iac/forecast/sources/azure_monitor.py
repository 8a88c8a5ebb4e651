"""Azure Monitor as ``az monitor metrics list`` and its REST API return it.

Source: https://learn.microsoft.com/en-us/rest/api/monitor/metrics/list
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lepton_iac.forecast.clock import stamps
from lepton_iac.forecast.recording import Recording, statistic
from lepton_iac.forecast.sources.content import Content, items, numbers, table, text
from lepton_iac.forecast.sources.yielded import Yield
from lepton_iac.model import Note

AGGREGATIONS = ("average", "maximum", "minimum", "total", "count")
_METRIC_PATH = "/providers/microsoft.insights/metrics/"
_ISO = re.compile(r"^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?$")
_CLOCK = re.compile(r"^(?:(\d{1,5})(?:\.| days?, ))?(\d{1,5}):(\d{1,2}):(\d{1,2})$")


def recognises(content: Content) -> bool:
    """One answer, or a list of answers."""
    return any("timespan" in answer and isinstance(answer.get("value"), list) for answer in _answers(content.document))


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of each aggregation; stamps without an offset are UTC, which the API defines.

    Raises:
        ReadError: the file has another shape than the API documents.
    """
    del zone
    for answer in _answers(content.document):
        period = seconds(text(answer.get("interval")))
        for metric in items(answer.get("value"), content.name):
            yield from _metric(table(metric, content.name), answer, period, content.name)


def seconds(interval: str) -> int:
    """``PT1M``, ``1:00:00``, ``00:05:00`` or ``1 day, 0:00:00`` in seconds; 0 for anything else."""
    match = _ISO.match(interval) or _CLOCK.match(interval)
    if match is None:
        return 0
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def _metric(metric: Mapping[str, Any], answer: Mapping[str, Any], period: int, where: str) -> Iterator[Yield]:
    name = text(table(metric.get("name"), where).get("value"))
    resource, _, _ = text(metric.get("id")).lower().partition(_METRIC_PATH)
    code = text(metric.get("errorCode")) or "Success"
    if code != "Success":
        yield Note(f"Azure answered {code} for {name}: {text(metric.get('errorMessage'))}".rstrip(": "), where)
    for series in items(metric.get("timeseries"), where):
        one = table(series, where)
        points = [table(point, where) for point in items(one.get("data"), where)]
        dimensions = {"resource_id": resource, **_metadata(one, where)}
        for aggregation in AGGREGATIONS:
            chosen = [point for point in points if point.get(aggregation) is not None]
            if chosen:
                times, _ = stamps([text(point.get("timeStamp")) for point in chosen], "UTC", where)
                yield Recording(
                    "azure",
                    name,
                    statistic(aggregation),
                    times,
                    numbers([point[aggregation] for point in chosen], where),
                    namespace=text(answer.get("namespace")) or _type_of(resource),
                    unit=text(metric.get("unit")),
                    dimensions=dimensions,
                    period_s=period,
                    source=where,
                )


def _metadata(series: Mapping[str, Any], where: str) -> Mapping[str, str]:
    pairs = [table(one, where) for one in items(series.get("metadatavalues"), where)]
    return {text(table(pair.get("name"), where).get("value")): text(pair.get("value")) for pair in pairs}


def _type_of(resource: str) -> str:
    """``microsoft.sql/servers/databases`` from ``…/providers/microsoft.sql/servers/s/databases/d``."""
    parts = resource.rpartition("/providers/")[2].split("/")
    return "/".join([parts[0], *parts[1::2]]) if len(parts) > 2 else ""


def _answers(document: Any) -> Sequence[Mapping[str, Any]]:
    answers = document if isinstance(document, list) else [document]
    return [answer for answer in answers if isinstance(answer, dict)]
