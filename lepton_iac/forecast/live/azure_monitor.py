"""Read Azure Monitor's REST API, one file per resource and up to 20 metrics.

Source: https://learn.microsoft.com/en-us/rest/api/monitor/metrics/list
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from lepton_iac.forecast.live.http import Access, get_json
from lepton_iac.forecast.live.store import instant, stored

ADDRESS = "https://management.azure.com"
API_VERSION = "2018-01-01"
BATCH = 20


def fetch(
    resources: Sequence[str],
    metrics: Sequence[str],
    start: datetime,
    end: datetime,
    folder: Path,
    access: Access,
    *,
    interval: str = "PT5M",
    aggregations: Sequence[str] = ("Average", "Maximum"),
    address: str = ADDRESS,
) -> tuple[Path, ...]:
    """Files with the answers; those of an earlier run are used again.

    Args:
        resources: full resource ids, ``/subscriptions/…``.
        metrics: names as Azure has them, ``Percentage CPU``; of one resource type.
        start, end: aware times.
        aggregations: ``Average``, ``Maximum``, ``Minimum``, ``Total``, ``Count``.

    Raises:
        ReadError: the API refuses or is out of reach.
        WriteError: the folder cannot be written.
    """
    paths: list[Path] = []
    for resource in resources:
        for first in range(0, len(metrics), BATCH):
            url = f"{address.rstrip('/')}/{resource.strip('/')}/providers/Microsoft.Insights/metrics"
            asked = {
                "api-version": API_VERSION,
                "timespan": f"{instant(start)}/{instant(end)}",
                "interval": interval,
                "metricnames": ",".join(metrics[first : first + BATCH]),
                "aggregation": ",".join(aggregations),
            }

            def answer(url: str = url, asked: dict[str, str] = asked) -> dict[str, object]:
                return {**get_json(url, asked, access)}

            paths.append(stored(folder, "azure", {"url": url, **asked}, answer))
    return tuple(paths)
