"""Which budgets and alarms guard a stack: limits from its bill, thresholds from its forecast."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from lepton_iac.job.cost_distribution import distribution
from lepton_iac.job.scenarios import spreads
from lepton_iac.model import Correlation, Demand, ResourceBill
from lepton_iac.pipeline import Priced
from lepton_iac.write.guard_rails import METERS, Alarm, Limit, Rails

CLOUDS = ("aws", "azurerm", "google")
_HIGHEST = 0.95
_UNSAFE = re.compile(r"[^a-z0-9]+")


def rails_of(priced: Priced, name: str, today: date) -> Rails:
    """The guard rails of one stack.

    A budget is the 90th percentile of the month's cost where usage has a spread, else its expected cost. An alarm's
    threshold is the forecast's 99th percentile of the hours to come, at most 95 % of the capacity.

    Args:
        today: its month is the budgets' first.
    """
    project = priced.project
    used = {resource.provider for resource in project.stack.managed()}
    budgets = tuple(_limit(priced, cloud) for cloud in CLOUDS if cloud in used)
    found = [_alarm(priced, demand) for demands in project.usage.demands.values() for demand in demands]
    alarms = tuple(sorted((one for one in found if isinstance(one, Alarm)), key=lambda one: one.address))
    notes = sorted({" ".join(one.split()) for one in found if isinstance(one, str)})
    if not project.usage.demands:
        notes.append("No alarms: thresholds come from a forecast, and no metrics were given.")
    return Rails(name, project.bill.currency, f"{today:%Y-%m}", budgets, tuple(_distinct(alarms)), tuple(notes))


def _limit(priced: Priced, cloud: str) -> Limit:
    bill = priced.project.bill

    def weigh(line: ResourceBill) -> Decimal:
        return line.total or Decimal(0) if line.resource.provider == cloud else Decimal(0)

    lines = [line for line in bill.lines if line.resource.provider == cloud]
    spread = distribution(bill, spreads(priced.market), Correlation.FULL, weigh)
    amount = spread.chosen.p90 if spread is not None else sum((weigh(line) for line in lines), Decimal(0))
    limit = int(amount.to_integral_value(ROUND_CEILING))
    unknown = sum(not line.complete for line in lines)
    what = "the 90th percentile of" if spread is not None else "the expected"
    words = f"Budget of a month in {bill.currency}: {what} cost at list prices"
    if unknown:
        return Limit(
            cloud, limit, f"{words} is at least {limit}; {unknown} of {len(lines)} resources lack a figure.", False
        )
    return Limit(cloud, limit, f"{words}.", limit > 0)


def _alarm(priced: Priced, demand: Demand) -> Alarm | str:
    """An alarm, or why there is none."""
    resource = priced.project.stack.by_address.get(demand.address)
    if demand.dimension != "cpu_fraction" or resource is None:
        return f"No alarm on {demand.dimension} of {demand.address}."
    if resource.type not in METERS:
        return f"No alarm on {demand.address}: no metric is known for {resource.type}."
    if resource.module:
        return f"No alarm on {demand.address}: it lies in {resource.module}, out of sight from here."
    level = demand.quantiles.get(0.99)
    if level is None or level <= 0:
        return f"No alarm on {demand.address}: {demand.refused or 'the forecast tells no 99th percentile'}."
    share = round(min(level, _HIGHEST), 3)
    words = f"The processor is above {share:.1%} for two hours; the forecast expects {level:.1%} in 1 % of the hours."
    label = "cpu_" + _UNSAFE.sub("_", demand.address.partition("_")[2].lower()).strip("_")
    return Alarm(demand.address, resource.type, label, label.replace("_", "-"), words, share)


def _distinct(alarms: tuple[Alarm, ...]) -> Iterator[Alarm]:
    seen: set[str] = set()
    for alarm in alarms:
        if alarm.label not in seen:
            seen.add(alarm.label)
            yield alarm
