"""Free days from a file and from a country's calendar."""

from datetime import date
from pathlib import Path

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.job.holidays import EPOCH, free_days


def days(*dates: str) -> set[int]:
    return {(date.fromisoformat(one) - EPOCH).days for one in dates}


def test_a_file_holds_a_date_on_each_line(tmp_path: Path) -> None:
    path = tmp_path / "free.csv"
    path.write_text("# our own\n2026-12-24,half a day\n\n2027-01-02 stock-taking  # closed\n")
    assert free_days(str(path)) == days("2026-12-24", "2027-01-02")
    assert not free_days(None)


def test_a_line_without_a_date_is_named(tmp_path: Path) -> None:
    path = tmp_path / "free.txt"
    path.write_text("2026-12-24\nChristmas\n")
    with pytest.raises(LeptonError) as caught:
        free_days(str(path))
    assert caught.value.where == f"{path}:2"


def test_parts_of_a_country_differ() -> None:
    epiphany = days("2027-01-06")
    assert epiphany <= set(free_days("DE-BY"))
    assert not epiphany & set(free_days("de"))
    assert days("2026-11-26") <= set(free_days("US"))  # the fourth Thursday of November


@pytest.mark.parametrize("text", ["XX", "DE-ZZ", "missing.txt"])
def test_no_calendar_is_guessed(text: str) -> None:
    with pytest.raises(LeptonError, match="neither a file nor a known calendar"):
        free_days(text)
