"""The last door for every drafted change: limits that hold whatever rule drafted it."""

from decimal import Decimal

from lepton_iac.model import Change, Note, Resource
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.machine import machines
from lepton_iac.optimize.regions import PROVIDERS, jurisdictions, place_of
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.units import plain

_PLACES = ("region", "location", "zone", "availability_zone")
_SPOT = ("spot", "preemptible", "low_priority", "lowpriority")
_STATEFUL = frozenset({"database", "cache", "search", "warehouse", "block_volume", "file_storage", "object_storage"})


def refusal(change: Change, rule: Rule, context: Context) -> str:
    """Why a change may not be proposed, in words; empty when it may."""
    limits, resource = context.constraints, context.stack.by_address.get(change.address)
    if limits.keep_availability and rule.stage is Stage.AVAILABILITY:
        return "zones, standbys and replicas are to stay"
    if resource is None:
        return ""
    if not limits.spot_for_stateful and _to_spot(change) and stateful(resource, context):
        return "it holds data of its own, and spot capacity may be taken back"
    return _moved(change, resource, limits) or _stranded(change, context)


def _to_spot(change: Change) -> bool:
    """Whether an edit asks for capacity that the vendor may take back."""
    for edit in change.edits:
        asked = str(edit.value).lower()
        if any(word in asked for word in _SPOT):
            return True
        if any(word in edit.path.lower() for word in _SPOT) and edit.value not in (None, False, 0, ""):
            return True
    return False


def stateful(resource: Resource, context: Context) -> bool:
    """Whether a resource keeps data when it is stopped: stores, and machines with disks besides their root.

    A disk counts wherever the stack attaches one: in a block of its own, or by a resource that names both.
    """
    if context.kind(resource) in _STATEFUL:
        return True
    blocks = ("ebs_block_device", "attached_disk", "data_disk", "data_disks", "stateful_disk")
    if any(resource.attributes.get(name) for name in blocks):
        return True
    return any(
        context.kind(context.stack.by_address[address]) == "block_volume"
        for other in context.referrers(resource)
        for addresses in other.references.values()
        for address in addresses
        if address in context.stack.by_address
    )


def _moved(change: Change, resource: Resource, limits: Constraints) -> str:
    """Edits of a place, held against the allowed regions and jurisdictions."""
    for edit in change.edits:
        if edit.path.rpartition(".")[2] not in _PLACES or not isinstance(edit.value, str):
            continue
        places = [place for one in PROVIDERS for name in _regions(edit.value) if (place := place_of(one, name))]
        own = place_of(resource.provider, resource.region or "")
        if limits.regions and not edit.value.startswith(limits.regions):
            return f"{edit.value} is not an allowed region"
        if own and not any(place.jurisdiction in jurisdictions(own.jurisdiction, limits) for place in places):
            return f"{edit.value} is outside the allowed jurisdiction"
    return ""


def _regions(value: str) -> tuple[str, str]:
    """The word itself, and the region of a zone such as ``eu-west-1a`` or ``europe-west1-b``."""
    return value, value.rstrip("abcdef").rstrip("-")


def _stranded(change: Change, context: Context) -> str:
    """A commitment that would be left unused: fewer machines of a type would run than are paid for."""
    if change.knob not in {"sku", "existence", "schedule"}:
        return ""
    gone = [
        machine
        for several in machines(context).values()
        for machine in several
        if change.address == machine.holder.address or change.address in {user.address for user in machine.users}
    ]
    for machine in gone:
        row = machine.row
        for held in context.constraints.committed:
            if (held.provider, held.region, held.service, held.sku) != (row.provider, row.region, row.service, row.sku):
                continue
            left = running(context, row.sku, row.region) - machine.count
            if left < held.units:
                ends = f" until {held.until}" if held.until else ""
                return f"{plain(held.units)} {row.sku} in {row.region} are paid for{ends}, {plain(left)} would run"
    return ""


def running(context: Context, sku: str, region: str) -> Decimal:
    """How many machines of a type run, those that an accepted change moves away left out."""
    changed = {change.address for change in context.accepted if change.knob in {"sku", "existence", "schedule"}}
    return sum(
        (
            machine.count
            for several in machines(context).values()
            for machine in several
            if (machine.row.sku, machine.row.region) == (sku, region)
            and machine.holder.address not in changed
            and not changed.intersection(user.address for user in machine.users)
        ),
        Decimal(0),
    )


def outside(context: Context) -> tuple[Note, ...]:
    """Resources that lie where the limits do not want anything; proposals here never move them."""
    limits = context.constraints
    if not (limits.residency or limits.regions or limits.providers):
        return ()
    return tuple(
        Note(f"limits: {words}; nothing here moves it, see `compare`", resource.address)
        for resource in context.stack.managed()
        if (words := _outside(resource, limits))
    )


def _outside(resource: Resource, limits: Constraints) -> str:
    if limits.providers and resource.provider in PROVIDERS and resource.provider not in limits.providers:
        return f"{resource.provider} is not an allowed provider"
    if resource.region is None:
        return ""
    if limits.regions and resource.region not in limits.regions and resource.region != "global":
        return f"{resource.region} is not an allowed region"
    place = place_of(resource.provider, resource.region)
    if limits.residency and place and place.jurisdiction not in jurisdictions(place.jurisdiction, limits):
        return f"{resource.region} lies in {place.jurisdiction}, outside {' or '.join(limits.residency)}"
    return ""
