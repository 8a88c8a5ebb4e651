"""Image repositories that keep every image for ever: a note, because which images are still pulled is in no plan.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.units import money

SOURCE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"
POLICY = "aws_ecr_lifecycle_policy"


def _lifecycle(resource: Resource, context: Context) -> Iterator[Note]:
    """A note with the amount at stake where it is known; a policy elsewhere that names the repository counts."""
    if any(other.type == POLICY and _covers(other, resource, context) for other in context.stack.managed()):
        return
    yield Note(
        f"ecr-lifecycle: nothing ever expires images here, not even untagged ones; {_at_stake(resource, context)}. "
        f"Which images are still pulled is not known, so nothing is promised: add an {POLICY}",
        resource.address,
    )


def _covers(policy: Resource, resource: Resource, context: Context) -> bool:
    name = policy.attributes.get("repository")
    if isinstance(name, str):
        return name == resource.attributes.get("name")
    return any(other.address == policy.address for other in context.referrers(resource)) or not policy.references


def _at_stake(resource: Resource, context: Context) -> str:
    line = context.market.bill.by_address.get(resource.address)
    charge = next((one for one in line.charges if one.name == "Storage"), None) if line else None
    if charge is not None and charge.quantity is not None and isinstance(charge.cost, Decimal):
        return f"{charge.quantity:,.0f} {charge.unit} cost {money(charge.cost)} a month"
    if charge is not None and charge.unit_price is not None:
        return f"each {charge.unit} costs {money(charge.unit_price)} a month"
    return "what it stores is not known"


RULE = Rule(
    "ecr-lifecycle",
    "points at image repositories without a policy that expires images",
    SOURCE,
    Disruption.NONE,
    Stage.KEEPING,
    _lifecycle,
    frozenset({"aws_ecr_repository"}),
    notes_only=True,
)
