from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]

START = 1_793_527_200


def answer(*result: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"status": "success", "data": {"resultType": "matrix", "result": list(result)}, **more}


def series(values: list[str], step: int = 60, **labels: str) -> dict[str, Any]:
    return {"metric": labels, "values": [[START + step * n, value] for n, value in enumerate(values)]}


def test_texts_become_numbers_and_nan_and_infinity_are_dropped_and_counted(write: Write) -> None:
    one = series(
        ["1073741824", "NaN", "+Inf", "0"], __name__="node_memory_MemAvailable_bytes", instance="10.0.0.1:9100"
    )
    metrics = read_metrics([write("a.json", answer(one))])
    assert list(metrics.frame["value"]) == [1.0, 0.0]
    assert set(metrics.frame["metric"]) == {"memory_free_gib"}
    assert any(note.text.startswith("2 values in 1 series were not finite numbers") for note in metrics.notes)


def test_a_counter_becomes_a_rate_and_a_reset_counts_from_zero(write: Write) -> None:
    one = series(["0", "60", "180", "30"], __name__="http_requests_total", job="web")
    metrics = read_metrics([write("a.json", answer(one))])
    assert list(metrics.frame["value"]) == pytest.approx([1.0, 2.0, 0.5])
    assert set(metrics.frame["metric"]) == {"requests"}


def test_growth_over_a_long_gap_stays_a_gap(write: Write) -> None:
    one = series(["0", "60", "120"], __name__="http_requests_total")
    one["values"].append([START + 36_000, "999999"])
    assert list(read_metrics([write("a.json", answer(one))]).frame["value"]) == pytest.approx([1.0, 1.0])


def test_an_unknown_counter_is_a_rate_under_its_own_name(write: Write) -> None:
    metrics = read_metrics([write("a.json", answer(series(["0", "6"], __name__="jobs_done_total")))])
    row = metrics.frame.iloc[0]
    assert (row["metric"], row["unit"], row["value"]) == ("jobs_done_total", "1/s", pytest.approx(0.1))


def test_idle_processor_time_becomes_the_fraction_that_is_used(write: Write) -> None:
    idle = series(["0", "15"], __name__="node_cpu_seconds_total", mode="idle", cpu="0", instance="10.0.0.1:9100")
    user = series(["0", "45"], __name__="node_cpu_seconds_total", mode="user", cpu="0", instance="10.0.0.1:9100")
    frame = read_metrics([write("a.json", answer(idle, user))]).frame
    assert list(frame[frame["metric"] == "cpu_fraction"]["value"]) == pytest.approx([0.75])


def test_a_container_s_processor_seconds_become_cores(write: Write) -> None:
    one = series(["0", "90"], __name__="container_cpu_usage_seconds_total", pod="web-1")
    row = read_metrics([write("a.json", answer(one))]).frame.iloc[0]
    assert (row["metric"], row["unit"], row["value"]) == ("cpu_cores", "cores", pytest.approx(1.5))


def test_an_expression_is_named_beside_its_answer(write: Write) -> None:
    one = series(["42"], instance="10.0.0.1:9100")
    named = answer(one, metric="cpu_fraction", unit="percent", statistic="max")
    row = read_metrics([write("a.json", named)]).frame.iloc[0]
    assert (row["metric"], row["statistic"], row["value"]) == ("cpu_fraction", "maximum", pytest.approx(0.42))


def test_an_expression_without_a_name_is_left_out_and_said(write: Write) -> None:
    metrics = read_metrics([write("a.json", answer(series(["42"], instance="x"), warnings=["slow"]))])
    assert len(metrics.frame) == 0
    texts = [note.text for note in metrics.notes]
    assert any("has no name" in text for text in texts)
    assert "Prometheus warned: slow" in texts


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"status": "error", "errorType": "bad_data", "error": "parse error"}, "parse error"),
        ({"status": "success", "data": {"resultType": "vector", "result": []}}, "not a matrix"),
        (answer({"metric": {"__name__": "x"}, "values": [[1]]}), "not a pair"),
        (answer({"metric": {"__name__": "x"}, "values": [[START, "lots"]]}), "not a number"),
        (answer({"metric": {"__name__": "x"}, "values": [[5, "1"]]}), "neither epoch seconds"),
    ],
)
def test_another_shape_is_an_error(write: Write, broken: Any, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        read_metrics([write("a.json", broken)])
