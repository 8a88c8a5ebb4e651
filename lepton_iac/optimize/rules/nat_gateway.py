"""NAT gateways that nothing routes to, and one per zone where it is not production."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import promised, settle
from lepton_iac.units import money

SOURCE = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html"
_ROUTES = ("aws_route", "aws_route_table", "aws_default_route_table")


def nat_gateway(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Removal of a gateway without a route; a note for a second gateway outside production.

    That no route leads to a gateway is only claimed where the stack holds routes to other gateways: elsewhere routes
    are made outside of it.
    A gateway that routes lead to cannot go before they are led elsewhere, and where to is the user's choice.
    """
    if context.kind(resource) != "nat_gateway" or resource.type != "aws_nat_gateway":
        return
    routes = [other for other in context.referrers(resource) if other.type in _ROUTES]
    removal = _removal(resource)
    if not any(True for _ in context.referrers(resource)):
        if _routes_are_here(context):
            yield settle(removal, context)
        return
    word = context.non_production(resource)
    first = _first_of_its_network(resource, context)
    if routes and word and first is not None:
        priced = promised(removal, context)
        saving = f"{money(priced.saving)} a month" if isinstance(priced, Change) else "an amount that is not known"
        yield Note(
            f"nat-per-zone: marked as {word}: leading {len(routes)} route(s) through {first.address} instead "
            f"would save {saving}, less the traffic between zones",
            resource.address,
        )


def _routes_are_here(context: Context) -> bool:
    gateways = (one for one in context.stack.managed() if one.type == "aws_nat_gateway")
    return any(other.type in _ROUTES for gateway in gateways for other in context.referrers(gateway))


def _removal(resource: Resource) -> Change:
    return Change(
        rule="unused-nat-gateway",
        address=resource.address,
        knob="existence",
        before="NAT gateway that no route leads to",
        after="removed",
        saving=Decimal(0),
        disruption=Disruption.NONE,
        why="no resource of this stack refers to it",
        removes=True,
        not_compared=("routes made outside this stack",),
        source=SOURCE,
    )


def _first_of_its_network(resource: Resource, context: Context) -> Resource | None:
    """Another gateway of the same block, earlier in the stack: the one that would carry on."""
    for other in context.stack.managed():
        if other.type == resource.type and other.module == resource.module and other.name == resource.name:
            return None if other.address == resource.address else other
    return None
