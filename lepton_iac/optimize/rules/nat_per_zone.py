"""One NAT gateway for each zone where it is not production: a note, because where its routes lead is a choice.

https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html
"""

from collections.abc import Iterator

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.routes import NAT_SOURCE, ROUTES, removal
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import promised
from lepton_iac.units import money


def _per_zone(resource: Resource, context: Context) -> Iterator[Note]:
    """A gateway that routes lead to cannot go before they are led elsewhere."""
    routes = [other for other in context.referrers(resource) if other.type in ROUTES]
    word = context.non_production(resource)
    first = _first_of_its_network(resource, context)
    if routes and word and first is not None:
        priced = promised(removal(resource), context)
        saving = f"{money(priced.saving)} a month" if isinstance(priced, Change) else "an amount that is not known"
        yield Note(
            f"nat-per-zone: marked as {word}: leading {len(routes)} route(s) through {first.address} instead "
            f"would save {saving}, less the traffic between zones",
            resource.address,
        )


def _first_of_its_network(resource: Resource, context: Context) -> Resource | None:
    """Another gateway of the same block, earlier in the stack: the one that would carry on."""
    for other in context.stack.managed():
        if other.type == resource.type and other.module == resource.module and other.name == resource.name:
            return None if other.address == resource.address else other
    return None


RULE = Rule(
    "nat-per-zone",
    "points at a second NAT gateway outside production",
    NAT_SOURCE,
    Disruption.NONE,
    Stage.UNUSED,
    _per_zone,
    frozenset({"aws_nat_gateway"}),
    notes_only=True,
)
