"""Read Google Cloud Monitoring's ``timeSeries.list``, all pages of a metric in one file.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live.http import PAGES, Access, get_json
from lepton_iac.forecast.live.store import instant, stored

ADDRESS = "https://monitoring.googleapis.com"


@dataclass(frozen=True, slots=True)
class Query:
    """One metric type and how its points are aligned: ``ALIGN_MAX`` for a gauge, ``ALIGN_RATE`` for a delta.

    Attributes:
        among: a resource label and the values it may have; empty takes every series of the project.
    """

    metric: str
    aligner: str = "ALIGN_MAX"
    period_s: int = 300
    among: tuple[str, tuple[str, ...]] = ("", ())

    @property
    def filter(self) -> str:
        """Source: https://cloud.google.com/monitoring/api/v3/filters."""
        label, values = self.among
        listed = ", ".join(f'"{value}"' for value in values)
        return f'metric.type="{self.metric}"' + (f" AND resource.labels.{label}=one_of({listed})" if values else "")


def fetch(
    project: str,
    queries: Sequence[Query],
    start: datetime,
    end: datetime,
    folder: Path,
    access: Access,
    *,
    address: str = ADDRESS,
) -> tuple[Path, ...]:
    """Files with the answers, one per query, with the aggregation beside the series.

    Args:
        start, end: aware times.

    Raises:
        ReadError: the API refuses, is out of reach, or never stops paging.
        WriteError: the folder cannot be written.
    """
    url = f"{address.rstrip('/')}/v3/projects/{quote(project, safe='')}/timeSeries"
    paths: list[Path] = []
    for query in queries:
        asked = {
            "filter": query.filter,
            "interval.startTime": instant(start),
            "interval.endTime": instant(end),
            "aggregation.alignmentPeriod": f"{query.period_s}s",
            "aggregation.perSeriesAligner": query.aligner,
        }

        def answer(asked: dict[str, str] = asked, query: Query = query) -> Mapping[str, Any]:
            aggregation = {"alignmentPeriod": f"{query.period_s}s", "perSeriesAligner": query.aligner}
            return {"aggregation": aggregation, "timeSeries": _all_pages(url, asked, access)}

        paths.append(stored(folder, "google", {"url": url, **asked}, answer))
    return tuple(paths)


def _all_pages(url: str, asked: Mapping[str, str], access: Access) -> list[Any]:
    found: list[Any] = []
    token: dict[str, str] = {}
    for _ in range(PAGES):
        page = get_json(url, {**asked, **token}, access)
        series = page.get("timeSeries", [])
        found += series if isinstance(series, list) else []
        if not page.get("nextPageToken"):
            return found
        token = {"pageToken": str(page["nextPageToken"])}
    raise ReadError(f"the answer has more than {PAGES} pages", mend="ask for a shorter time or a longer period")
