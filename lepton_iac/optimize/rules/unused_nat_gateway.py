"""NAT gateways that nothing routes to.

https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html
"""

from collections.abc import Iterator

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.routes import NAT_SOURCE, removal, routes_are_here
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle


def _unused(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """That no route leads to a gateway is only claimed where the stack holds routes to other gateways.

    Elsewhere routes are made outside of it.
    """
    if not any(True for _ in context.referrers(resource)) and routes_are_here(context):
        yield settle(removal(resource), context)


RULE = Rule(
    "unused-nat-gateway",
    "removes a NAT gateway that no route leads to",
    NAT_SOURCE,
    Disruption.NONE,
    Stage.UNUSED,
    _unused,
    frozenset({"aws_nat_gateway"}),
)
