"""The stack becomes an estate: every resource a part, an attachment to one, or left out with the reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from lepton_iac.kinds.load import LOCAL_PROVIDERS, spec_of
from lepton_iac.kinds.world import provider_of
from lepton_iac.model import Note, Resource, Stack
from lepton_iac.write.new_module import from_aws, from_azurerm, from_google
from lepton_iac.write.new_module.ground import grounded
from lepton_iac.write.new_module.keys import own_key
from lepton_iac.write.new_module.names import label
from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.source import Source, known

ORDER = (
    "network subnet firewall nat_gateway public_address load_balancer compute scale_group block_volume "
    "kubernetes_node_pool kubernetes_cluster container_service database cache object_storage queue log_store "
    "dns secret"
).split()
_READERS: Mapping[str, Any] = {"aws": from_aws, "azurerm": from_azurerm, "google": from_google}
REASONS: Mapping[str, str] = {
    "function": "its code must be packaged for the other cloud's runtime first",
    "key_value_store": "DynamoDB, Cosmos DB and Firestore differ in interface, consistency, transactions and size of "
    "items, so that none stands in for another: the application has to change first",
    "key_management": "key material cannot leave its cloud: what it encrypts gets a new key of your own there",
    "snapshot": "a snapshot cannot be read by another cloud; take a new one after the data have moved",
    "file_storage": "shares differ in protocol, and only some are made to a size that the code tells: choose the share "
    "there by what is stored, then copy the files with rsync or robocopy",
    "backup": "backup plans name this cloud's resources: make the plan for the new ones before you switch",
    "identity": "its rights name this cloud's services; grant the workload identity what it needs",
}
TYPES: Mapping[str, str] = {
    "aws_rds_cluster": "Aurora's storage grows by itself, so the code does not tell its size, and nobody else has its "
    "storage of six copies: choose a server and its disk, then add it",
    "azurerm_mssql": "SQL Server is sold there with another edition and licence: choose them, then add the server",
    "azurerm_sql_": "SQL Server is sold there with another edition and licence: choose them, then add the server",
}
"""What begins a type to the reason, where the kind does not tell enough."""
_IDENTITIES = ("_iam_", "_role", "service_account")


def survey(stack: Stack, properties: Callable[[str], Mapping[str, Any]]) -> Estate:
    """Every managed resource as a part, with its links as labels.

    Args:
        properties: the neutral properties of a resource, by address.
    """
    parts: list[Part] = []
    left: list[Note] = []
    labels: dict[tuple[str, str], str] = {}
    for resource in stack.managed():
        room = _READERS.get(provider_of(resource.type))
        if room is None:
            left += [] if resource.provider in LOCAL_PROVIDERS else [Note("it belongs to no cloud", resource.address)]
            continue
        reader = room.READERS.get(resource.type)
        if reader is not None:
            parts.append(_part(resource, stack, properties, room, labels))
        elif resource.type not in room.ABSORBED:
            left.append(Note(_reason(resource), resource.address))
    linked = [_linked(part, labels) for part in parts]
    ordered = sorted(linked, key=lambda part: ORDER.index(part.kind))
    return grounded(Estate(tuple(ordered), tuple(left)))


def _part(
    resource: Resource, stack: Stack, properties: Callable[[str], Mapping[str, Any]], room: Any, labels: dict[Any, str]
) -> Part:
    spec = spec_of(provider_of(resource.type), resource.type)
    kind = room.KINDS.get(resource.type) or (spec.kind if spec is not None else "other")
    source = Source(resource, stack, properties(resource.address))
    settings = {**room.READERS[resource.type](source), "own_key": own_key(source, kind)}
    name = next((str(found) for path in room.NAMES if (found := source.get(path))), resource.name)
    text = _free(label(_own(resource)), kind, labels)
    labels[(kind, text)] = resource.address
    return Part(kind, resource.address, text, name, resource.region or "", _tags(resource), settings)


def _own(resource: Resource) -> str:
    """What tells a resource from others: its module and its name, unless the name says nothing, and its index."""
    modules = [step for step in resource.module.split(".") if step and step != "module"]
    index = [] if resource.index is None else [str(resource.index)]
    said = resource.name in {"this", "main", "default"} and (modules or isinstance(resource.index, str))
    return "_".join([*modules, *([] if said else [resource.name]), *index])


def _free(text: str, kind: str, labels: Mapping[tuple[str, str], str]) -> str:
    number, found = 2, text
    while (kind, found) in labels:
        found, number = f"{text}_{number}", number + 1
    return found


def _tags(resource: Resource) -> Mapping[str, str]:
    return {str(key): value for key, value in resource.tags.items() if isinstance(value, str) and known(value)}


def _linked(part: Part, labels: Mapping[tuple[str, str], str]) -> Part:
    """Resources in the settings become the labels of their parts."""
    by_address = {address: found for (_, found), address in labels.items()}
    settings = {}
    for name, value in part.settings.items():
        if isinstance(value, tuple) and all(isinstance(one, Resource) for one in value):
            settings[name] = _labels(value, by_address)
        else:
            settings[name] = value
    return replace(part, settings=settings)


def _labels(resources: Iterable[Resource], by_address: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(by_address[one.address] for one in resources if one.address in by_address)


def _reason(resource: Resource) -> str:
    if any(word in resource.type for word in _IDENTITIES):
        return REASONS["identity"]
    own = next((reason for start, reason in TYPES.items() if resource.type.startswith(start)), "")
    if own:
        return own
    spec = spec_of(provider_of(resource.type), resource.type)
    kind = spec.kind if spec is not None else "other"
    return REASONS.get(kind, f"no template for {kind.replace('_', ' ')} ({resource.type}) yet")
