"""Logs kept for ever, or far longer than anybody asked for.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Charge, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle

SOURCE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html"
ALLOWED = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""The retention periods CloudWatch takes, in days."""


def _retention(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """A shorter retention; the saving is expected once the older logs are gone, and older logs are lost for good.

    What will be stored is the declared inflow over the new retention; without a declared inflow the same share of
    what is stored as of the days. Where logs are kept for ever and no inflow is declared, nothing is promised.
    """
    if context.guarded(resource):
        return
    target = min((days for days in ALLOWED if days >= context.constraints.log_retention_days), default=3653)
    days = context.get(resource, "retention_days") or Decimal(0)
    if 0 < days <= 3 * target:
        return
    stored = _stored(resource, context)
    kept = _kept_cost(resource, context, days, target)
    if stored is None or kept is None or kept >= stored:
        held = "for ever" if days == 0 else f"{days:f} days"
        yield Note(f"log-retention: kept {held}; what a shorter time would save is not known", resource.address)
        return
    drafted = Change(
        rule="log-retention",
        address=resource.address,
        knob="retention_days",
        before=f"{days:f} days" if days else "kept for ever",
        after=f"{target} days",
        saving=stored - kept,
        saving_low=Decimal(0),
        saving_high=stored,
        disruption=Disruption.DATA_LOSS,
        why=f"expected once logs older than {target} days are gone, at today's inflow; nothing in its name or tags "
        "says that they must be kept",
        edits=(SetAttribute("retention_in_days", target),),
        not_compared=("legal duty to keep these logs",),
        source=SOURCE,
    )
    yield settle(drafted, context, expected=True)


def _charge(resource: Resource, context: Context, word: str) -> Charge | None:
    line = context.market.bill.by_address.get(resource.address)
    return next((charge for charge in line.charges if word in charge.name.lower()), None) if line else None


def _stored(resource: Resource, context: Context) -> Decimal | None:
    charge = _charge(resource, context, "storage")
    return charge.cost if charge is not None and isinstance(charge.cost, Decimal) else None


def _kept_cost(resource: Resource, context: Context, days: Decimal, target: int) -> Decimal | None:
    """What storage costs per month once only ``target`` days are kept.

    From the declared inflow where there is one (uncompressed, so rather too much); else as a share of what is stored.
    """
    stored = _charge(resource, context, "storage")
    inflow = _charge(resource, context, "ingested")
    if stored is None or not isinstance(stored.cost, Decimal):
        return None
    if inflow is not None and inflow.quantity is not None and stored.unit_price is not None:
        return min(stored.cost, inflow.quantity * 12 * target / 365 * stored.unit_price)
    return stored.cost * target / days if days else None


RULE = Rule(
    "log-retention",
    "keeps CloudWatch logs for as long as they are worth keeping, instead of for ever",
    SOURCE,
    Disruption.DATA_LOSS,
    Stage.KEEPING,
    _retention,
    frozenset({"aws_cloudwatch_log_group"}),
    expected=True,
)
