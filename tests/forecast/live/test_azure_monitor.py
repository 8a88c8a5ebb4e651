from datetime import UTC, datetime, timedelta
from pathlib import Path

from pytest_httpserver import HTTPServer

from lepton_iac.forecast.live.azure_monitor import BATCH, fetch
from lepton_iac.forecast.live.http import Access
from lepton_iac.forecast.read_metrics import read_metrics

START = datetime(2026, 11, 1, 10, tzinfo=UTC)
END = START + timedelta(hours=1)
MACHINE = "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/web"
ANSWER = {
    "timespan": "2026-11-01T10:00:00Z/2026-11-01T11:00:00Z",
    "interval": "PT5M",
    "namespace": "Microsoft.Compute/virtualMachines",
    "value": [
        {
            "id": f"{MACHINE}/providers/Microsoft.Insights/metrics/Percentage CPU",
            "name": {"value": "Percentage CPU"},
            "unit": "Percent",
            "timeseries": [{"data": [{"timeStamp": "2026-11-01T10:00:00Z", "maximum": 40.0}]}],
        }
    ],
}


def test_what_is_fetched_is_read_like_a_recorded_file(httpserver: HTTPServer, tmp_path: Path) -> None:
    asked = {
        "api-version": "2018-01-01",
        "timespan": "2026-11-01T10:00:00Z/2026-11-01T11:00:00Z",
        "interval": "PT5M",
        "metricnames": "Percentage CPU",
        "aggregation": "Average,Maximum",
    }
    httpserver.expect_request(
        f"{MACHINE}/providers/Microsoft.Insights/metrics",
        query_string=asked,
        headers={"Authorization": "Bearer secret"},
    ).respond_with_json(ANSWER)
    for _ in range(2):
        paths = fetch(
            [MACHINE], ["Percentage CPU"], START, END, tmp_path, Access("secret"), address=httpserver.url_for("/")
        )
    metrics = read_metrics(paths)
    assert list(metrics.frame["value"]) == [0.4]
    assert len(httpserver.log) == 1
    assert "secret" not in paths[0].read_text()


def test_many_metrics_go_in_batches(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request(f"{MACHINE}/providers/Microsoft.Insights/metrics").respond_with_json(ANSWER)
    names = [f"metric {number}" for number in range(BATCH + 1)]
    paths = fetch([MACHINE], names, START, END, tmp_path, Access("t"), address=httpserver.url_for("/"))
    assert len(paths) == 2
    assert [len(request.args["metricnames"].split(",")) for request, _ in httpserver.log] == [20, 1]
