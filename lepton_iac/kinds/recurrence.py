"""When a schedule fires: cron texts in the clouds' dialects, counted in minutes of a whole calendar cycle.

A cron pattern that only looks at weekdays repeats every week; any other repeats every 28 years, when weekdays,
month lengths and leap days come round together (10,227 days are exactly 1,461 weeks). Counting a whole cycle gives the
share of hours exactly, whatever today is. Times are the schedule's own wall clock: the hour that daylight saving
takes in spring it gives back in autumn.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

WEEK_DAYS = 7
CYCLE_DAYS = 10_227
DAY_MINUTES = 1_440
_MONDAY = date(2001, 1, 1)
_MOST_FIRINGS = 500_000
_YEARLESS, _WITH_YEAR = 5, 6
_ALL_DAYS = frozenset(range(1, 32))
_ALL_MONTHS = frozenset(range(1, 13))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A cron pattern of five fields (minute, hour, day of month, month, day of week; Sunday is 0 or 7)."""

    cron: str

    @property
    def weekly(self) -> bool:
        """It repeats every week."""
        pattern: Any = _parsed(self.cron)
        whole = pattern.days == _ALL_DAYS and pattern.months == _ALL_MONTHS
        return whole and all(isinstance(day, int) for day in pattern.weekdays)

    def minutes(self, days: int) -> tuple[int, ...]:
        """The minutes at which it fires, counted from a Monday midnight, over so many days."""
        return _minutes(self.cron, days)


def recurrence(text: str) -> Recurrence | None:
    """The pattern of a schedule's text, or ``None`` for one that happens once or cannot be worked out.

    Args:
        text: five fields of cron (Auto Scaling groups, Google Cloud), or ``cron(...)`` with a year and weekdays that
            count from Sunday = 1 (EventBridge Scheduler, Application Auto Scaling):
            https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
    """
    fields = text.strip().upper().removeprefix("CRON(").removesuffix(")").replace("?", "*").split()
    if text.strip().lower().startswith("cron("):
        if len(fields) != _WITH_YEAR or fields.pop() != "*":
            return None
        fields[4] = re.sub(r"([#/]?)(\d+)", _from_sunday, fields[4])
    found = Recurrence(" ".join(fields))
    if len(fields) != _YEARLESS or _parsed(found.cron) is None:
        return None
    return found if found.weekly or _firings(found.cron) <= _MOST_FIRINGS else None


def weekly(days: list[str], hours: list[int], minutes: list[int]) -> Recurrence | None:
    """The pattern that fires at all these hours and minutes on all these days (``Monday`` ...)."""
    names = ",".join(day[:3] for day in days) or "*"
    return recurrence(f"{_joined(minutes)} {_joined(hours)} * * {names}")


def _joined(numbers: list[int]) -> str:
    return ",".join(str(number) for number in numbers) or "0"


def _from_sunday(match: re.Match[str]) -> str:
    return match[0] if match[1] else str(int(match[2]) - 1)


@cache
def _parsed(cron: str) -> object | None:
    from datetime import datetime

    from cronsim import CronSim, CronSimError

    try:
        return CronSim(cron, datetime(2001, 1, 1))  # noqa: DTZ001 - the schedule's own wall clock
    except CronSimError:
        return None


def _firings(cron: str) -> int:
    """At most so many firings in a whole cycle."""
    pattern: Any = _parsed(cron)
    return len(pattern.minutes) * len(pattern.hours) * sum(1 for _ in _days(cron, CYCLE_DAYS))


def _days(cron: str, days: int) -> Iterator[int]:
    pattern: Any = _parsed(cron)
    for number in range(days):
        day = _MONDAY + timedelta(days=number)
        if day.month in pattern.months and pattern.match_day(day):
            yield number


@cache
def _minutes(cron: str, days: int) -> tuple[int, ...]:
    pattern: Any = _parsed(cron)
    times = sorted(hour * 60 + minute for hour in pattern.hours for minute in pattern.minutes)
    return tuple(day * DAY_MINUTES + time for day in _days(cron, days) for time in times)
