"""Levels weighted by their hours: the laws of ranges from schedules."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.kinds.recurrence import Recurrence, recurrence
from lepton_iac.kinds.schedule import NO_END, Action, Levels, average, level, weigh, words
from lepton_iac.kinds.world import End
from lepton_iac.model import Unknown

BASE = Levels(Decimal(1), Decimal(2), Decimal(4))


def at(text: str) -> Recurrence:
    found = recurrence(text)
    assert found is not None
    return found


def action(cron: str | None, low: int | None, expected: int | None, high: int | None, zone: str = "UTC") -> Action:
    first, middle, last = (None if value is None else Decimal(value) for value in (low, expected, high))
    return Action("a", at(cron) if cron else None, zone, first, middle, last)


DAY = action("0 8 * * *", 4, 4, 8)
NIGHT = action("0 20 * * *", 0, 0, None)


def test_no_action_leaves_the_levels_alone() -> None:
    (stretch,) = weigh(BASE, ())
    assert (stretch.share, stretch.levels) == (Decimal(1), BASE)


def test_day_and_night_share_the_hours() -> None:
    found = weigh(BASE, (DAY, NIGHT))
    assert {stretch.levels: stretch.share for stretch in found} == {
        Levels(Decimal(4), Decimal(4), Decimal(8)): Decimal("0.5"),
        Levels(Decimal(0), Decimal(0), Decimal(8)): Decimal("0.5"),
    }
    assert average(found, End.EXPECTED) == 2
    assert words(found, (DAY, NIGHT)) == "0 (0 to 8) for 365 hours, 4 (4 to 8) for 365 hours of 730 a month, set by a"


def test_bounds_alone_carry_the_level_with_them() -> None:
    found = weigh(BASE, (action("0 8 * * *", 6, None, 10), action("0 20 * * *", 1, None, 3)))
    assert sorted(stretch.levels.expected for stretch in found) == [3, 6]


def test_what_only_stops_widens_the_range() -> None:
    (stretch,) = weigh(BASE, (NIGHT,))
    assert stretch.levels == Levels(Decimal(0), Decimal(2), Decimal(4))


def test_what_comes_once_or_at_unknown_times_widens_the_range() -> None:
    (stretch,) = weigh(BASE, (action(None, 3, 9, 12),))
    assert stretch.levels == Levels(Decimal(1), Decimal(2), Decimal(12))


def test_different_zones_are_not_mixed() -> None:
    (stretch,) = weigh(BASE, (DAY, action("0 20 * * *", 0, 0, None, zone="Europe/Berlin")))
    assert stretch.levels == Levels(Decimal(0), Decimal(2), Decimal(8))


def test_an_unknown_bound_stays_unknown() -> None:
    found = weigh(Levels(Decimal(1), Decimal(2), NO_END), (action("0 8 * * *", 3, None, None),))
    assert level(found, End.EXPECTED) == 3
    assert isinstance(level(found, End.HIGH), Unknown)


def test_overlapping_requirements_take_the_greatest_and_wrap_around_the_week() -> None:
    two = Action("a", at("0 12 * * SUN"), low=Decimal(2), lasts=24 * 60)
    three = Action("b", at("0 23 * * SUN"), low=Decimal(3), lasts=2 * 60)
    found = weigh(Levels(Decimal(1), Decimal(1), Decimal(9)), (two, three))
    hours = {int(stretch.levels.expected): round(stretch.share * 168, 9) for stretch in found}
    assert hours == {1: 144, 2: 22, 3: 2}


def test_a_requirement_longer_than_its_interval_always_holds() -> None:
    always = Action("a", at("0 0 * * *"), low=Decimal(3), lasts=24 * 60)
    (stretch,) = weigh(BASE, (always,))
    assert stretch.levels == Levels(Decimal(3), Decimal(3), Decimal(4))


levels = st.none() | st.integers(0, 20)
crons = st.sampled_from(["0 8 * * *", "0 20 * * *", "30 6 * * 1-5", "0 0 1 * *", "0 12 * * 0", None])
setting = st.builds(action, crons, levels, levels, levels)


@settings(deadline=None)
@given(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), st.lists(setting, max_size=4))
def test_low_expected_high_in_order_and_shares_add_up(base: tuple[int, int, int], found: list[Action]) -> None:
    stretches = weigh(Levels(*map(Decimal, base)), found)
    assert abs(sum((stretch.share for stretch in stretches), Decimal(-1))) < Decimal("1e-20")
    for stretch in stretches:
        assert stretch.levels.low <= stretch.levels.expected <= stretch.levels.high
    assert average(stretches, End.LOW) <= average(stretches, End.EXPECTED) <= average(stretches, End.HIGH)


@settings(deadline=None)
@given(st.integers(1, 20), st.lists(crons.filter(bool), min_size=1, max_size=4))
def test_a_schedule_that_always_sets_the_same_is_constant(number: int, times: list[str]) -> None:
    (stretch,) = weigh(Levels(*[Decimal(1)] * 3), [action(time, number, number, number) for time in times])
    assert stretch.levels == Levels(*[Decimal(number)] * 3)
    assert stretch.share == 1
