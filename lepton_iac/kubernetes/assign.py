"""Which pool each pod runs in today: first fit on the nodes there are, then on nodes the pools may still grow by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.kubernetes.packing import Batch, Full, place
from lepton_iac.kubernetes.pools import Pool, takes
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import Room
from lepton_iac.kubernetes.workload import Workload
from lepton_iac.model import InstanceSpec, Note

RoomOf = Callable[[Pool], Room | None]


@dataclass(frozen=True)
class Placed:
    """What runs in one pool.

    Attributes:
        pods: workload to number of its pods here now; ``daemons`` run on every node.
        needed: nodes that hold them, above the planned count where those are too few.
        short: pods that found no place on the planned nodes.
    """

    pool: Pool
    pods: Mapping[str, int]
    daemons: tuple[Workload, ...]
    needed: int
    short: int


@dataclass(frozen=True)
class Assignment:
    """Every pool with its pods, and what runs nowhere."""

    pools: tuple[Placed, ...]
    notes: tuple[Note, ...]


def batch(one: Workload, number: int) -> Batch:
    """Pods of a workload to be packed."""
    return Batch(one.key, one.need, number, one.pod.alone)


def per_node(offer: Room, daemons: Sequence[Workload], headroom: Decimal) -> Room | None:
    """What is left of a node when one pod of each DaemonSet runs on it and a share stays free; ``None`` for nothing."""
    taken = sum((one.need for one in daemons), Amount())
    left = offer.amount.times(1 - headroom) - taken
    pods = offer.pods - len(daemons)
    return Room(left, pods) if left.cpu > 0 and left.memory > 0 and pods > 0 else None


def assign(
    workloads: Sequence[Workload],
    pools: Sequence[Pool],
    specs: Mapping[str, InstanceSpec],
    rooms: Mapping[str, Room],
) -> Assignment:
    """Spread the pods over the pools that take them.

    Args:
        specs, rooms: pool title to its machine type's facts, and to what a node offers to pods; those without are
            left out, with a note.
    """
    daemons = {pool.title: _daemons(workloads, pool, specs) for pool in pools}
    offers = {
        pool.title: found
        for pool in pools
        if pool.title in rooms and (found := per_node(rooms[pool.title], daemons[pool.title], Decimal(0)))
    }
    nodes = {
        title: [Full(offers[title].amount, offers[title].pods) for _ in range(_count(pools, title))] for title in offers
    }
    pods: dict[str, dict[str, int]] = {pool.title: {} for pool in pools}
    short = {pool.title: 0 for pool in pools}
    notes: list[Note] = []
    for one in sorted((one for one in workloads if not one.per_node), key=_size):
        open_to = [pool for pool in pools if pool.title in offers and not takes(pool, *_asks(one), _arch(specs, pool))]
        todo = one.replicas
        for pool in open_to:
            left = place(batch(one, todo), nodes[pool.title], None)
            _count_in(pods[pool.title], one.key, todo - left)
            todo = left
        for pool in _growing(open_to, nodes):
            left = place(batch(one, todo), nodes[pool.title], offers[pool.title])
            short[pool.title] += todo - left
            _count_in(pods[pool.title], one.key, todo - left)
            todo = left
        if todo:
            notes.append(Note(f"{todo} pods run nowhere: {_nowhere(one, pools, open_to, specs)}", one.key))
    placed = tuple(
        Placed(
            pool,
            pods[pool.title],
            daemons[pool.title],
            max(len(nodes.get(pool.title, ())), pool.count),
            short[pool.title],
        )
        for pool in pools
    )
    return Assignment(placed, tuple(notes))


def _count(pools: Sequence[Pool], title: str) -> int:
    return next(pool.count for pool in pools if pool.title == title)


def _count_in(found: dict[str, int], key: str, number: int) -> None:
    if number:
        found[key] = found.get(key, 0) + number


def _size(one: Workload) -> tuple[int, Decimal, str]:
    """Those that choose their nodes come first, then the largest."""
    return -bool(one.pod.selector), -max(one.need.cpu, one.need.memory / 4), one.key


def _growing(open_to: Sequence[Pool], nodes: Mapping[str, list[Full]]) -> list[Pool]:
    """The pools that may still grow first, the one with most room ahead."""
    return sorted(open_to, key=lambda pool: (len(nodes[pool.title]) - pool.most, pool.title))


def _asks(one: Workload) -> tuple[Mapping[str, str], tuple[tuple[str, str, str, str], ...]]:
    return one.pod.selector, one.pod.tolerations


def _arch(specs: Mapping[str, InstanceSpec], pool: Pool) -> str:
    return specs[pool.title].arch if pool.title in specs else ""


def _daemons(workloads: Sequence[Workload], pool: Pool, specs: Mapping[str, InstanceSpec]) -> tuple[Workload, ...]:
    return tuple(one for one in workloads if one.per_node and not takes(pool, *_asks(one), _arch(specs, pool)))


def _nowhere(one: Workload, pools: Sequence[Pool], open_to: Sequence[Pool], specs: Mapping[str, InstanceSpec]) -> str:
    if open_to:
        return f"one pod needs {one.need.cpu:f} cores and {one.need.memory:.2f} GiB, more than a node leaves free"
    reasons = (takes(pool, *_asks(one), _arch(specs, pool)) or "its machine type's room is not known" for pool in pools)
    return next(iter(reasons), "the plan has no node pool")
