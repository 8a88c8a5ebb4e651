"""Rules that stop something at night and start it in the morning, outside production, where every night is quiet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Change, Demand, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.quiet import max_in, quiet_hours
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.schedule_blocks import Hours
from lepton_iac.optimize.settle import settle
from lepton_iac.units import HOURS_PER_MONTH, money

HISTORY_DAYS = 14


@dataclass(frozen=True, slots=True)
class Stop:
    """How a type of resource is stopped.

    Attributes:
        blocks: the Terraform to add beside it.
        saved: what stopping it for these hours of every night saves in a month; ``None`` when that is not known.
        scheduled_by: types that already start and stop it, or scale it by the clock.
        not_compared: more for the reviewer.
        unfit: why something of this type cannot be stopped; empty when it can.
    """

    blocks: Callable[[Resource, Hours], str]
    saved: Callable[[Resource, Context, Hours], Decimal | None]
    scheduled_by: frozenset[str]
    not_compared: tuple[str, ...] = ()
    unfit: Callable[[Resource, Context], str] = lambda resource, context: ""


def night_stop(name: str, what: str, types: tuple[str, ...], stop: Stop, source: str) -> Rule:
    """A rule that adds a schedule; the saving is expected, as hours times the quoted price.

    The quiet hours are the longest run of hours (UTC) whose typical level is below ``quiet_share`` of the busiest
    hour, less one hour at each end. Weekends are not counted, though they would save more.
    """

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        word, demand = context.non_production(resource), context.demand(resource.address, "cpu_fraction")
        if not word or demand is None or len(demand.hour_of_day) != 24 or demand.history_days < HISTORY_DAYS:
            return
        if context.guarded(resource) or any(one.type in stop.scheduled_by for one in context.referrers(resource)):
            return
        hours = quiet_hours(demand.hour_of_day, context.constraints.quiet_share)
        saving = stop.saved(resource, context, hours) if hours else None
        if hours is None or saving is None:
            return
        unfit = stop.unfit(resource, context)
        if unfit:
            quiet = f"quiet from {hours.stop}:00 to {hours.start}:00 UTC, which would save {money(saving)} a month"
            yield Note(f"{name}: {quiet}, but {unfit}", resource.address)
            return
        yield settle(_drafted(resource, hours, saving, demand, word), context, expected=True)

    def _drafted(resource: Resource, hours: Hours, saving: Decimal, demand: Demand, word: str) -> Change:
        busiest = max(demand.hour_of_day)
        return Change(
            rule=name,
            address=resource.address,
            knob="schedule",
            before=f"runs {HOURS_PER_MONTH} hours a month",
            after=f"stopped from {hours.stop}:00 to {hours.start}:00 UTC every night",
            saving=saving,
            disruption=Disruption.STOP_START,
            why=f"expected: marked as {word}, typically at most {max_in(demand.hour_of_day, hours):.1%} of the "
            f"processor in these hours over {demand.history_days:.3g} days, {busiest:.1%} in the busiest",
            additions=(stop.blocks(resource, hours),),
            not_compared=("jobs that run at night once in a while", *stop.not_compared),
            source=source,
        )

    return Rule(name, what, source, Disruption.STOP_START, Stage.HOURS, look, frozenset(types), expected=True)
