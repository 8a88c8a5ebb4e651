"""Volumes and addresses that nothing in the stack uses."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import LEFT_OUT, Change, Disruption, Note, Resource, Unknown
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle

_COPIES = frozenset(
    {"aws_ebs_snapshot", "aws_ebs_snapshot_copy", "azurerm_snapshot", "google_compute_snapshot",
     "google_compute_disk_resource_policy_attachment", "google_compute_disk_iam_member"}
)  # fmt: skip
"""Types that refer to a volume without using it."""
_HELD_BY = ("instance", "network_interface", "associate_with_private_ip", "subnetwork", "managed_by")
"""Attributes by which an address or a volume says itself that it is in use."""
_HOLES = {"google_compute_address": ("google_compute_instance", "network_interface.*.access_config.*.nat_ip")}
"""Address type to the type and attribute that take it, where plans do not always keep the reference."""


def unattached(name: str, kind: str, thing: str, why: str, source: str) -> Rule:
    """Removal of a volume or address without a user; claimed only where the whole stack is known to hold none."""

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        if context.kind(resource) != kind or resource.mode != "managed" or _in_use(resource, context):
            return
        drafted = Change(
            rule=name,
            address=resource.address,
            knob="existence",
            before=f"{thing} that nothing uses",
            after="removed",
            saving=Decimal(0),
            disruption=Disruption.DATA_LOSS,  # neither the data nor the address can be had again
            why=f"no resource of this stack refers to it; {why}; it may be in use from outside this stack",
            removes=True,
            not_compared=("use from outside this stack",),
            source=source,
        )
        yield settle(drafted, context)

    what = f"removes a {thing} that nothing in the stack uses"
    return Rule(name, what, source, Disruption.DATA_LOSS, Stage.UNUSED, look)


def _in_use(resource: Resource, context: Context) -> bool:
    users = context.stack.referrers.get(resource.address, ())
    if any(other.mode == "managed" and other.type not in _COPIES and _uses(other, path) for path, other in users):
        return True
    if any(path.split(".")[0] in _HELD_BY and found for path, found in resource.references.items()):
        return True
    values = (value_at(resource.attributes, name) for name in _HELD_BY)
    if any(value not in (None, "", [], ()) and not isinstance(value, Unknown) for value in values):
        return True
    return any(_may_hold(other, resource) for other in context.stack.managed())


def _uses(other: Resource, path: str) -> bool:
    """Whether a reference is really taken: a condition may have left the attribute null."""
    parent, _, name = path.rpartition(".")
    block = value_at(other.attributes, parent) if parent else other.attributes
    return not (isinstance(block, Mapping) and name in block and block[name] is None)


def _may_hold(other: Resource, address: Resource) -> bool:
    """An unknown value without a known reference, as a dynamic block leaves it, may be this very address."""
    hole = _HOLES.get(address.type)
    if hole is None or other.type != hole[0] or any("nat_ip" in path for path in other.references):
        return False
    value = value_at(other.attributes, hole[1])
    unknown = isinstance(value, Unknown) and value is not LEFT_OUT
    return unknown and (other.index is None or address.index is None or other.index == address.index)
