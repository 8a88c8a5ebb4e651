import pandas as pd
import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.canonical import COLUMNS, DIMENSIONS, Metrics, empty, framed, hourly, joined, validated
from lepton_iac.forecast.metric_units import parsed


def frame(**columns: list[object]) -> pd.DataFrame:
    """Two points of one series unless columns say otherwise."""
    count = len(next(iter(columns.values()), [0, 0]))
    defaults: dict[str, list[object]] = {
        "series": ["a"] * count,
        "time": [f"2026-11-01T10:{n:02}:00Z" for n in range(count)],
        "metric": ["cpu_fraction"] * count,
        "statistic": ["maximum"] * count,
        "period_s": [60] * count,
        "unit": ["fraction"] * count,
        "value": [0.5] * count,
    }
    made: pd.DataFrame = framed(defaults | columns)
    return made


def test_an_empty_frame_is_canonical() -> None:
    assert tuple(validated(empty()).columns) == COLUMNS


def test_rows_are_sorted_by_key() -> None:
    made = frame(series=["b", "a"], value=[1.0, 2.0])
    assert list(made["series"]) == ["a", "b"]
    assert str(made["time"].dtype) == "datetime64[ns, UTC]"


def test_every_dimension_has_a_unit_that_is_understood() -> None:
    assert [name for name, unit in DIMENSIONS.items() if parsed(unit) is None] == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (frame().drop(columns="unit"), "columns"),
        (frame().astype({"value": "str"}), "value"),
        (frame().assign(value=float("inf")), "not finite"),
        (frame().assign(value=float("nan")), "not finite"),
        (frame(time=["2026-11-01T10:00:00Z"] * 2), "two values"),
        (frame().assign(time=pd.Timestamp("2026-11-01")), "time"),
    ],
)
def test_what_is_not_canonical_is_refused(broken: pd.DataFrame, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        validated(broken)


def test_gaps_are_nan_only_where_they_are_asked_for() -> None:
    broken = frame().assign(value=float("nan"))
    assert validated(broken, gaps=True) is broken


def test_hours_without_a_value_are_nan_and_zero_stays() -> None:
    stamps: list[object] = ["2026-11-01T10:05:00Z", "2026-11-01T10:55:00Z", "2026-11-01T12:00:00Z"]
    made = hourly(Metrics(frame(time=stamps, value=[0.2, 0.4, 0.0])))
    assert made.frame["value"].fillna(-1).tolist() == [0.4, -1.0, 0.0]
    assert list(made.frame["time"].dt.hour) == [10, 11, 12]
    assert set(made.frame["period_s"]) == {3600}


def test_averages_stand_in_for_missing_maxima_and_it_is_said() -> None:
    made = hourly(Metrics(frame(statistic=["average", "average"], value=[0.2, 0.4])))
    assert made.frame["value"].tolist() == [0.4]
    assert [note.text for note in made.notes] == ["cpu_fraction has no maximum, its average stands in"]


def test_a_measured_maximum_counts_before_the_average_beside_it() -> None:
    stamps: list[object] = ["2026-11-01T10:00:00Z", "2026-11-01T10:05:00Z"] * 2
    statistics: list[object] = ["average", "average", "maximum", "maximum"]
    made = hourly(Metrics(frame(time=stamps, statistic=statistics, value=[0.2, 0.4, 0.9, 0.8])))
    assert made.frame["value"].tolist() == [0.9]
    assert made.notes == ()


def test_hourly_average() -> None:
    stamps: list[object] = ["2026-11-01T10:00:00Z", "2026-11-01T10:05:00Z", "2026-11-01T10:00:00Z"]
    statistics: list[object] = ["average", "average", "maximum"]
    made = hourly(Metrics(frame(time=stamps, statistic=statistics, value=[0.2, 0.4, 0.9])), "average")
    assert made.frame["value"].tolist() == pytest.approx([0.3])
    assert made.notes == ()


def test_hours_of_nothing_and_of_another_statistic() -> None:
    assert len(hourly(Metrics(empty())).frame) == 0
    with pytest.raises(ReadError, match="p99"):
        hourly(Metrics(empty()), "p99")


def test_joining_keeps_equal_points_once_and_refuses_contradictions() -> None:
    one = Metrics(frame())
    assert len(joined([one, one, Metrics(empty())]).frame) == 2
    assert len(joined([]).frame) == 0
    with pytest.raises(ReadError, match="two values"):
        joined([one, Metrics(frame(value=[0.1, 0.2]))])
