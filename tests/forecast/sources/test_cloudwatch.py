from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]

QUERIES = [
    {
        "Id": "cpu",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2",
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "InstanceId", "Value": "i-0abc"}],
            },
            "Period": 300,
            "Stat": "Maximum",
        },
    },
    {
        "Id": "net",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2",
                "MetricName": "NetworkIn",
                "Dimensions": [{"Name": "InstanceId", "Value": "i-0abc"}],
            },
            "Period": 300,
            "Stat": "Sum",
            "Unit": "Bytes",
        },
    },
]
RESULTS = [
    {
        "Id": "cpu",
        "Label": "CPUUtilization",
        "Timestamps": ["2026-11-01T10:05:00+00:00", "2026-11-01T10:00:00+00:00"],
        "Values": [50.0, 25.0],
        "StatusCode": "Complete",
    },
    {
        "Id": "net",
        "Label": "NetworkIn",
        "Timestamps": ["2026-11-01T10:00:00+00:00"],
        "Values": [37_500_000.0],
        "StatusCode": "PartialData",
        "Messages": [{"Code": "ArithmeticError", "Value": "a message"}],
    },
]
CPU = "AWS/EC2 CPUUtilization InstanceId=i-0abc"
NET = "AWS/EC2 NetworkIn InstanceId=i-0abc"


def test_request_and_result_in_one_file_are_joined_on_their_id(write: Write) -> None:
    metrics = read_metrics([write("a.json", {"MetricDataQueries": QUERIES, "MetricDataResults": RESULTS})])
    cpu = metrics.frame[metrics.frame["series"] == CPU]
    assert list(cpu["value"]) == [0.25, 0.5]
    assert list(cpu["time"].astype("str")) == ["2026-11-01 10:00:00+00:00", "2026-11-01 10:05:00+00:00"]
    assert set(cpu["metric"]) == {"cpu_fraction"}
    assert set(cpu["statistic"]) == {"maximum"}
    assert set(cpu["period_s"]) == {300}
    assert metrics.info[CPU].dimensions == {"InstanceId": "i-0abc"}


def test_a_sum_becomes_a_rate_over_its_period(write: Write) -> None:
    metrics = read_metrics([write("a.json", {"MetricDataQueries": QUERIES, "MetricDataResults": RESULTS})])
    net = metrics.frame[metrics.frame["series"] == NET].iloc[0]
    assert (net["metric"], net["statistic"], net["unit"]) == ("network_mbps", "average", "Mbit/s")
    assert net["value"] == pytest.approx(1.0)
    assert metrics.info[NET].part == "in"


def test_an_incomplete_answer_is_said(write: Write) -> None:
    metrics = read_metrics([write("a.json", {"MetricDataQueries": QUERIES, "MetricDataResults": RESULTS})])
    assert "CloudWatch answered PartialData for NetworkIn: a message" in {note.text for note in metrics.notes}


@pytest.mark.parametrize("ending", [".queries.json", ".request.json"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_the_request_may_lie_beside_the_result(write: Write, ending: str, wrapped: bool) -> None:
    request = write(f"a{ending}", {"MetricDataQueries": QUERIES} if wrapped else QUERIES)
    result = write("a.json", {"MetricDataResults": RESULTS})
    assert set(read_metrics([result]).info) == {CPU, NET}
    if wrapped:
        assert set(read_metrics([result, request]).info) == {CPU, NET}


def test_without_its_request_the_label_stands_for_the_metric(write: Write) -> None:
    metrics = read_metrics([write("a.json", {"MetricDataResults": RESULTS[:1]})])
    row = metrics.frame.iloc[0]
    assert (row["series"], row["metric"], row["statistic"]) == ("CPUUtilization", "cpu_fraction", "average")
    texts = " ".join(note.text for note in metrics.notes)
    assert "the query 'cpu' is not known" in texts
    assert "without a statistic" in texts


def test_pages_of_one_answer_are_one_series(write: Write) -> None:
    page = {"MetricDataQueries": QUERIES, "MetricDataResults": RESULTS[:1]}
    later = {"Id": "cpu", "Timestamps": ["2026-11-01T10:10:00Z"], "Values": [75.0]}
    metrics = read_metrics([write("a.json", [page, {"MetricDataResults": [later]}])])
    assert list(metrics.frame["value"]) == [0.25, 0.5, 0.75]


def test_times_without_values_are_left_out_and_said(write: Write) -> None:
    broken = {**RESULTS[0], "Values": [1.0]}
    metrics = read_metrics([write("a.json", {"MetricDataQueries": QUERIES, "MetricDataResults": [broken]})])
    assert len(metrics.frame) == 0
    assert "CPUUtilization was left out: 2 time stamps for 1 values" in {note.text for note in metrics.notes}


def test_statistics_hold_several_statistics_and_percentiles(write: Write) -> None:
    point = {"Timestamp": "2026-11-01T10:00:00Z", "Average": 10.0, "Maximum": 30.0, "Unit": "Percent"}
    answer = {
        "Label": "CPUUtilization",
        "Namespace": "AWS/RDS",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders"}],
        "Period": 3600,
        "Datapoints": [{**point, "ExtendedStatistics": {"p99.00": 25.0}}],
    }
    metrics = read_metrics([write("a.json", answer)])
    found = dict(zip(metrics.frame["statistic"], metrics.frame["value"], strict=True))
    assert found == pytest.approx({"average": 0.1, "maximum": 0.3, "p99": 0.25})
    assert set(metrics.frame["period_s"]) == {3600}


def test_statistics_without_dimensions_say_so(write: Write) -> None:
    point = {"Timestamp": "2026-11-01T10:00:00Z", "Average": 10.0, "Unit": "Percent"}
    metrics = read_metrics([write("a.json", {"Label": "CPUUtilization", "Datapoints": [point]})])
    assert any("names no resource" in note.text for note in metrics.notes)


@pytest.mark.parametrize(
    "broken",
    [
        {"MetricDataResults": {}},
        {"MetricDataResults": [1]},
        {"MetricDataResults": [{"Id": "cpu", "Timestamps": ["soon"], "Values": [1]}]},
        {"MetricDataResults": [{"Id": "cpu", "Timestamps": ["2026-11-01T10:00:00Z"], "Values": ["many"]}]},
        {"MetricDataQueries": [{"Id": "cpu", "MetricStat": {"Metric": 1}}], "MetricDataResults": RESULTS},
    ],
)
def test_another_shape_is_an_error_that_names_the_file(write: Write, broken: Any) -> None:
    with pytest.raises(ReadError) as caught:
        read_metrics([write("a.json", broken)])
    assert caught.value.where.endswith("a.json")
