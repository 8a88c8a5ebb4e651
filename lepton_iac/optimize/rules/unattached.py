"""Volumes and addresses that nothing in the stack uses."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Disruption, Note, Resource, Unknown
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import settle

_COPIES = frozenset(
    {"aws_ebs_snapshot", "aws_ebs_snapshot_copy", "azurerm_snapshot", "google_compute_snapshot",
     "google_compute_disk_resource_policy_attachment", "google_compute_disk_iam_member"}
)  # fmt: skip
"""Types that refer to a volume without using it."""
_HELD_BY = ("instance", "network_interface", "associate_with_private_ip", "subnetwork", "managed_by")
"""Attributes by which an address or a volume says itself that it is in use."""
_SOURCES = {
    "block_volume": "https://docs.aws.amazon.com/prescriptive-guidance/latest/optimize-costs-microsoft-workloads/ebs-delete-volumes.html",
    "public_address": "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
}
_KINDS = {"block_volume": "a snapshot first keeps the data", "public_address": "the address itself cannot be had again"}


def unattached(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Removal of a volume or address without a user; claimed only where the whole stack is known to hold none."""
    kind = context.kind(resource)
    if kind not in _KINDS or resource.mode != "managed" or _in_use(resource, context):
        return
    thing = "volume" if kind == "block_volume" else "address"
    drafted = Change(
        rule=f"unattached-{thing}",
        address=resource.address,
        knob="existence",
        before=f"{thing} that nothing uses",
        after="removed",
        saving=Decimal(0),
        disruption=Disruption.DATA_LOSS if kind == "block_volume" else Disruption.NONE,
        why=f"no resource of this stack refers to it; {_KINDS[kind]}; it may be in use from outside this stack",
        removes=True,
        not_compared=("use from outside this stack",),
        source=_SOURCES[kind],
    )
    yield settle(drafted, context)


def _in_use(resource: Resource, context: Context) -> bool:
    if any(other.type not in _COPIES for other in context.referrers(resource)):
        return True
    if any(path.split(".")[0] in _HELD_BY and found for path, found in resource.references.items()):
        return True
    values = (value_at(resource.attributes, name) for name in _HELD_BY)
    return any(value not in (None, "", [], ()) and not isinstance(value, Unknown) for value in values)
