import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import ReadError
from lepton_iac.forecast.canonical import KEY, Metrics, validated
from lepton_iac.forecast.clean import cleaned
from lepton_iac.forecast.recording import Recording, statistic

START = 1_793_527_200
NANO = 10**9


def recording(values: list[float], *, at: list[int] | None = None, **more: object) -> Recording:
    """An ``AWS/EC2`` metric with a value each minute."""
    seconds = at if at is not None else [60 * n for n in range(len(values))]
    given: dict[str, object] = {
        "vendor": "aws",
        "metric": "CPUUtilization",
        "statistic": "maximum",
        "namespace": "AWS/EC2",
        "dimensions": {"InstanceId": "i-1"},
        "times": (np.array(seconds, dtype="int64") + START) * NANO,
        "values": np.array(values, dtype="float64"),
    }
    return Recording(**(given | more))  # type: ignore[arg-type]


def points(metrics: Metrics) -> list[tuple[int, float]]:
    seconds = metrics.frame["time"].astype("int64") // NANO - START
    return list(zip(seconds, metrics.frame["value"].round(6), strict=True))


@pytest.mark.parametrize(("kind", "expected"), [("maximum", 0.3), ("average", 0.2), ("minimum", 0.1), ("p99", 0.3)])
def test_equal_stamps_are_merged_by_their_statistic(kind: str, expected: float) -> None:
    metrics = cleaned([recording([10.0, 30.0], at=[0, 0], statistic=kind)])
    assert points(metrics) == [(0, expected)]
    assert any("shared a time stamp" in note.text for note in metrics.notes)


def test_newest_first_is_sorted_and_gaps_stay_gaps() -> None:
    assert points(cleaned([recording([3.0, 0.0, 1.0], at=[600, 120, 0])])) == [(0, 0.01), (120, 0.0), (600, 0.03)]


def test_an_irregular_period_is_the_median_step() -> None:
    metrics = cleaned([recording([1.0] * 5, at=[0, 299, 599, 900, 90_000])])
    assert set(metrics.frame["period_s"]) == {300}


def test_a_lone_point_tells_no_period() -> None:
    assert set(cleaned([recording([1.0])]).frame["period_s"]) == {0}


def test_a_sum_over_an_unknown_period_is_kept_under_its_name() -> None:
    metrics = cleaned([recording([600.0], metric="NetworkIn", statistic="sum")])
    assert metrics.frame.iloc[0]["metric"] == "NetworkIn"


@pytest.mark.parametrize("kind", ["sum", "count"])
def test_the_sum_of_a_level_is_not_a_level(kind: str) -> None:
    metrics = cleaned([recording([600.0], statistic=kind, period_s=300)])
    assert (metrics.frame.iloc[0]["metric"], metrics.frame.iloc[0]["value"]) == ("CPUUtilization", 600.0)


def test_a_reported_unit_beats_the_documented_one() -> None:
    assert points(cleaned([recording([0.5], unit="fraction")])) == [(0, 0.5)]


def test_a_unit_that_measures_something_else_is_not_converted() -> None:
    metrics = cleaned([recording([5.0], unit="Bytes")])
    assert (metrics.frame.iloc[0]["metric"], metrics.frame.iloc[0]["unit"]) == ("CPUUtilization", "Bytes")
    assert any("does not measure cpu_fraction" in note.text for note in metrics.notes)


def test_a_count_or_a_rate_is_never_guessed() -> None:
    with pytest.raises(ReadError) as caught:
        cleaned([recording([5.0], vendor="plain", metric="requests", statistic="average", namespace="")])
    assert caught.value.mend == "say whether it is count or 1/s"


def test_the_percentile_of_what_is_left_over_is_not_turned_round() -> None:
    metrics = cleaned([recording([5.0], vendor="datadog", metric="system.cpu.idle", statistic="p99")])
    assert metrics.frame.iloc[0]["metric"] == "system.cpu.idle"


def test_ten_thousand_series_make_a_handful_of_notes() -> None:
    many = [recording([float("nan"), 1.0], dimensions={"InstanceId": f"i-{n}"}) for n in range(50)]
    (note,) = cleaned(many).notes
    assert note.text.startswith("50 values in 50 series were not finite numbers")


def test_a_metric_in_two_units_is_refused() -> None:
    one = recording([1.0], metric="odd", unit="MHz")
    with pytest.raises(ReadError, match="twice"):
        cleaned([one, recording([1.0], at=[60], metric="odd", unit="GHz")])


PIECES = st.lists(
    st.tuples(
        st.sampled_from(["CPUUtilization", "NetworkIn", "Oddity"]),
        st.sampled_from(["average", "maximum", "sum", "p99", ""]),
        st.lists(st.tuples(st.integers(0, 5000), st.floats(width=32)), max_size=8),
    ),
    max_size=6,
)


@settings(max_examples=50, deadline=None)
@given(pieces=PIECES)
def test_the_result_is_canonical_and_the_order_of_pieces_does_not_matter(
    pieces: list[tuple[str, str, list[tuple[int, float]]]],
) -> None:
    raws = [
        recording([value for _, value in rows], at=[at for at, _ in rows], metric=metric, statistic=kind)
        for metric, kind, rows in pieces
    ]
    there = validated(cleaned(raws).frame)
    assert there[list(KEY)].equals(there.sort_values(list(KEY))[list(KEY)])
    back = cleaned(raws[::-1]).frame
    assert list(there["time"]) == list(back["time"])
    np.testing.assert_allclose(there["value"], back["value"], rtol=1e-5, atol=1e30)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Maximum", "maximum"),
        ("p99.00", "p99"),
        ("P99.9", "p99.9"),
        ("SampleCount", "count"),
        ("tm99", "tm99"),
        ("", ""),
    ],
)
def test_words_for_statistics(word: str, expected: str) -> None:
    assert statistic(word) == expected
