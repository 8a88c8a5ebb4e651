import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import epochs, stamps

TEN = 1_793_527_200 * 10**9


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01T10:00:00Z",
        "2026-11-01 10:00:00+00:00",
        "2026-11-01T11:00:00+0100",
        "2026-11-01 10:00:00 UTC",
        "2026-11-01T10:00:00.000Z",
        "2026-11-01T05:00-05:00",
    ],
)
def test_stamps_with_a_zone_need_none(text: str) -> None:
    assert stamps([text], None, "f")[0].tolist() == [TEN]


def test_naive_stamps_take_the_zone_and_zoned_ones_keep_their_own() -> None:
    times, notes = stamps(["2026-11-01 11:00:00", "2026-11-01T10:00:00Z"], "Europe/Berlin", "f")
    assert times.tolist() == [TEN, TEN]
    assert notes == ()


def test_a_naive_stamp_without_a_zone_names_the_option() -> None:
    with pytest.raises(ReadError) as caught:
        stamps(["2026-11-01 11:00:00"], None, "f")
    assert "zone option" in caught.value.mend


def test_the_repeated_hour_is_read_as_its_first_occurrence_and_said() -> None:
    times, (note,) = stamps(["2026-10-25T02:30:00"], "Europe/Berlin", "f")
    assert times.tolist() == stamps(["2026-10-25T02:30:00+02:00"], None, "f")[0].tolist()
    assert "Europe/Berlin repeats" in note.text


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-03-29T02:30:00", "Europe/Berlin"),
        ("soon", "UTC"),
        ("", "UTC"),
        ("9999-12-31T00:00:00Z", None),
        ("2026-11-01T10:00:00", "Mars/Olympus"),
        ("2026-11-01T10:00:00", "../etc/passwd"),
    ],
)
def test_what_is_no_time_is_an_error(text: str, zone: str | None) -> None:
    with pytest.raises(ReadError):
        stamps([text], zone, "f")


@pytest.mark.parametrize("factor", [1, 10**3, 10**6, 10**9])
def test_the_magnitude_tells_the_unit_of_epochs(factor: int) -> None:
    assert epochs([1_793_527_200 * factor], "f").tolist() == [TEN]


@pytest.mark.parametrize(
    "values", [["x"], [[]], [[1]], [5], [1e30], [float("nan")], [1_793_527_200, 1_793_527_200_000]]
)
def test_what_is_no_epoch_is_an_error(values: list[object]) -> None:
    with pytest.raises(ReadError):
        epochs(values, "f")
