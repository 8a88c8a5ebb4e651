"""When schedules fire, in the dialects of the clouds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.kinds.recurrence import CYCLE_DAYS, DAY_MINUTES, recurrence, weekly

MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 - the schedule's own wall clock


def test_a_cycle_is_whole_weeks_and_ends_where_it_began() -> None:
    assert CYCLE_DAYS % 7 == 0
    assert (MONDAY + timedelta(days=CYCLE_DAYS)).timetuple()[1:3] == (1, 1)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0 8 * * MON-FRI", [day * DAY_MINUTES + 480 for day in range(5)]),
        ("30 7 * * 0", [6 * DAY_MINUTES + 450]),
        ("cron(0 8 ? * 2-6 *)", [day * DAY_MINUTES + 480 for day in range(5)]),
        ("cron(0 8 ? * SUN *)", [6 * DAY_MINUTES + 480]),
        ("cron(15,45 0 ? * 1 *)", [6 * DAY_MINUTES + 15, 6 * DAY_MINUTES + 45]),
    ],
)
def test_weekdays_count_as_each_cloud_counts_them(text: str, times: list[int]) -> None:
    found = recurrence(text)
    assert found is not None
    assert found.weekly
    assert list(found.minutes(7)) == times


@pytest.mark.parametrize(("text", "count"), [("0 0 1 * *", 28 * 12), ("0 0 29 2 *", 7), ("cron(0 0 L * ? *)", 28 * 12)])
def test_other_patterns_repeat_after_28_years(text: str, count: int) -> None:
    found = recurrence(text)
    assert found is not None
    assert not found.weekly
    assert len(found.minutes(CYCLE_DAYS)) == count


@pytest.mark.parametrize(
    "text",
    ["", "soon", "rate(1 day)", "at(2030-01-01T00:00:00)", "cron(0 8 * * ? 2030)", "99 8 * * *", "* * 1-15 * *", "0 8"],
)
def test_what_does_not_repeat_by_the_calendar_is_not_made_to(text: str) -> None:
    assert recurrence(text) is None


def test_lists_of_days_and_hours_are_a_weekly_pattern() -> None:
    found: Any = weekly(["Monday", "Saturday"], [8], [30])
    assert list(found.minutes(7)) == [510, 5 * DAY_MINUTES + 510]


@given(st.integers(0, 59), st.integers(0, 23), st.sampled_from(["*", "1-5", "0,6", "MON#2", "5L"]))
def test_the_minutes_are_those_of_a_simulated_clock(minute: int, hour: int, days: str) -> None:
    cron = f"{minute} {hour} * * {days}"
    found: Any = recurrence(cron)
    clock = CronSim(cron, MONDAY - timedelta(minutes=1))
    for expected in found.minutes(365)[:20]:
        assert next(clock) == MONDAY + timedelta(minutes=expected)


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_none(text: str) -> None:
    found = recurrence(text)
    assert found is None or len(found.cron.split()) == 5
