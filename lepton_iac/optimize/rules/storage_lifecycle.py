"""Buckets in the hot class without a rule that ages what is in them: a note, because who reads what is in no plan.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from lepton_iac.model import Charge, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.units import money

_AGEING: Mapping[str, tuple[str, ...]] = {
    "aws_s3_bucket": ("aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_intelligent_tiering_configuration"),
    "google_storage_bucket": (),
    "azurerm_storage_account": ("azurerm_storage_management_policy",),
}
"""Type to the types that age its objects from beside."""
WORTH_A_WORD = Decimal(10)
SOURCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html"


def _lifecycle(resource: Resource, context: Context) -> Iterator[Note]:
    """A note with the amount at stake; what moving would save depends on who reads what, which no plan tells."""
    ageing = _AGEING.get(resource.type)
    if ageing is None or resource.attributes.get("lifecycle_rule") or resource.attributes.get("autoclass"):
        return
    if any(other.type in ageing for other in context.referrers(resource)):
        return
    stored = _stored(resource, context)
    if stored is None or not isinstance(stored.cost, Decimal) or stored.cost < WORTH_A_WORD:
        return
    yield Note(
        f"storage-lifecycle: {stored.quantity or 0:,.0f} {stored.unit} in the hot class without a lifecycle rule, "
        f"{money(stored.cost)} a month; how often they are read is not known, so nothing is promised"
        f"{_remedy(resource)} ({SOURCE})",
        resource.address,
    )


def _remedy(resource: Resource) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html"""
    if resource.type != "aws_s3_bucket":
        return ""
    return "; a transition to INTELLIGENT_TIERING ages what is not read for 30 days and bills no reads"


def _stored(resource: Resource, context: Context) -> Charge | None:
    """The storage charge of the hot class."""
    line = context.market.bill.by_address.get(resource.address)
    charges = line.charges if line else ()
    found = [charge for charge in charges if "storage" in charge.name.lower() or "capacity" in charge.name.lower()]
    hot = [charge for charge in found if not any(word in "/".join((*charge.part, charge.name)).lower() for word in
           ("infrequent", "glacier", "archive", "cold", "nearline", "cool"))]  # fmt: skip
    return max(hot, key=lambda charge: charge.quantity or 0, default=None)


RULE = Rule(
    "storage-lifecycle",
    "points at buckets in the hot class without a rule that ages what is in them",
    SOURCE,
    Disruption.NONE,
    Stage.KEEPING,
    _lifecycle,
    frozenset(_AGEING),
    notes_only=True,
)
