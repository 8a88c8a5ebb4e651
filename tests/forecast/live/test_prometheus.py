from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live import prometheus
from lepton_iac.forecast.live.http import Access
from lepton_iac.forecast.live.prometheus import Query, fetch, windows
from lepton_iac.forecast.read_metrics import read_metrics

START = datetime(2026, 11, 1, 10, tzinfo=UTC)
TOKEN = "s3cret-token"


def every_step(request: Request) -> Response:
    """One sample at each step of the asked range, as Prometheus gives them."""
    import json

    first, last = (datetime.fromisoformat(request.args[name]).timestamp() for name in ("start", "end"))
    step = int(request.args["step"])
    stamps = range(int(first), int(last) + 1, step)
    result = [{"metric": {"instance": "10.0.0.1:9100"}, "values": [[at, "0.5"] for at in stamps]}]
    body = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    return Response(json.dumps(body), 200, content_type="application/json")


def test_windows_join_without_a_doubled_or_missing_step(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus, "POINTS", 5)
    httpserver.expect_request("/api/v1/query_range").respond_with_handler(every_step)
    query = Query("1 - avg by (instance) (…)", "cpu_fraction", "fraction")
    paths = fetch(httpserver.url_for("/"), [query], START, START + timedelta(hours=1), tmp_path)
    metrics = read_metrics(paths)
    assert len(paths) == 3
    assert len(metrics.frame) == 13
    assert set(metrics.frame["metric"]) == {"cpu_fraction"}
    assert not any("shared a time stamp" in note.text for note in metrics.notes)


def test_a_second_run_asks_nothing_and_no_token_is_kept(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/api/v1/query_range").respond_with_handler(every_step)
    url = httpserver.url_for("").replace("http://", f"http://user:{TOKEN}@")
    for _ in range(2):
        paths = fetch(url, [Query("up")], START, START, tmp_path, access=Access(TOKEN))
    assert len(httpserver.log) == 1
    assert not any(TOKEN in path.read_text() + path.name for path in paths)


def test_a_failed_window_leaves_the_finished_ones(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus, "POINTS", 12)
    httpserver.expect_oneshot_request("/api/v1/query_range").respond_with_handler(every_step)
    with pytest.raises(ReadError, match="500"):
        fetch(
            httpserver.url_for(""),
            [Query("up")],
            START,
            START + timedelta(hours=1),
            tmp_path,
            access=Access(attempts=1),
        )
    assert len(list(tmp_path.glob("prometheus-*.json"))) == 1


def test_windows_hold_every_step_once() -> None:
    step = timedelta(minutes=5)
    assert list(windows(START, START + 3 * step, step, 2)) == [
        (START, START + step),
        (START + 2 * step, START + 3 * step),
    ]
    assert list(windows(START, START, step, 2)) == [(START, START)]


def test_a_step_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="step of 0"):
        fetch("http://x", [Query("up")], START, START, tmp_path, step_s=0)
