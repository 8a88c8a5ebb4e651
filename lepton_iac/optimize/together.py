"""What must move together: what refers to one another while nobody told how much they talk."""

from collections.abc import Iterable, Mapping, Sequence

from lepton_iac.errors import LeptonError
from lepton_iac.model import ResourceBill, Stack
from lepton_iac.optimize.joint import Edge
from lepton_iac.optimize.transfer import INTERNET


def group_of(
    stack: Stack, nodes: Mapping[str, ResourceBill], lines: Mapping[str, ResourceBill], flows: Sequence[Edge]
) -> tuple[dict[str, str], dict[str, str]]:
    """The group of every node by the address of its first member, and groups that cannot move with the reason.

    A node with flows is taken to be described by them, and is free of the rest, its own disks and its cluster aside.
    All others hang on whatever they refer to, directly or through networks and roles: their traffic is not known. If
    something with a cost that cannot be placed hangs there too, the group stays.

    Raises:
        LeptonError: a flow names an address the stack does not have.
    """
    _check(stack, flows)
    told = {end for flow in flows for end in (flow.source, flow.target)}
    root = {resource.address: resource.address for resource in stack.resources}

    def find(address: str) -> str:
        while root[address] != address:
            root[address] = root[root[address]]
            address = root[address]
        return address

    for one, other in _ties(stack, told, nodes):
        if one in root and other in root:
            root[find(other)] = find(one)
    first: dict[str, str] = {}
    group = {address: first.setdefault(find(address), address) for address in nodes}
    pinned = {
        first[find(address)]: f"{address} may talk to it, and cannot be placed elsewhere"
        for address, line in lines.items()
        if address not in nodes and line.charges and find(address) in first
    }
    pinned |= {
        group[address]: f"{address} is part of {cluster}, which cannot be placed elsewhere"
        for address, cluster in _clustered(stack, nodes)
        if cluster not in nodes
    }
    return group, pinned


def _clustered(stack: Stack, nodes: Mapping[str, ResourceBill]) -> Iterable[tuple[str, str]]:
    """A node pool or member and its cluster: whatever they talk, neither works without the other."""
    for resource in stack.resources:
        if resource.address in nodes:
            for path, addresses in resource.references.items():
                if "cluster" in path:
                    yield from ((resource.address, one) for one in addresses)


def _check(stack: Stack, flows: Sequence[Edge]) -> None:
    for flow in flows:
        for end in (flow.source, flow.target):
            if end != INTERNET and end not in stack.by_address:
                raise LeptonError(f"a flow names {end!r}, which this stack does not have", mend="see `breakdown`")


def _ties(stack: Stack, told: set[str], nodes: Mapping[str, ResourceBill]) -> Iterable[tuple[str, str]]:
    for resource in stack.resources:
        for addresses in resource.references.values():
            for other in addresses:
                if resource.address not in told and other not in told:
                    yield resource.address, other
        yield from _attached(resource.address, resource.references, nodes)
    yield from ((one, cluster) for one, cluster in _clustered(stack, nodes) if cluster in nodes)


def _attached(
    address: str, references: Mapping[str, tuple[str, ...]], nodes: Mapping[str, ResourceBill]
) -> Iterable[tuple[str, str]]:
    """A disk and its machine, tied by whatever names both."""
    named = {one for several in references.values() for one in several} | {address}
    disks = [one for one in named if one in nodes and nodes[one].kind == "block_volume"]
    machines = [one for one in named if one in nodes and nodes[one].kind in {"compute", "scale_group"}]
    for disk in sorted(disks):
        for machine in sorted(machines):
            yield disk, machine
