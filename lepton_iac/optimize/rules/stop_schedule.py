"""Machines outside production that nobody uses at night."""

import re
from collections.abc import Iterator, Sequence

from lepton_iac.model import Change, Demand, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.machine import Machine, machines, price_now
from lepton_iac.optimize.rules.schedule_blocks import BLOCKS, Hours
from lepton_iac.optimize.settle import settle
from lepton_iac.units import HOURS_PER_MONTH, money

LEAST_HOURS = 6
QUIET_LEVEL = 0.15
"""A quiet hour is also quiet in itself: below 15 % of the processor, the level Compute Optimizer's peers call idle."""


def stop_schedule(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Stop at night and start in the morning, only outside production and only where every night is quiet.

    The quiet hours are the longest run of hours (UTC) whose typical level is below ``quiet_share`` of the busiest
    hour, less one hour at each end. Weekends are not counted, though they would save more.
    """
    if context.kind(resource) not in {"compute", "scale_group"}:
        return
    word, demand = context.non_production(resource), context.demand(resource.address, "cpu_fraction")
    if not word or demand is None or len(demand.hour_of_day) != 24 or demand.history_days < 14:
        return
    hours = quiet_hours(demand.hour_of_day, context.constraints.quiet_share)
    machine = next(
        (one for several in machines(context).values() for one in several if _runs_only(one, resource)), None
    )
    if hours is None or machine is None:
        return
    yield _schedule(resource, machine, hours, demand, word, context)


def _schedule(
    resource: Resource, machine: Machine, hours: Hours, demand: Demand, word: str, context: Context
) -> Change | Note:
    monthly = machine.monthly * price_now(context, machine) / machine.row.price
    saving = monthly * hours.length / 24
    make = BLOCKS.get(resource.type)
    if make is None:
        return Note(
            f"stop-schedule: quiet from {hours.stop}:00 to {hours.start}:00 UTC and marked as {word}; stopped in these "
            f"hours it would cost {money(saving)} a month less, which its Terraform cannot say by itself",
            resource.address,
        )
    drafted = Change(
        rule="stop-schedule",
        address=resource.address,
        knob="schedule",
        before=f"runs {HOURS_PER_MONTH} hours a month",
        after=f"stopped from {hours.stop}:00 to {hours.start}:00 UTC every night",
        saving=saving,
        disruption=Disruption.STOP_START,
        why=f"expected: marked as {word}, typically at most {max_in(demand.hour_of_day, hours):.1%} of the processor "
        f"in these hours over {demand.history_days:.3g} days, {max(demand.hour_of_day):.1%} in the busiest",
        additions=(make(resource, hours),),
        not_compared=("jobs that run at night once in a while", *_by_hand(resource)),
        source="https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html",
    )
    return settle(drafted, context, expected=True)


def _runs_only(machine: Machine, resource: Resource) -> bool:
    return [user.address for user in machine.users] == [resource.address]


def _by_hand(resource: Resource) -> tuple[str, ...]:
    return ("starting in the morning, which stays by hand",) if resource.type.startswith("azurerm_") else ()


def quiet_hours(levels: Sequence[float], share: float) -> Hours | None:
    """The longest run of quiet hours around the clock, less an hour at each end; ``None`` when it is too short."""
    top = max(levels)
    if min(levels) < 0 or top <= 0:
        return None
    quiet = [level <= share * top and level < QUIET_LEVEL for level in levels]
    if all(quiet):
        return None
    text = "".join("q" if one else "b" for one in quiet) * 2
    runs = [(found.end() - found.start(), -found.start()) for found in re.finditer("q+", text)]
    length, begin = max(runs, default=(0, 0))
    if length - 2 < LEAST_HOURS:
        return None
    stop = (-begin + 1) % 24
    return Hours(stop, (stop + length - 2) % 24, length - 2)


def max_in(levels: Sequence[float], hours: Hours) -> float:
    """The highest level while stopped."""
    return max(levels[(hours.stop + step) % 24] for step in range(hours.length))
