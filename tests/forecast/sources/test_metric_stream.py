import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]


def point(minute: int, **value: float) -> str:
    return json.dumps(
        {
            "metric_stream_name": "all",
            "account_id": "111122223333",
            "region": "eu-west-1",
            "namespace": "AWS/EC2",
            "metric_name": "CPUUtilization",
            "dimensions": {"InstanceId": "i-0abc"},
            "timestamp": 1_793_527_200_000 + minute * 60_000,
            "value": value,
            "unit": "Percent",
        }
    )


def test_every_line_is_a_point_and_the_mean_is_sum_over_count(write: Write) -> None:
    lines = [point(1, count=2, sum=60, max=50, min=10, p99=49), point(0, count=1, sum=5, max=5, min=5), ""]
    metrics = read_metrics([write("stream.jsonl", "\n".join(lines))])
    kept = metrics.frame[metrics.frame["metric"] == "cpu_fraction"]
    found = kept.groupby("statistic", observed=True)["value"].agg(lambda values: values.round(9).tolist()).to_dict()
    assert found == {"average": [0.05, 0.3], "maximum": [0.05, 0.5], "minimum": [0.05, 0.1], "p99": [0.49]}
    assert set(kept["period_s"]) == {60}


def test_a_point_delivered_twice_counts_once(write: Write) -> None:
    metrics = read_metrics([write("stream.jsonl", "\n".join([point(0, max=5), point(0, max=7)]))])
    assert list(metrics.frame["value"]) == pytest.approx([0.07])
    assert any("shared a time stamp" in note.text for note in metrics.notes)


@pytest.mark.parametrize("line", ["{", "[]", '{"value": 1, "timestamp": 1793527200000}', '{"timestamp": "x"}'])
def test_a_broken_line_is_named(write: Write, line: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_metrics([write("stream.jsonl", point(0, max=5) + "\n" + line)])
    assert caught.value.where.endswith("stream.jsonl:2")
