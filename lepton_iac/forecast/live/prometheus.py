"""Read Prometheus through ``query_range``, in windows below its limit of 11,000 points a series.

Source: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live.http import Access, get_json, public
from lepton_iac.forecast.live.store import instant, stored

POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Query:
    """One expression, and what it computes where its result has no name of its own.

    Attributes:
        metric: a neutral dimension such as ``cpu_fraction``, or empty to use the series' own names.
        unit, statistic: of the result; empty leaves them to the metric.
    """

    expression: str
    metric: str = ""
    unit: str = ""
    statistic: str = ""


def fetch(
    address: str,
    queries: Sequence[Query],
    start: datetime,
    end: datetime,
    folder: Path,
    *,
    step_s: int = 300,
    access: Access | None = None,
) -> tuple[Path, ...]:
    """Files with the answers, one per query and window; those of an earlier run are used again.

    Args:
        address: base URL of the server, ``https://prometheus.example:9090``.
        start, end: aware times, both included.

    Raises:
        ReadError: the server refuses, is out of reach, or answers something else.
        WriteError: the folder cannot be written.
    """
    if step_s < 1:
        raise ReadError(f"a step of {step_s} seconds is not possible", mend="use 1 or more")
    url = f"{address.rstrip('/')}/api/v1/query_range"
    paths: list[Path] = []
    for query in queries:
        for first, last in windows(start, end, timedelta(seconds=step_s), POINTS):
            asked = {"query": query.expression, "start": instant(first), "end": instant(last), "step": str(step_s)}
            said = {"metric": query.metric, "unit": query.unit, "statistic": query.statistic}
            request = {"url": public(url), **asked, **said}

            def answer(asked: dict[str, str] = asked, said: dict[str, str] = said) -> dict[str, object]:
                return {**get_json(url, asked, access or Access()), **{name: one for name, one in said.items() if one}}

            paths.append(stored(folder, "prometheus", request, answer))
    return tuple(paths)


def windows(start: datetime, end: datetime, step: timedelta, points: int) -> Iterator[tuple[datetime, datetime]]:
    """Consecutive spans of at most ``points`` steps that share no stamp and together hold every step."""
    first = start
    while first <= end:
        yield first, min(end, first + step * (points - 1))
        first += step * points
