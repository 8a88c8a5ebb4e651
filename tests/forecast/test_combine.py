from typing import Any

import pandas as pd
import pytest

from lepton_iac.forecast.canonical import DIMENSIONS, Metrics, SeriesInfo, framed
from lepton_iac.forecast.combine import by_address

Row = tuple[str, str, str, int, float]


def measured(rows: list[Row], dimensions: dict[str, dict[str, str]]) -> Metrics:
    """Rows of series, metric, statistic, minute and value."""
    columns: dict[str, list[Any]] = {
        "series": [row[0] for row in rows],
        "metric": [row[1] for row in rows],
        "statistic": [row[2] for row in rows],
        "time": [pd.Timestamp("2026-11-01T10:00:00Z") + pd.Timedelta(minutes=row[3]) for row in rows],
        "period_s": [60] * len(rows),
        "unit": [DIMENSIONS.get(row[1], "") for row in rows],
        "value": [row[4] for row in rows],
    }
    return Metrics(framed(columns), {name: SeriesInfo(name, dimensions=one) for name, one in dimensions.items()})


def values(metrics: Metrics, metric: str, statistic: str) -> list[float]:
    frame = metrics.frame
    chosen = frame[(frame["metric"] == metric) & (frame["statistic"] == statistic)]
    return [round(value, 6) for value in chosen["value"]]


def test_reads_and_writes_of_a_volume_add_up_where_both_are_known() -> None:
    rows: list[Row] = [("r", "disk_iops", "average", 0, 1.0), ("r", "disk_iops", "average", 1, 5.0)]
    metrics = measured([*rows, ("w", "disk_iops", "average", 0, 2.0)], {"r": {"VolumeId": "v"}, "w": {"VolumeId": "v"}})
    made = by_address(metrics, {"r": "aws_ebs_volume.a", "w": "aws_ebs_volume.a"})
    assert values(made, "disk_iops", "average") == [3.0]
    assert set(made.frame["series"]) == {"aws_ebs_volume.a"}
    assert [note.text for note in made.notes] == ["1 times of disk_iops lack one of its 2 parts and were left out"]
    assert made.info["aws_ebs_volume.a"].dimensions["series"] == "r\nw"


@pytest.mark.parametrize(
    ("metric", "statistic", "expected"),
    [
        ("cpu_fraction", "maximum", 0.8),
        ("cpu_fraction", "average", 0.5),
        ("cpu_fraction", "minimum", 0.2),
        ("requests", "average", 1.0),
        ("memory_free_gib", "average", 0.2),
    ],
)
def test_members_of_a_group(metric: str, statistic: str, expected: float) -> None:
    rows: list[Row] = [("a", metric, statistic, 0, 0.2), ("b", metric, statistic, 0, 0.8)]
    metrics = measured(rows, {"a": {"InstanceId": "i-1"}, "b": {"InstanceId": "i-2"}})
    made = by_address(metrics, dict.fromkeys("ab", 'aws_autoscaling_group.g["x y"]'))
    assert values(made, metric, statistic) == [expected]
    assert set(made.frame["series"]) == {'aws_autoscaling_group.g["x y"]'}


def test_processors_of_one_machine_average_and_machines_take_the_highest() -> None:
    rows: list[Row] = [
        (name, "cpu_fraction", "maximum", 0, value) for name, value in (("a", 0.2), ("b", 0.4), ("c", 0.9))
    ]
    dimensions = {
        "a": {"instance": "1", "cpu": "0"},
        "b": {"instance": "1", "cpu": "1"},
        "c": {"instance": "2", "cpu": "0"},
    }
    assert values(by_address(measured(rows[:2], dimensions), dict.fromkeys("ab", "x")), "cpu_fraction", "maximum") == [
        0.3
    ]
    assert values(by_address(measured(rows, dimensions), dict.fromkeys("abc", "x")), "cpu_fraction", "maximum") == [0.9]


def test_the_fraction_of_memory_is_derived_from_free_and_total() -> None:
    rows: list[Row] = [("f", "memory_free_gib", "minimum", 0, 2.0), ("t", "memory_total_gib", "average", 0, 8.0)]
    metrics = measured(rows, {"f": {"instance": "1"}, "t": {"instance": "1"}})
    made = by_address(metrics, {"f": "x", "t": "x"})
    assert values(made, "memory_fraction", "maximum") == [0.75]


def test_a_measured_fraction_is_not_derived_again() -> None:
    rows: list[Row] = [("f", "memory_free_gib", "average", 0, 2.0), ("t", "memory_total_gib", "average", 0, 8.0)]
    dimensions = {name: {"instance": "1"} for name in "ftm"}
    metrics = measured([*rows, ("m", "memory_fraction", "average", 0, 0.5)], dimensions)
    assert values(by_address(metrics, dict.fromkeys("ftm", "x")), "memory_fraction", "average") == [0.5]


def test_series_without_an_address_are_dropped() -> None:
    rows: list[Row] = [("a", "cpu_fraction", "average", 0, 0.2)]
    made = by_address(measured(rows, {"a": {}}), {})
    assert len(made.frame) == 0
    assert made.info == {}
