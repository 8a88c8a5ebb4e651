from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.sources.azure_monitor import seconds

Write = Callable[[str, Any], Path]

MACHINE = "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/web"


def answer(name: str, unit: str, data: list[dict[str, Any]], interval: str = "PT1M") -> dict[str, Any]:
    metric = {
        "id": f"{MACHINE}/providers/Microsoft.Insights/metrics/{name}",
        "type": "Microsoft.Insights/metrics",
        "name": {"value": name, "localizedValue": name},
        "unit": unit,
        "errorCode": "Success",
        "timeseries": [{"metadatavalues": [], "data": data}],
    }
    return {
        "cost": 0,
        "timespan": "2026-11-01T10:00:00Z/2026-11-01T10:02:00Z",
        "interval": interval,
        "namespace": "Microsoft.Compute/virtualMachines",
        "resourceregion": "westeurope",
        "value": [metric],
    }


def test_missing_minutes_are_gaps_and_zero_is_a_value(write: Write) -> None:
    data: list[dict[str, Any]] = [
        {"timeStamp": "2026-11-01T10:00:00Z", "average": 0.0, "maximum": 10.0},
        {"timeStamp": "2026-11-01T10:01:00Z"},
        {"timeStamp": "2026-11-01T10:02:00+00:00", "average": 50.0, "maximum": None},
    ]
    metrics = read_metrics([write("a.json", answer("Percentage CPU", "Percent", data))])
    assert list(metrics.frame["statistic"]) == ["average", "average", "maximum"]
    assert list(metrics.frame["value"]) == [0.0, 0.5, 0.1]
    assert set(metrics.frame["period_s"]) == {60}
    (info,) = metrics.info.values()
    assert info.dimensions["resource_id"] == MACHINE.lower()


def test_what_is_left_over_is_turned_round(write: Write) -> None:
    data = [{"timeStamp": "2026-11-01T10:00:00Z", "minimum": 20.0, "average": 40.0}]
    metrics = read_metrics([write("a.json", answer("Available Memory Percentage", "Percent", data))])
    found = dict(zip(metrics.frame["statistic"], metrics.frame["value"], strict=True))
    assert found == pytest.approx({"maximum": 0.8, "average": 0.6})
    assert set(metrics.frame["metric"]) == {"memory_fraction"}


def test_a_total_becomes_a_rate(write: Write) -> None:
    data = [{"timeStamp": "2026-11-01T10:00:00Z", "total": 7_500_000.0}]
    metrics = read_metrics([write("a.json", answer("Network In Total", "Bytes", data, "1:00:00"))])
    assert metrics.frame.iloc[0]["metric"] == "network_mbps"
    assert metrics.frame.iloc[0]["value"] == pytest.approx(7.5 * 8 / 3600)


def test_an_error_of_one_metric_is_said(write: Write) -> None:
    whole = answer("Percentage CPU", "Percent", [])
    whole["value"][0]["errorCode"] = "Throttled"
    metrics = read_metrics([write("a.json", [whole])])
    assert any("Azure answered Throttled for Percentage CPU" in note.text for note in metrics.notes)


def test_without_a_namespace_the_type_is_read_from_the_id(write: Write) -> None:
    whole = answer("Percentage CPU", "Percent", [{"timeStamp": "2026-11-01T10:00:00Z", "average": 50.0}])
    del whole["namespace"]
    metrics = read_metrics([write("a.json", whole)])
    (info,) = metrics.info.values()
    assert info.namespace == "microsoft.compute/virtualmachines"
    assert set(metrics.frame["metric"]) == {"cpu_fraction"}


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("PT1M", 60),
        ("PT1H", 3600),
        ("P1D", 86400),
        ("1:00:00", 3600),
        ("00:05:00", 300),
        ("1.00:00:00", 86400),
        ("1 day, 0:00:00", 86400),
        ("", 0),
        ("FULL", 0),
        ("PT" + "9" * 5000 + "M", 0),
    ],
)
def test_intervals_of_every_spelling(interval: str, expected: int) -> None:
    assert seconds(interval) == expected


@pytest.mark.parametrize(
    "broken",
    [
        {"timespan": "", "value": [1]},
        {"timespan": "", "value": [{"name": "cpu"}]},
        answer("Percentage CPU", "Percent", [{"average": 1.0}]),
        answer("Percentage CPU", "Percent", [{"timeStamp": "2026-11-01T10:00:00Z", "average": "high"}]),
    ],
)
def test_another_shape_is_an_error(write: Write, broken: Any) -> None:
    with pytest.raises(ReadError):
        read_metrics([write("a.json", broken)])
