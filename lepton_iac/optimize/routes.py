"""NAT gateways and the routes that lead to them."""

from decimal import Decimal

from lepton_iac.model import Change, Disruption, Resource
from lepton_iac.optimize.context import Context

NAT_SOURCE = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html"
ROUTES = ("aws_route", "aws_route_table", "aws_default_route_table")


def routes_are_here(context: Context) -> bool:
    """Whether this stack makes its own routes to NAT gateways."""
    gateways = (one for one in context.stack.managed() if one.type == "aws_nat_gateway")
    return any(other.type in ROUTES for gateway in gateways for other in context.referrers(gateway))


def removal(gateway: Resource) -> Change:
    """Taking a gateway away, not yet priced."""
    return Change(
        rule="unused-nat-gateway",
        address=gateway.address,
        knob="existence",
        before="NAT gateway that no route leads to",
        after="removed",
        saving=Decimal(0),
        disruption=Disruption.NONE,
        why="no resource of this stack refers to it",
        removes=True,
        not_compared=("routes made outside this stack",),
        source=NAT_SOURCE,
    )
