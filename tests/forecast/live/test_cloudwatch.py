from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live.cloudwatch import BATCH, Query, client, fetch
from lepton_iac.forecast.live.http import ATTEMPTS
from lepton_iac.forecast.read_metrics import read_metrics

START = datetime(2026, 11, 1, 10, tzinfo=UTC)
END = START + timedelta(hours=1)


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield client("eu-west-1")


class Recorded:
    """A client that gives the answers it was made with, one a call, and remembers what it was asked."""

    class meta:  # noqa: N801 - boto3's name
        region_name = "eu-west-1"

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def get_metric_data(self, **asked: Any) -> Any:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def failure(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "with AKIASECRET in it"}}, "GetMetricData")


def answer(value: float, minute: int = 0, **more: Any) -> dict[str, Any]:
    moment = START + timedelta(minutes=minute)
    result = {"Id": "m0", "Label": "x", "Timestamps": [moment], "Values": [value], "StatusCode": "Complete"}
    return {"MetricDataResults": [result | more]}


ONE = Query("AWS/EC2", "CPUUtilization", {"InstanceId": "i-1"})


@pytest.mark.parametrize(("statistic", "expected"), [("Maximum", 0.9), ("Average", 0.5), ("Minimum", 0.1)])
def test_what_is_fetched_is_read_like_a_recorded_file(
    cloudwatch: Any, tmp_path: Path, statistic: str, expected: float
) -> None:
    points = [
        {
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "InstanceId", "Value": "i-1"}],
            "Timestamp": START + timedelta(minutes=1),
            "Value": value,
            "Unit": "Percent",
        }
        for value in (10.0, 90.0)
    ]
    cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=points)
    query = Query("AWS/EC2", "CPUUtilization", {"InstanceId": "i-1"}, statistic, 3600)
    metrics = read_metrics(fetch(cloudwatch, [query], START, END, tmp_path))
    assert list(metrics.frame["value"]) == pytest.approx([expected])
    assert list(metrics.info) == ["AWS/EC2 CPUUtilization InstanceId=i-1"]


def test_a_sum_is_read_as_a_rate(cloudwatch: Any, tmp_path: Path) -> None:
    point = {"MetricName": "Invocations", "Timestamp": START, "Value": 7200.0}
    dimension = {"Dimensions": [{"Name": "FunctionName", "Value": "f"}]}
    cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=[point | dimension])
    query = Query("AWS/Lambda", "Invocations", {"FunctionName": "f"}, "Sum", 3600)
    row = read_metrics(fetch(cloudwatch, [query], START, END, tmp_path)).frame.iloc[0]
    assert (row["metric"], row["value"]) == ("requests", 2.0)


def test_pages_are_put_together_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    pages = Recorded(answer(10.0, StatusCode="PartialData") | {"NextToken": "t"}, answer(20.0, 5))
    (path,) = fetch(pages, [ONE], START, END, tmp_path)
    assert [asked.get("NextToken") for asked in pages.asked] == [None, "t"]
    assert list(read_metrics([path]).frame["value"]) == pytest.approx([0.1, 0.2])
    assert fetch(Recorded(), [ONE], START, END, tmp_path) == (path,)


def test_many_queries_go_in_batches_and_finished_ones_are_kept(tmp_path: Path) -> None:
    queries = [Query("AWS/EC2", "CPUUtilization", {"InstanceId": f"i-{n}"}) for n in range(BATCH + 1)]
    with pytest.raises(ReadError, match="AccessDenied"):
        fetch(Recorded(answer(1.0), failure("AccessDenied")), queries, START, END, tmp_path)
    again = Recorded(answer(2.0))
    assert len(fetch(again, queries, START, END, tmp_path)) == 2
    assert [len(asked["MetricDataQueries"]) for asked in again.asked] == [1]


def test_throttling_is_waited_out(tmp_path: Path) -> None:
    waits: list[float] = []
    busy = Recorded(failure("Throttling"), EndpointConnectionError(endpoint_url="https://x"), answer(1.0))
    assert len(fetch(busy, [ONE], START, END, tmp_path, sleep=waits.append)) == 1
    assert waits == [1.0, 2.0]


def test_patience_is_bounded(tmp_path: Path) -> None:
    busy = Recorded(*[failure("Throttling")] * ATTEMPTS)
    with pytest.raises(ReadError, match="answered Throttling, 5 times") as caught:
        fetch(busy, [ONE], START, END, tmp_path, sleep=lambda seconds: None)
    assert "AKIASECRET" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_incomplete_answer_is_kept_but_not_trusted_again(tmp_path: Path) -> None:
    (path,) = fetch(Recorded(answer(1.0, StatusCode="InternalError")), [ONE], START, END, tmp_path)
    assert path.name.endswith(".partial.json")
    (better,) = fetch(Recorded(answer(1.0)), [ONE], START, END, tmp_path)
    assert better != path


def test_a_naive_time_or_an_unknown_profile_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no zone"):
        fetch(Recorded(), [ONE], START.replace(tzinfo=None), END, tmp_path)
    with pytest.raises(ReadError, match="ProfileNotFound"):
        client("eu-west-1", "no-such-profile")
