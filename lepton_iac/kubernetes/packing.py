"""How many nodes of one size hold some pods: first fit, largest first, with the least any packing could need."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import Room


@dataclass(frozen=True, slots=True)
class Batch:
    """``count`` equal pods; ``alone``: no two of them on one node."""

    key: str
    size: Amount
    count: int
    alone: bool = False


@dataclass(slots=True)
class Full:
    """One node with what is on it: batch to number of pods."""

    free: Amount
    slots: int
    held: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Packing:
    """Nodes with what each holds; ``left`` fits on no node of this size; no packing has fewer nodes than ``bound``."""

    nodes: tuple[Full, ...]
    left: tuple[Batch, ...]
    bound: int

    @property
    def count(self) -> int:
        return len(self.nodes)

    @property
    def gap(self) -> int:
        """At most so many nodes above the best there is."""
        return self.count - self.bound


def order(batch: Batch, offer: Room) -> tuple[Decimal, Decimal, str]:
    """Largest share of a node first; ties by the sum of both shares, then by name."""
    cpu, memory = batch.size.cpu / offer.amount.cpu, batch.size.memory / offer.amount.memory
    return -max(cpu, memory), -(cpu + memory), batch.key


def pack(batches: Iterable[Batch], offer: Room) -> Packing:
    """First-fit decreasing in processor, memory and number of pods; equal pods are placed together.

    Adding pods never lowers the bound; the heuristic's own count is at most 22/9 of the best plus a node in one
    dimension, which is why the gap is shown: https://doi.org/10.1137/0203025
    """
    listed = sorted(batches, key=lambda one: order(one, offer))
    fits = [one for one in listed if one.size.within(offer.amount) and offer.pods > 0]
    nodes: list[Full] = []
    for batch in fits:
        place(batch, nodes, offer)
    left = tuple(one for one in listed if one not in fits)
    return Packing(tuple(nodes), left, bound(fits, offer))


def place(batch: Batch, nodes: list[Full], offer: Room | None) -> int:
    """Put equal pods on the first nodes that take them; new ones are opened with an offer. How many found no place."""
    todo = batch.count
    for node in nodes:
        if not todo:
            break
        todo -= _fill(batch, node, todo)
    while todo and offer is not None:
        node = Full(offer.amount, offer.pods)
        taken = _fill(batch, node, todo)
        if not taken:
            break
        nodes.append(node)
        todo -= taken
    return todo


def _fill(batch: Batch, node: Full, todo: int) -> int:
    taken = min(todo, _times(batch, node))
    if taken > 0:
        node.free = node.free - batch.size.times(taken)
        node.slots -= taken
        node.held[batch.key] = node.held.get(batch.key, 0) + taken
    return max(taken, 0)


def _times(batch: Batch, node: Full) -> int:
    if batch.alone and batch.key in node.held:
        return 0
    most = 1 if batch.alone else node.slots
    for size, free in ((batch.size.cpu, node.free.cpu), (batch.size.memory, node.free.memory)):
        if size > 0:
            most = min(most, int(free // size))
    return min(most, node.slots)


def bound(batches: Iterable[Batch], offer: Room) -> int:
    """The fewest nodes any packing needs: by sums, by pods that exclude each other, by pods above half a node."""
    listed = [one for one in batches if one.count]
    total = sum((one.size.times(one.count) for one in listed), Amount())
    half = offer.amount.times(Decimal("0.5"))
    return max(
        _ceiling(total.cpu / offer.amount.cpu),
        _ceiling(total.memory / offer.amount.memory),
        _ceiling(Decimal(sum(one.count for one in listed)) / offer.pods) if offer.pods else 0,
        max((one.count for one in listed if one.alone), default=0),
        sum(one.count for one in listed if one.size.cpu > half.cpu),
        sum(one.count for one in listed if one.size.memory > half.memory),
    )


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
