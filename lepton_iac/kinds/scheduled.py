"""The actions that a type file's schedule rules find on resources: their times and the levels they set."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.recurrence import Recurrence, recurrence, weekly
from lepton_iac.kinds.schedule import NO_END, Action, Levels, Stretch, weigh, words
from lepton_iac.kinds.spec import ScheduleRule
from lepton_iac.kinds.values import blocks
from lepton_iac.kinds.world import EXPECTED, HIGH, LOW, Scenario
from lepton_iac.model import LEFT_OUT, Resource, Unknown
from lepton_iac.units import decimal

Referred = Callable[[str], Iterator[Resource]]
_SECONDS = 60


class Untold(Exception):  # noqa: N818 - a signal inside one evaluation, never shown
    """A level that a schedule sets is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def stretches(
    rules: Iterable[ScheduleRule], own: Resource, referred: Referred, start: Callable[[Scenario], Any]
) -> tuple[tuple[Stretch, ...] | Unknown | None, str]:
    """What schedules make of an input, and that in words; ``None`` where no schedule sets it.

    Args:
        own: the resource; ``referred``: the resources behind one of its references.
        start: the input's level before any schedule, at an end of its range.
    """
    found = actions(rules, own, referred)
    if isinstance(found, Unknown):
        return found, ""
    if not found:
        return None, ""
    low, expected, high = (_number(start(scenario)) for scenario in (LOW, EXPECTED, HIGH))
    if expected is None:
        return Unknown("the level before any schedule is not known"), ""
    levels = Levels(Decimal(0) if low is None else low, expected, NO_END if high is None else high)
    made = weigh(levels, found)
    return made, words(made, found)


def _number(value: Any) -> Decimal | None:
    try:
        return None if isinstance(value, Unknown) else decimal(value)
    except ValueError:
        return None


def actions(rules: Iterable[ScheduleRule], own: Resource, referred: Referred) -> tuple[Action, ...] | Unknown:
    """What the rules of one input find, in the order of the rules; ``Unknown`` where a level is not known."""
    try:
        return tuple(action for rule in rules for action in _found(rule, own, referred))
    except Untold as stop:
        return stop.unknown


def _found(rule: ScheduleRule, own: Resource, referred: Referred) -> Iterator[Action]:
    for holder in (own,) if not rule.reference else referred(rule.reference):
        if not rule.each:
            yield from _action(rule, holder, holder.attributes)
            continue
        listed = value_at(holder.attributes, rule.each)
        if isinstance(listed, Unknown) and listed is not LEFT_OUT:
            raise Untold(Unknown(f"{rule.each} of {holder.address} is {listed.reason}"))
        for block in blocks(None if listed is LEFT_OUT else listed):
            yield from _action(rule, holder, block)


def _action(rule: ScheduleRule, holder: Resource, block: Any) -> Iterator[Action]:
    if rule.unless and str(value_at(block, rule.unless)).lower() in rule.off:
        return
    if rule.needs and not isinstance(needed := value_at(block, rule.needs), Unknown) and not needed:
        return
    when, told = _when(rule, block)
    zone = value_at(block, rule.zone) if rule.zone else None
    if isinstance(zone, Unknown) and zone is not LEFT_OUT:
        when, told = None, f"in a time zone that is {zone.reason}"
    where = "UTC" if not zone or zone in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"} else str(zone)
    label = value_at(block, rule.label) if rule.label else None
    name = f"{holder.address} {label}" if isinstance(label, str) and label else holder.address
    lasts = _level(rule, rule.lasts, holder, block) if rule.lasts else None
    yield Action(
        f"{name} ({told}{'' if when is None else f' {where}'})",
        when,
        where,
        low=_level(rule, rule.low, holder, block),
        expected=_level(rule, rule.expected, holder, block),
        high=_level(rule, rule.high, holder, block),
        lasts=None if lasts is None else int(lasts) // _SECONDS,
    )


def _when(rule: ScheduleRule, block: Any) -> tuple[Recurrence | None, str]:
    """The times of an action, and the same in words."""
    if rule.weekly:
        return _weekly(value_at(block, rule.weekly))
    text = value_at(block, rule.cron)
    if isinstance(text, Unknown) and text is not LEFT_OUT:
        return None, f"at times that are {text.reason}"
    if not isinstance(text, str) or not text:
        return None, "once"
    when = recurrence(text)
    return when, text if when is not None else f"{text}, which does not repeat by the calendar"


def _weekly(block: Any) -> tuple[Recurrence | None, str]:
    """Azure's form: lists of days, hours and minutes."""
    if block is None or block == [] or isinstance(block, Unknown):
        return None, "once" if not isinstance(block, Unknown) else f"at times that are {block.reason}"
    lists = [blocks(value_at(block, key)) for key in ("days", "hours", "minutes")]
    if any(isinstance(value, Unknown) for values in lists for value in values):
        return None, "at times that are not known"
    days, hours, minutes = lists
    when = weekly([str(day) for day in days], hours, minutes)
    return when, f"{', '.join(str(day) for day in days)} at {_clock(hours, minutes)}"


def _clock(hours: list[Any], minutes: list[Any]) -> str:
    return ", ".join(f"{int(hour):02}:{int(minute):02}" for hour in hours for minute in minutes or [0])


def _level(rule: ScheduleRule, path: str | int, holder: Resource, block: Any) -> Decimal | None:
    """The level an action sets, ``None`` where it leaves it alone."""
    if isinstance(path, int):
        return Decimal(path)
    if not path:
        return None
    value = value_at(block, path)
    if value is None or value is LEFT_OUT:
        value = rule.absent
    if isinstance(value, Unknown):
        raise Untold(Unknown(f"{path} of {holder.address} is {value.reason}"))
    if value is None or str(value) == rule.keep:
        return None
    try:
        return decimal(value)
    except ValueError as error:
        raise Untold(Unknown(f"{path} of {holder.address} is no number")) from error
