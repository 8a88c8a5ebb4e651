"""Traffic to S3 and DynamoDB through a NAT gateway: a note, for a gateway endpoint carries it for nothing.

https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.units import money

SOURCE = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
WORTH_A_WORD = Decimal(10)


def _endpoint(resource: Resource, context: Context) -> Iterator[Note]:
    """Only where the stack has no gateway endpoint at all; how much of the traffic goes to S3 is not known."""
    endpoints = (one for one in context.stack.managed() if one.type == "aws_vpc_endpoint")
    if any(one.attributes.get("vpc_endpoint_type") in (None, "Gateway") for one in endpoints):
        return
    line = context.market.bill.by_address.get(resource.address)
    charges = line.charges if line else ()
    data = next((one.cost for one in charges if "data" in one.name.lower()), None)
    if isinstance(data, Decimal) and data >= WORTH_A_WORD:
        yield Note(
            f"storage-endpoint: {money(data)} a month for data through this gateway; what of it goes to S3 or "
            "DynamoDB would cost nothing through a gateway endpoint of the network, of which there is none",
            resource.address,
        )


RULE = Rule(
    "storage-endpoint",
    "points at NAT traffic that a free gateway endpoint could carry",
    SOURCE,
    Disruption.NONE,
    Stage.CAPACITY,
    _endpoint,
    frozenset({"aws_nat_gateway"}),
    notes_only=True,
)
