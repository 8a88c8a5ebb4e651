"""The next day, week, month and year: what the history allows, and the path hour by hour."""

import numpy as np
import pytest

from lepton_iac.forecast.analogs import PATTERNS, analogs, chosen
from lepton_iac.forecast.inputs import Line
from lepton_iac.forecast.outlook import HORIZONS, outlooks, path_of, paths
from lepton_iac.forecast.series import Floats, Hourly
from lepton_iac.model import Outlook

MONDAY = 492_672
"""2026-03-16T00:00Z in epoch hours."""


def office(days: int, seed: int = 1) -> Floats:
    """Working days from 8 to 18 at 0.7, all else at 0.1; starts on a Monday."""
    hours = np.arange(days * 24)
    busy = (hours // 24 % 7 < 5) & (hours % 24 >= 8) & (hours % 24 < 18)
    return np.where(busy, 0.7, 0.1) + np.random.default_rng(seed).uniform(0, 0.02, len(hours))


def line(values: Floats, metric: str = "cpu_fraction", unit: str = "fraction") -> Line:
    return Line("aws_instance.a", metric, unit, Hourly(MONDAY, values), ("i-1",))


def ask(values: Floats, metric: str = "cpu_fraction", unit: str = "fraction") -> dict[str, Outlook]:
    found = outlooks([line(values, metric, unit)])
    return {one.horizon: one for one in found["aws_instance.a", metric]}


def test_monday_is_the_start_of_a_week() -> None:
    assert (MONDAY // 24 + 3) % 7 == 0
    assert MONDAY % 24 == 0


def test_the_path_of_an_office_rests_on_the_weekend() -> None:
    found = path_of(line(office(42)))
    assert found.start == MONDAY + 42 * 24
    assert found.p50.shape == found.p10.shape == found.p90.shape == (168,)
    assert (found.p10 <= found.p50).all()
    assert (found.p50 <= found.p90).all()
    assert found.p50[10] == pytest.approx(0.71, abs=0.02)
    assert (found.p90[5 * 24 :] < 0.2).all()
    assert found.pattern in {"day-type", "hour-of-week"}
    assert "hour-of-day = 1" in found.why


def test_a_holiday_is_a_free_day() -> None:
    wednesday = (MONDAY + 42 * 24) // 24 + 2
    found = analogs(Hourly(MONDAY, office(42)), 168, free_days={wednesday}, pattern="day-type")
    assert (found.path(0.9)[48:72] < 0.2).all()
    assert found.path(0.5)[24 + 10] > 0.5


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_looks_ahead_or_loses_the_hour(pattern: str) -> None:
    history = Hourly(MONDAY + 5, office(40)[5 : 40 * 24 - 7])
    made = analogs(history, 400, pattern=pattern)
    assert (made.ages > 0)[np.isfinite(made.values)].all()
    if pattern in {"hour-of-day", "day-type"}:
        assert (made.ages % 24 == 0)[np.isfinite(made.values)].all()


def test_a_wave_without_weeks_keeps_the_plain_hour_of_the_day() -> None:
    noise = np.random.default_rng(0).normal(0, 0.05, 42 * 24)
    assert chosen(Hourly(MONDAY, 1 + np.sin(np.arange(42 * 24) / 24 * 2 * np.pi) / 2 + noise))[0] == "hour-of-day"


def test_day_week_and_month_from_six_weeks_and_no_year() -> None:
    found = ask(office(42))
    assert list(found) == list(HORIZONS)
    for name in ("day", "week", "month"):
        assert found[name].refused == ""
        levels = list(found[name].quantiles.values())
        assert levels == sorted(levels)
        assert found[name].quantiles[0.99] == pytest.approx(0.72, abs=0.01)
    assert found["12 months"].quantiles == {}
    assert "42 days of history cannot tell 365 days ahead" in found["12 months"].refused
    assert "bring 89 days" in found["12 months"].refused


def test_a_saturday_is_told_from_the_week() -> None:
    values = office(40)
    assert ask(values)["day"].quantiles[0.99] < 0.2 < ask(values)["week"].quantiles[0.9]


def test_a_steady_load_is_told_for_a_year_from_a_hundred_days() -> None:
    year = ask(office(100))["12 months"]
    assert year.refused == ""
    assert year.quantiles[0.99] == pytest.approx(0.72, abs=0.01)


def test_what_grows_is_told_at_the_end_of_each_horizon() -> None:
    found = ask(100 + 2 * np.arange(100 * 24) / 24, "storage_gib", "GiB")
    assert found["week"].quantiles[0.5] == pytest.approx(100 + 2 * 107, abs=3)
    assert found["12 months"].quantiles[0.5] == pytest.approx(100 + 2 * 465, abs=3)
    assert "trend 2 a day" in found["month"].why
    drawn = path_of(line(100 + 2 * np.arange(100 * 24) / 24, "storage_gib", "GiB"))
    assert drawn.p50[-1] == pytest.approx(100 + 2 * 107, abs=1)


def test_what_grows_is_refused_where_no_trend_can_be_told() -> None:
    found = ask(100 + np.arange(10 * 24) / 24, "storage_gib", "GiB")
    assert all(one.refused.startswith("10 days show no trend") for one in found.values())


@pytest.mark.parametrize("values", [office(5), np.full(0, 1.0), np.full(600, np.nan)])
def test_too_little_history_has_a_reason_and_no_figure(values: Floats) -> None:
    for one in ask(values).values():
        assert one.quantiles == {}
        assert one.refused
    refused = paths([line(values)])["aws_instance.a", "cpu_fraction"]
    assert refused.refused
    assert refused.p50.size == 0


def test_a_fresh_shift_is_a_warning_beside_the_figures() -> None:
    values = np.concatenate([office(40) * 0 + 0.2, office(8) * 0 + 0.7])
    week = ask(values)["week"]
    assert week.quantiles
    assert any(text.startswith("fresh level shift") for text in week.warnings)


def test_the_future_does_not_move_the_path() -> None:
    values = office(42)
    again = np.concatenate([values, np.full(500, 99.0)])
    known = Line("a", "cpu_fraction", "fraction", Hourly(MONDAY, again[: len(values)]), ())
    assert np.array_equal(path_of(known).p90, path_of(line(values)).p90)
