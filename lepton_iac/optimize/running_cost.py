"""What the hours of a running resource cost, and what fewer of them would save."""

from decimal import Decimal

from lepton_iac.model import Charge, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.machine import Machine, machines, price_now
from lepton_iac.optimize.market import SUSTAINED
from lepton_iac.optimize.schedule_blocks import Hours

_SUSTAINED_RATES = {
    "n1": ("1", "0.8", "0.6", "0.4"),
    "n2": ("1", "0.8678", "0.733", "0.6"),
    "n2d": ("1", "0.8678", "0.733", "0.6"),
    "c2": ("1", "0.8678", "0.733", "0.6"),
}
"""Price of each quarter of the month as a share of the base price,
https://cloud.google.com/compute/docs/sustained-use-discounts"""


def machine_saving(resource: Resource, context: Context, hours: Hours) -> Decimal | None:
    """The machine hours of these nights at today's price; ``None`` where others share the machine type."""
    machine = next(
        (one for several in machines(context).values() for one in several if _runs_only(one, resource)), None
    )
    if machine is None:
        return None
    monthly = machine.monthly * price_now(context, machine) / machine.row.price
    if machine.row.purchase != SUSTAINED:
        return monthly * hours.length / 24
    share = _sustained(machine.spec.family, Decimal(24 - hours.length) / 24)
    return None if share is None else monthly * (1 - share)


def _runs_only(machine: Machine, resource: Resource) -> bool:
    return [user.address for user in machine.users] == [resource.address]


def _sustained(family: str, share: Decimal) -> Decimal | None:
    """What a share of the month costs, as a share of the whole month: the first hours are the dearest."""
    rates = [Decimal(rate) for rate in _SUSTAINED_RATES.get(family, ())]
    if not rates:
        return None
    quarter = Decimal(1) / 4
    spent = sum(
        (min(max(share - at * quarter, Decimal(0)), quarter) * rate for at, rate in enumerate(rates)), Decimal(0)
    )
    return spent / (sum(rates) * quarter)


def hourly_saving(resource: Resource, context: Context, hours: Hours) -> Decimal | None:
    """The charges by the hour of these nights, less all that accepted changes already save on the resource."""
    line = context.market.bill.by_address.get(resource.address)
    costs = [charge.cost for charge in line.charges if _by_the_hour(charge)] if line else []
    known = [cost for cost in costs if isinstance(cost, Decimal)]
    if not known or len(known) != len(costs):
        return None
    saved = sum((one.saving for one in context.accepted if one.address == resource.address), Decimal(0))
    left = sum(known, Decimal(0)) - saved
    return left * hours.length / 24 if left > 0 else None


def _by_the_hour(charge: Charge) -> bool:
    """Fargate's charges are per vCPU or GB and hour, in a month's worth of hours."""
    return charge.unit in {"hours", "node-hours"} or " per hour" in charge.name.lower()
