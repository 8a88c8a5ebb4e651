"""CloudWatch as the API and the AWS command line return it: GetMetricData and GetMetricStatistics.

A GetMetricData answer names neither metric nor dimensions, so its request must lie in the same file
(``MetricDataQueries`` beside ``MetricDataResults``) or beside it (``x.json`` with ``x.queries.json``).
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from lepton_iac.forecast.clock import epochs, stamps
from lepton_iac.forecast.recording import Recording, statistic
from lepton_iac.forecast.sources.content import Content, items, numbers, period, table, text
from lepton_iac.forecast.sources.yielded import Yield
from lepton_iac.model import Note

POINT_STATISTICS = ("Average", "Maximum", "Minimum", "Sum", "SampleCount")
SIBLINGS = (".queries.json", ".request.json")


def recognises_data(content: Content) -> bool:
    """One GetMetricData answer, a list of its pages, or a request on its own."""
    return any("MetricDataResults" in page or "MetricDataQueries" in page for page in _pages(content.document))


def recognises_statistics(content: Content) -> bool:
    """A GetMetricStatistics answer."""
    return isinstance(content.document, dict) and isinstance(content.document.get("Datapoints"), list)


def read_data(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a GetMetricData answer; a file that holds only the request yields nothing.

    Raises:
        ReadError: the file has another shape than the API documents.
    """
    pages = _pages(content.document)
    queries = _queries(pages, content)
    for page in pages:
        for result in items(page.get("MetricDataResults"), content.name):
            yield from _result(table(result, content.name), queries, content.name, zone)


def read_statistics(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a GetMetricStatistics answer; ``Namespace``, ``MetricName``, ``Dimensions`` and ``Period`` of the
    request may be added to it by hand, because the answer has only a label.

    Raises:
        ReadError: the file has another shape than the API documents.
    """
    answer = table(content.document, content.name)
    points = [table(point, content.name) for point in items(answer.get("Datapoints"), content.name)]
    metric = text(answer.get("MetricName")) or text(answer.get("Label"))
    dimensions = _dimensions(answer, content.name)
    if not dimensions:
        yield Note(f"{metric} names no resource; add Namespace and Dimensions of the request", content.name)
    for label, chosen in _by_statistic(points).items():
        times = yield from _times([point.get("Timestamp") for point, _ in chosen], zone, content.name)
        yield Recording(
            "aws",
            metric,
            statistic(label),
            times,
            numbers([value for _, value in chosen], content.name),
            namespace=text(answer.get("Namespace")),
            unit=text(chosen[0][0].get("Unit")),
            dimensions=dimensions,
            period_s=period(answer.get("Period"), content.name),
            source=content.name,
        )


def _by_statistic(points: list[Mapping[str, Any]]) -> Mapping[str, list[tuple[Mapping[str, Any], Any]]]:
    found: dict[str, list[tuple[Mapping[str, Any], Any]]] = {}
    for point in points:
        extended = point.get("ExtendedStatistics")
        values = {name: point[name] for name in POINT_STATISTICS if name in point}
        for name, value in (values | (extended if isinstance(extended, dict) else {})).items():
            found.setdefault(name, []).append((point, value))
    return found


def _result(result: Mapping[str, Any], queries: Mapping[str, Any], where: str, zone: str | None) -> Iterator[Yield]:
    identity, label = text(result.get("Id")), text(result.get("Label"))
    yield from _complaints(result, label or identity, where)
    values = items(result.get("Values"), where)
    times = yield from _times(items(result.get("Timestamps"), where), zone, where)
    if len(times) != len(values):
        yield Note(f"{label or identity} was left out: {len(times)} time stamps for {len(values)} values", where)
        return
    asked = queries.get(identity, {}).get("MetricStat")
    if not isinstance(asked, dict):
        yield Note(f"the query {identity!r} is not known, so its label {label!r} stands for the metric", where)
        yield Recording("aws", label or identity, "", times, numbers(values, where), source=where)
        return
    metric = table(asked.get("Metric"), where)
    yield Recording(
        "aws",
        text(metric.get("MetricName")),
        statistic(text(asked.get("Stat"))),
        times,
        numbers(values, where),
        namespace=text(metric.get("Namespace")),
        unit=text(asked.get("Unit")),
        dimensions=_dimensions(metric, where),
        period_s=period(asked.get("Period"), where),
        source=where,
    )


def _complaints(result: Mapping[str, Any], name: str, where: str) -> Iterator[Note]:
    status = text(result.get("StatusCode")) or "Complete"
    said = "; ".join(text(table(one, where).get("Value")) for one in items(result.get("Messages"), where))
    if status != "Complete" or said:
        yield Note(f"CloudWatch answered {status} for {name}{': ' + said if said else ''}", where)


def _times(values: Any, zone: str | None, where: str) -> Generator[Yield, None, Any]:
    """Stamps are ISO 8601 in the current command line, epoch seconds in the API's JSON."""
    if all(isinstance(value, (int, float)) for value in values):
        return epochs(values, where)
    times, notes = stamps([text(value) for value in values], zone, where)
    yield from notes
    return times


def _pages(document: Any) -> list[Mapping[str, Any]]:
    pages = document if isinstance(document, list) else [document]
    return [page for page in pages if isinstance(page, dict)]


def _queries(pages: list[Mapping[str, Any]], content: Content) -> Mapping[str, Mapping[str, Any]]:
    asked = [query for page in pages for query in items(page.get("MetricDataQueries"), content.name)]
    for sibling in _siblings(content.path):
        document = Content(sibling).document
        asked += (
            document
            if isinstance(document, list)
            else items(table(document, str(sibling)).get("MetricDataQueries"), "")
        )
    return {text(query.get("Id")): query for query in asked if isinstance(query, dict)}


def _siblings(path: Path) -> list[Path]:
    stem = path.name.removesuffix(".gz").removesuffix(".json")
    return [path.with_name(stem + ending) for ending in SIBLINGS if path.with_name(stem + ending).is_file()]


def _dimensions(holder: Mapping[str, Any], where: str) -> Mapping[str, str]:
    pairs = [table(one, where) for one in items(holder.get("Dimensions"), where)]
    return {text(pair.get("Name")): text(pair.get("Value")) for pair in pairs}
