"""CloudWatch metric streams in JSON: one object a line, one minute a point.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html
"""

import json
from array import array
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import epochs
from lepton_iac.forecast.recording import Recording, statistic
from lepton_iac.forecast.sources.content import Content, number, table, text, texts
from lepton_iac.forecast.sources.yielded import Yield

PERIOD_S = 60

Key: TypeAlias = tuple[str, str, str, tuple[tuple[str, str], ...], str]
Numbers: TypeAlias = "array[float]"  # arrays take no subscript at run time before Python 3.12
Points: TypeAlias = tuple[Numbers, Numbers]


def recognises(content: Content) -> bool:
    """The first line is one point of a stream."""
    first = content.head.lstrip().partition("\n")[0]
    return first.startswith("{") and '"metric_stream_name"' in first


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a stream: average (sum over count), maximum, minimum, sum and any percentile it carries.

    Raises:
        ReadError: a line is not a point; the error names the line.
    """
    del zone
    found: dict[Key, Points] = {}
    with content.text() as lines:
        for count, line in enumerate(lines, 1):
            if line.strip():
                _add(found, line, f"{content.name}:{count}")
    for (namespace, metric, unit, dimensions, name), (times, values) in found.items():
        yield _recording(namespace, metric, unit, dict(dimensions), name, times, values, content.name)


def _add(found: dict[Key, Points], line: str, where: str) -> None:
    try:
        point = table(json.loads(line), where)
    except (ValueError, RecursionError) as error:
        raise ReadError("the line is not a JSON object", where=where) from error
    stamp = number(point.get("timestamp"), where)
    dimensions = tuple(sorted(texts(point.get("dimensions")).items()))
    start = (text(point.get("namespace")), text(point.get("metric_name")), text(point.get("unit")), dimensions)
    for name, value in _statistics(table(point.get("value"), where), where).items():
        times, values = found.setdefault((*start, name), (array("d"), array("d")))
        times.append(stamp)
        values.append(value)


def _statistics(value: Mapping[str, Any], where: str) -> Mapping[str, float]:
    known = {statistic(name): number(one, where) for name, one in value.items()}
    count = known.pop("count", 0.0)
    average = {"average": known["sum"] / count} if count and "sum" in known else {}
    return known | average


def _recording(
    namespace: str,
    metric: str,
    unit: str,
    dimensions: Mapping[str, str],
    name: str,
    times: Numbers,
    values: Numbers,
    where: str,
) -> Recording:
    import numpy as np

    return Recording(
        "aws",
        metric,
        name,
        epochs(np.frombuffer(times), where),
        np.frombuffer(values),
        namespace=namespace,
        unit=unit,
        dimensions=dimensions,
        period_s=PERIOD_S,
        source=where,
    )
