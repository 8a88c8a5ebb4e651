"""Metrics fetched while the command runs, from servers on this machine that behave like the vendors' own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import pi, sin
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT
from tests.cli.plans import plan

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
AS_OF = NOW.isoformat()
HOURS = 24 * 15


def level(hour: int) -> float:
    """A daily rhythm between 10 and 50 percent."""
    return 30 + 20 * sin(hour / 24 * 2 * pi)


WEB = {
    "type": "aws_instance",
    "name": "web",
    "values": {
        "id": "i-0abc",
        "instance_type": "m5.large",
        "private_ip": "10.0.0.5",
        "availability_zone": "eu-west-1a",
    },
}
VM_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm"
VM = {
    "type": "azurerm_linux_virtual_machine",
    "name": "vm",
    "values": {"id": VM_ID, "size": "Standard_D2s_v5", "location": "westeurope", "name": "vm"},
}
BOX = {
    "type": "google_compute_instance",
    "name": "box",
    "values": {
        "instance_id": "42",
        "project": "shop",
        "machine_type": "n2-standard-2",
        "zone": "europe-west1-b",
        "name": "box",
    },
}


def demands(shown: str) -> dict[tuple[str, str], Any]:
    """What a JSON report forecasts, by address and dimension."""
    found = json.loads(shown)["projects"][0]["forecast"]["demands"]
    return {(demand["address"], demand["dimension"]): demand for demand in found}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lepton_iac.cli.live.cache_dir", lambda: tmp_path / "cache")
    monkeypatch.setattr("lepton_iac.forecast.live.http.FIRST_WAIT_S", 0.01)
    for name in ("AZURE_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN", "PROMETHEUS_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def fill(url: str) -> None:
    """Fifteen days of a processor, and of memory as the agent reports it, with a dimension no plan knows."""
    from lepton_iac.forecast.live.cloudwatch import client

    cloudwatch = client("eu-west-1", url=url)
    agent = [{"Name": "InstanceId", "Value": "i-0abc"}, {"Name": "host", "Value": "ip-10-0-0-5"}]
    for namespace, metric, dimensions in (
        ("AWS/EC2", "CPUUtilization", agent[:1]),
        ("CWAgent", "mem_used_percent", agent),
    ):
        points = [
            {
                "MetricName": metric,
                "Dimensions": dimensions,
                "Timestamp": NOW - timedelta(hours=hour),
                "Value": level(hour),
                "Unit": "Percent",
            }
            for hour in range(1, HOURS + 1)
        ]
        for first in range(0, len(points), 500):
            cloudwatch.put_metric_data(Namespace=namespace, MetricData=points[first : first + 500])


def test_cloudwatch_from_the_stack_to_the_forecast_and_again_offline(
    aws: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(aws)
    stack, saved = plan(tmp_path, WEB), tmp_path / "metrics.csv.gz"
    options = ["--as-of", AS_OF, "--format", "json", "--method", "p99-28d"]
    live = ["--from", "cloudwatch", "--from-url", aws, "--since", "15d", "--save-metrics", str(saved)]
    assert run(["forecast", str(stack), *live, *options]) == EXIT_FINE
    shown = capsys.readouterr()
    found = demands(shown.out)
    assert set(found) == {("aws_instance.web", "cpu_fraction"), ("aws_instance.web", "memory_fraction")}
    assert found["aws_instance.web", "cpu_fraction"]["observedMax"] == pytest.approx(0.5)
    assert "fetched" in shown.err
    assert "testing" not in shown.out + shown.err
    assert run(["forecast", str(stack), "--metrics", str(saved), *options]) == EXIT_FINE
    assert demands(capsys.readouterr().out) == found


def test_a_resource_without_an_id_is_named(aws: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(aws)
    new = {**WEB, "name": "new", "values": {"instance_type": "m5.large"}}
    stack = plan(tmp_path, WEB, new)
    live = ["--from", "cloudwatch", "--from-url", aws, "--since", "15d", "--as-of", AS_OF]
    assert run(["forecast", str(stack), *live]) == EXIT_FINE
    assert "aws_instance.new: not asked for: the plan does not know its id" in capsys.readouterr().out


def matrix(request: Request) -> Response:
    """A server with one machine, whose processor is what the expression asks for."""
    if "node_memory_MemTotal_bytes" not in request.args["query"]:
        names = {"node_memory_MemAvailable_bytes": "node_memory_MemAvailable_bytes"}
        if not any(name in request.args["query"] for name in names):
            return answer({"status": "success", "data": {"resultType": "matrix", "result": []}})
        return series("node_memory_MemAvailable_bytes", lambda hour: 2**30 * (8 - level(hour) / 10))
    return series("node_memory_MemTotal_bytes", lambda hour: 2.0**33)


def series(name: str, value: Any) -> Response:
    first = int((NOW - timedelta(hours=HOURS)).timestamp())
    points = [[first + hour * 3600, str(value(hour))] for hour in range(HOURS)]
    result = {"metric": {"__name__": name, "instance": "10.0.0.5:9100"}, "values": points}
    return answer({"status": "success", "data": {"resultType": "matrix", "result": [result]}})


def answer(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")


PROMETHEUS = ["--since", "15d", "--as-of", AS_OF, "--format", "json", "--method", "p99-28d"]


def test_prometheus_is_asked_for_the_stack_s_machines_with_its_token(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", "s3cret-t0ken")
    asked: list[Request] = []

    def handler(request: Request) -> Response:
        asked.append(request)
        return answer({}, 503) if len(asked) == 2 else matrix(request)

    httpserver.expect_request("/api/v1/query_range").respond_with_handler(handler)
    stack = plan(tmp_path, WEB)
    options = ["--from", "prometheus", "--from-url", httpserver.url_for(""), *PROMETHEUS]
    assert run(["forecast", str(stack), *options]) == EXIT_FINE
    shown = capsys.readouterr()
    assert ("aws_instance.web", "memory_fraction") in demands(shown.out)
    assert {request.headers["Authorization"] for request in asked} == {"Bearer s3cret-t0ken"}
    assert all("10\\\\.0\\\\.0\\\\.5" in request.args["query"] for request in asked)
    kept = "".join(path.read_text("utf-8") for path in (tmp_path / "cache" / "metrics").iterdir())
    assert "s3cret" not in shown.out + shown.err + kept
    before = len(asked)
    assert run(["forecast", str(stack), *options]) == EXIT_FINE
    assert len(asked) == before


def test_a_run_that_was_killed_goes_on_where_it_was(httpserver: HTTPServer, tmp_path: Path) -> None:
    slow = {"after": 3}
    asked: list[str] = []

    def handler(request: Request) -> Response:
        asked.append(request.args["query"])
        if len(asked) > slow["after"]:
            time.sleep(0.7)
        return matrix(request)

    httpserver.expect_request("/api/v1/query_range").respond_with_handler(handler)
    stack = plan(tmp_path, WEB)
    code = (
        "import sys; from pathlib import Path; import lepton_iac.cli.live as live; "
        f"live.cache_dir = lambda: Path({str(tmp_path / 'cache')!r}); "
        "from lepton_iac.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    options = ["--from", "prometheus", "--from-url", httpserver.url_for(""), *PROMETHEUS]
    command = [sys.executable, "-c", code, "forecast", str(stack), *options, "--out", str(tmp_path / "out.json")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(asked) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    first, slow["after"] = len(asked), 10_000
    assert first >= 5
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    again = asked[first:]
    assert not set(again) & set(asked[:3])
    assert ("aws_instance.web", "memory_fraction") in demands((tmp_path / "out.json").read_text("utf-8"))


def test_azure_is_asked_for_the_resource_s_own_metrics(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AZURE_ACCESS_TOKEN", "t")
    busy = [answer({}, 429), answer({}, 429)]

    def handler(request: Request) -> Response:
        if busy:
            return busy.pop()
        assert "Percentage CPU" in request.args["metricnames"].split(",")
        data = [
            {"timeStamp": (NOW - timedelta(hours=hour)).isoformat(), "maximum": level(hour), "average": level(hour) / 2}
            for hour in range(1, HOURS)
        ]
        metric = {
            "id": f"{VM_ID}/providers/Microsoft.Insights/metrics/Percentage CPU",
            "type": "Microsoft.Insights/metrics",
            "name": {"value": "Percentage CPU"},
            "unit": "Percent",
            "timeseries": [{"metadatavalues": [], "data": data}],
        }
        span = request.args["timespan"]
        return answer({"timespan": span, "interval": "PT1H", "namespace": "Microsoft.Compute/virtualMachines",
                       "resourceregion": "westeurope", "value": [metric]})  # fmt: skip

    httpserver.expect_request(f"{VM_ID}/providers/Microsoft.Insights/metrics").respond_with_handler(handler)
    options = ["--from", "azure", "--from-url", httpserver.url_for(""), *PROMETHEUS]
    assert run(["forecast", str(plan(tmp_path, VM)), *options]) == EXIT_FINE
    found = demands(capsys.readouterr().out)
    assert found["azurerm_linux_virtual_machine.vm", "cpu_fraction"]["observedMax"] == pytest.approx(0.5)


def test_google_is_asked_page_by_page_for_the_stack_s_instances(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "t")
    filters: list[str] = []

    def handler(request: Request) -> Response:
        filters.append(request.args["filter"])
        if "instance/cpu/utilization" not in request.args["filter"]:
            return answer({})
        second = request.args.get("pageToken") == "two"
        hours = range(1, 180) if second else range(180, HOURS)
        points = [
            {
                "interval": dict.fromkeys(("startTime", "endTime"), (NOW - timedelta(hours=hour)).isoformat()),
                "value": {"doubleValue": level(hour) / 100},
            }
            for hour in hours
        ]
        page = {
            "metric": {"type": "compute.googleapis.com/instance/cpu/utilization"},
            "resource": {"type": "gce_instance", "labels": {"instance_id": "42", "project_id": "shop"}},
            "metricKind": "GAUGE",
            "valueType": "DOUBLE",
            "points": points,
        }
        return answer({"timeSeries": [page], **({} if second else {"nextPageToken": "two"})})

    httpserver.expect_request("/v3/projects/shop/timeSeries").respond_with_handler(handler)
    options = ["--from", "google", "--from-url", httpserver.url_for(""), *PROMETHEUS]
    assert run(["forecast", str(plan(tmp_path, BOX)), *options]) == EXIT_FINE
    found = demands(capsys.readouterr().out)
    assert found["google_compute_instance.box", "cpu_fraction"]["observedMax"] == pytest.approx(0.5)
    assert all('resource.labels.instance_id=one_of("42")' in text for text in filters)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "prometheus"], "no Prometheus server is named"),
        (["--from-url", "http://127.0.0.1:1"], "--from-url without --from"),
        (["--from", "azure", "--from-url", "http://metrics.example"], "a line that anyone can read"),
        (["--from", "google", "--since", "soon"], "not a span of time"),
    ],
)
def test_what_is_missing_is_said(
    options: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AZURE_ACCESS_TOKEN", "t")
    assert run(["forecast", str(plan(tmp_path, WEB)), *options, "--metrics", __file__]) == EXIT_INPUT
    assert said in capsys.readouterr().err


def test_without_a_token_the_way_to_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["forecast", str(plan(tmp_path, VM)), "--from", "azure"]) == EXIT_INPUT
    assert "set AZURE_ACCESS_TOKEN" in capsys.readouterr().err
