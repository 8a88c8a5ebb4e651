from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]


def series(metric: str, values: list[dict[str, Any]], *, kind: str = "GAUGE", **more: Any) -> dict[str, Any]:
    """Points five minutes apart, newest first."""
    points = [
        {
            "interval": {"startTime": f"2026-11-01T10:{5 * n:02}:00Z", "endTime": f"2026-11-01T10:{5 * n + 5:02}:00Z"},
            "value": value,
        }
        for n, value in enumerate(values)
    ]
    labels = {"project_id": "p", "zone": "europe-west1-b", "instance_id": "4520031799277581759"}
    return {
        "metric": {"type": metric, "labels": {"instance_name": "web"}},
        "resource": {"type": "gce_instance", "labels": labels},
        "metricKind": kind,
        "points": points[::-1],
        **more,
    }


def test_utilisation_is_a_fraction_already(write: Write) -> None:
    one = series("compute.googleapis.com/instance/cpu/utilization", [{"doubleValue": 0.25}, {"doubleValue": 0.5}])
    metrics = read_metrics([write("a.json", {"timeSeries": [{**one, "unit": "10^2.%"}]})])
    assert list(metrics.frame["value"]) == [0.25, 0.5]
    assert set(metrics.frame["unit"]) == {"fraction"}
    assert list(metrics.frame["time"].dt.minute) == [5, 10]
    (info,) = metrics.info.values()
    assert info.dimensions["instance_id"] == "4520031799277581759"


def test_a_delta_of_text_integers_becomes_a_rate(write: Write) -> None:
    one = series("compute.googleapis.com/instance/disk/read_ops_count", [{"int64Value": "600"}], kind="DELTA")
    metrics = read_metrics([write("a.json", {"timeSeries": [one]})])
    assert metrics.frame.iloc[0]["metric"] == "disk_iops"
    assert metrics.frame.iloc[0]["value"] == pytest.approx(2.0)


def test_a_cumulative_series_becomes_rates_and_a_restart_counts_from_zero(write: Write) -> None:
    values = [{"int64Value": text} for text in ("1000", "1600", "300")]
    one = series("compute.googleapis.com/instance/disk/read_ops_count", values, kind="CUMULATIVE", unit="1")
    metrics = read_metrics([write("a.json", {"timeSeries": [one]})])
    assert list(metrics.frame["value"]) == pytest.approx([2.0, 1.0])


def test_a_distribution_counts_with_its_mean(write: Write) -> None:
    value = {"distributionValue": {"count": "3", "mean": 0.4, "bucketCounts": ["1", "2"]}}
    one = series("run.googleapis.com/container/cpu/utilizations", [value], kind="DELTA", unit="10^2.%")
    metrics = read_metrics([write("a.json", {"aggregation": {"perSeriesAligner": "ALIGN_MEAN"}, "timeSeries": [one]})])
    assert metrics.frame.iloc[0]["value"] == 0.4


def test_the_aligner_beside_the_series_is_the_statistic(write: Write) -> None:
    one = series("compute.googleapis.com/instance/cpu/utilization", [{"doubleValue": 0.25}])
    page = {"aggregation": {"perSeriesAligner": "ALIGN_MAX"}, "timeSeries": [one]}
    metrics = read_metrics([write("a.json", [page, {"timeSeries": []}])])
    assert metrics.frame.iloc[0]["statistic"] == "maximum"


def test_a_rate_aligner_has_already_divided(write: Write) -> None:
    one = series("compute.googleapis.com/instance/network/sent_bytes_count", [{"doubleValue": 125_000.0}])
    page = {"aggregation": {"perSeriesAligner": "ALIGN_RATE"}, "timeSeries": [one]}
    metrics = read_metrics([write("a.json", page)])
    assert metrics.frame.iloc[0]["value"] == pytest.approx(1.0)
    assert metrics.frame.iloc[0]["metric"] == "network_mbps"


def test_only_the_state_that_means_used_is_the_fraction(write: Write) -> None:
    used = series("agent.googleapis.com/memory/percent_used", [{"doubleValue": 40.0}], unit="%")
    used["metric"]["labels"]["state"] = "used"
    free = series("agent.googleapis.com/memory/percent_used", [{"doubleValue": 60.0}], unit="%")
    free["metric"]["labels"]["state"] = "free"
    frame = read_metrics([write("a.json", {"timeSeries": [used, free]})]).frame
    assert list(frame[frame["metric"] == "memory_fraction"]["value"]) == [0.4]
    assert len(frame) == 2


@pytest.mark.parametrize("value", [{"boolValue": True}, {}, {"doubleValue": "x"}, {"distributionValue": 3}])
def test_a_value_that_is_no_number_is_an_error(write: Write, value: dict[str, Any]) -> None:
    one = series("compute.googleapis.com/instance/cpu/utilization", [value])
    with pytest.raises(ReadError):
        read_metrics([write("a.json", {"timeSeries": [one]})])
