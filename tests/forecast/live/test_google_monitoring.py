from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live import google_monitoring
from lepton_iac.forecast.live.google_monitoring import Query, fetch
from lepton_iac.forecast.live.http import Access
from lepton_iac.forecast.read_metrics import read_metrics

START = datetime(2026, 11, 1, 10, tzinfo=UTC)
END = START + timedelta(hours=1)
CPU = "compute.googleapis.com/instance/cpu/utilization"
PATH = "/v3/projects/my-project/timeSeries"


def page(minute: int, value: float, **more: Any) -> dict[str, Any]:
    series = {
        "metric": {"type": CPU, "labels": {"instance_name": "web"}},
        "resource": {"type": "gce_instance", "labels": {"instance_id": "42"}},
        "metricKind": "GAUGE",
        "points": [{"interval": {"endTime": f"2026-11-01T10:{minute:02}:00Z"}, "value": {"doubleValue": value}}],
    }
    return {"timeSeries": [series], **more}


def test_pages_make_one_file_and_one_series(httpserver: HTTPServer, tmp_path: Path) -> None:
    asked = {
        "filter": f'metric.type="{CPU}"',
        "interval.startTime": "2026-11-01T10:00:00Z",
        "interval.endTime": "2026-11-01T11:00:00Z",
        "aggregation.alignmentPeriod": "300s",
        "aggregation.perSeriesAligner": "ALIGN_MAX",
    }
    second = asked | {"pageToken": "next"}
    httpserver.expect_request(PATH, query_string=asked).respond_with_json(page(10, 0.5, nextPageToken="next"))
    httpserver.expect_request(PATH, query_string=second).respond_with_json(page(5, 0.25))
    for _ in range(2):
        paths = fetch(
            "my-project", [Query(CPU)], START, END, tmp_path, Access("secret"), address=httpserver.url_for("/")
        )
    metrics = read_metrics(paths)
    assert list(metrics.frame["value"]) == [0.25, 0.5]
    assert set(metrics.frame["statistic"]) == {"maximum"}
    assert len(httpserver.log) == 2
    assert all(request.headers["Authorization"] == "Bearer secret" for request, _ in httpserver.log)
    assert "secret" not in paths[0].read_text()


def test_endless_pages_are_refused(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_monitoring, "PAGES", 3)
    httpserver.expect_request(PATH).respond_with_json(page(5, 0.5, nextPageToken="again"))
    with pytest.raises(ReadError, match="more than 3 pages"):
        fetch("my-project", [Query(CPU)], START, END, tmp_path, Access("t"), address=httpserver.url_for("/"))
    assert list(tmp_path.iterdir()) == []
