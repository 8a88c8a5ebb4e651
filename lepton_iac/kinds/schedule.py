"""Levels over time: what schedules make of a number of machines or units, weighted by the hours of each level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from lepton_iac.kinds.recurrence import CYCLE_DAYS, DAY_MINUTES, WEEK_DAYS, Recurrence
from lepton_iac.kinds.world import End
from lepton_iac.model import Unknown
from lepton_iac.units import HOURS_PER_MONTH, plain

NO_END = Decimal("Infinity")
ZERO = Decimal(0)
_SHOWN = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Levels:
    """So many there are: as expected, and the bounds that scaling keeps to; ``NO_END`` where a bound is not known."""

    low: Decimal
    expected: Decimal
    high: Decimal

    def at(self, end: End) -> Decimal:
        return (self.expected, self.low, self.high)[end]

    def settled(self) -> "Levels":
        """With the bounds in order and the expected level between them."""
        high = max(self.low, self.high)
        return Levels(self.low, min(max(self.expected, self.low), high), high)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a schedule does.

    Attributes:
        name: where it is declared, with its times, for people.
        when: at which times; ``None`` when they are not known or come once.
        low, expected, high: the new levels; ``None`` leaves one as it is.
        lasts: for so many minutes, after which it is as before; ``None`` until something else sets it. An action that
            lasts only ever raises: it states the least that is required meanwhile.
    """

    name: str
    when: Recurrence | None
    zone: str = ""
    low: Decimal | None = None
    expected: Decimal | None = None
    high: Decimal | None = None
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The levels for a share of all hours."""

    share: Decimal
    levels: Levels


def weigh(base: Levels, actions: Sequence[Action]) -> tuple[Stretch, ...]:
    """The levels that the actions lead to, each with its share of the hours; shares add up to one.

    Actions whose times are not known, or stand in different time zones, widen the bounds of every stretch and leave
    the expected level alone; so do actions that stop things and never start them. ``low <= expected <= high`` in
    every stretch.
    """
    base = base.settled()
    timed = [action for action in actions if action.when is not None]
    if len({action.zone for action in timed}) > 1:
        timed = []
    found = _stretches(base, timed) if timed else (Stretch(Decimal(1), base),)
    if len(found) == 1 and found[0].levels.expected < base.expected:
        timed, found = [], (Stretch(Decimal(1), base),)
    untimed = [action for action in actions if action not in timed]
    return tuple(replace(stretch, levels=_widened(stretch.levels, untimed)) for stretch in found)


def average(stretches: Sequence[Stretch], end: End) -> Decimal:
    """The level at one end, weighted by the hours."""
    levels = [stretch.levels.at(end) for stretch in stretches]
    if all(level == levels[0] for level in levels):
        return levels[0]
    return sum((stretch.share * level for stretch, level in zip(stretches, levels, strict=True)), ZERO)


def level(stretches: Sequence[Stretch], end: End, number: int | None = None) -> Decimal | Unknown:
    """The level of one stretch, or of all weighted by their hours; ``Unknown`` where there is no known bound."""
    one = number is not None and number < len(stretches)
    found = stretches[number or 0].levels.at(end) if one else average(stretches, end)
    return Unknown("the most there may be is not known") if found == NO_END else found


def words(stretches: Sequence[Stretch], actions: Sequence[Action]) -> str:
    """One sentence for ``explain``: the levels with their hours a month, and what sets them."""
    parts = [f"{_levels(stretch.levels)} for {_hours(stretch.share)} hours" for stretch in stretches]
    text = f"{', '.join(parts)} of {HOURS_PER_MONTH} a month, set by {', '.join(_named(actions))}"
    if len(stretches) > 1 and all(action.when for action in actions):
        return text
    return f"{text}; what does not repeat by one clock, or has nothing to set it back, only widens the range"


def _named(actions: Sequence[Action]) -> list[str]:
    return list(dict.fromkeys(action.name for action in actions))


def _levels(levels: Levels) -> str:
    """``4 (1 to 10)``; only the figure where there is no range."""
    if levels.low == levels.high:
        return plain(levels.expected)
    upper = "more" if levels.high == NO_END else plain(levels.high)
    return f"{plain(levels.expected)} ({plain(levels.low)} to {upper})"


def _hours(share: Decimal) -> str:
    return plain((share * HOURS_PER_MONTH).quantize(_SHOWN).normalize())


def _widened(levels: Levels, actions: Sequence[Action]) -> Levels:
    every = [value for one in actions for value in (one.low, one.expected, one.high) if value is not None]
    return Levels(min(levels.low, *every), levels.expected, max(levels.high, *every)) if every else levels


def _stretches(base: Levels, actions: Sequence[Action]) -> tuple[Stretch, ...]:
    days = WEEK_DAYS if all(one.when and one.when.weekly for one in actions) else CYCLE_DAYS
    length = days * DAY_MINUTES
    spent: dict[Levels, int] = {}
    for levels, minutes in _spans(base, actions, days):
        spent[levels] = spent.get(levels, 0) + minutes
    return tuple(Stretch(Decimal(minutes) / length, levels) for levels, minutes in spent.items() if minutes)


def _spans(base: Levels, actions: Sequence[Action], days: int) -> Iterator[tuple[Levels, int]]:
    """The levels in turn with their minutes, over one cycle in its steady state."""
    lasting = [one for one in actions if one.lasts is not None]
    setting = [one for one in actions if one.lasts is None]
    length = days * DAY_MINUTES
    turns, active = _turns(lasting, days)
    fires = [(minute, one) for one in setting for minute in (one.when.minutes(days) if one.when else ())]
    fires.sort(key=lambda pair: pair[0])
    marks = sorted({0, *turns, *(minute for minute, _ in fires)})
    levels = base
    for _, action in fires:
        levels = _set(levels, action)
    place = 0
    for mark, end in zip(marks, [*marks[1:], length], strict=True):
        while place < len(fires) and fires[place][0] == mark:
            levels = _set(levels, fires[place][1])
            place += 1
        for number, change in turns.get(mark, ()):
            active[number] += change
        yield _raised(levels, [one for one, count in zip(lasting, active, strict=True) if count > 0]), end - mark


def _turns(lasting: Sequence[Action], days: int) -> tuple[dict[int, list[tuple[int, int]]], list[int]]:
    """When each lasting action begins and ends, and how many of its runs are under way as the cycle begins."""
    length = days * DAY_MINUTES
    turns: dict[int, list[tuple[int, int]]] = {}
    active = [0] * len(lasting)
    for number, action in enumerate(lasting):
        for minute in action.when.minutes(days) if action.when else ():
            rounds, end = divmod(minute + (action.lasts or 0), length)
            active[number] += rounds
            turns.setdefault(minute, []).append((number, 1))
            turns.setdefault(end, []).append((number, -1))
    return turns, active


@lru_cache(maxsize=4096)
def _set(levels: Levels, action: Action) -> Levels:
    return Levels(
        levels.low if action.low is None else action.low,
        levels.expected if action.expected is None else action.expected,
        levels.high if action.high is None else action.high,
    ).settled()


def _raised(levels: Levels, active: Sequence[Action]) -> Levels:
    required = max((one.low for one in active if one.low is not None), default=levels.low)
    return Levels(min(max(levels.low, required), levels.high), levels.expected, levels.high).settled()
