"""Who costs what: the nodes of a pool shared out among the pods on them, idle room on a line of its own.

A pod's share is the larger of its shares of the pool's processors and of its memory that pods may take, as a node is
full when either is; where those shares sum to more than the pool, all shrink alike. Requests or, where larger, the
forecast count, as in OpenCost's allocation by the larger of request and use:
https://www.opencost.io/docs/specification
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from lepton_iac.kubernetes.assign import Placed
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import Room
from lepton_iac.kubernetes.workload import Claim, Manifests, Workload

PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class WorkloadCost:
    """One workload; ``cost`` per month is ``None`` where a part of it is not known, with ``reason``."""

    workload: Workload
    cost: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCost:
    """Claimed disks; ``cost`` per month is ``None`` where not known."""

    claim: Claim
    cost: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Idle:
    """What nobody asked for in a pool: part of its cost that no workload carries."""

    title: str
    cost: Decimal | None
    cpu_share: Decimal
    memory_share: Decimal


@dataclass(frozen=True)
class Shares:
    """The whole, line by line: workloads, claims, idle."""

    workloads: tuple[WorkloadCost, ...]
    claims: tuple[ClaimCost, ...]
    idle: tuple[Idle, ...]


def shares(
    manifests: Manifests,
    placed: Sequence[Placed],
    rooms: Mapping[str, Room],
    costs: Mapping[str, Decimal | None],
    disk_price: Callable[[str], Decimal | None],
) -> Shares:
    """Share the cost of every pool among what runs in it.

    Args:
        rooms: pool title to what one node offers to pods.
        costs: pool title to its cost per month; ``None`` when not known.
        disk_price: disk type to price per GiB and month.
    """
    found: dict[str, Decimal] = {}
    unknown: dict[str, str] = {}
    idle: list[Idle] = []
    known = {one.key: one for one in manifests.workloads}
    for one in placed:
        offer, cost = rooms.get(one.pool.title), costs.get(one.pool.title)
        uses = _uses(one, known)
        if offer is None or cost is None or not one.pool.count:
            why = "the cost of its nodes is not known" if cost is None else "the room of its nodes is not known"
            unknown.update(dict.fromkeys(uses, why))
            continue
        whole = offer.amount.times(one.needed)
        parts = _parts(uses, whole)
        money = {key: (cost * part).quantize(PLACES, ROUND_DOWN) for key, part in parts.items()}
        for key, amount in money.items():
            found[key] = found.get(key, Decimal(0)) + amount
        taken = sum(uses.values(), Amount())
        left = cost - sum(money.values(), Decimal(0))
        idle.append(Idle(one.pool.title, left, 1 - taken.cpu / whole.cpu, 1 - taken.memory / whole.memory))
    lines = tuple(_line(one, found, unknown) for one in manifests.workloads)
    return Shares(lines, tuple(_claim(one, manifests.media, disk_price) for one in manifests.claims), tuple(idle))


def _uses(one: Placed, known: Mapping[str, Workload]) -> Mapping[str, Amount]:
    pods = {key: known[key].need.times(number) for key, number in one.pods.items()}
    return {**pods, **{each.key: each.need.times(one.needed) for each in one.daemons}}


def _parts(uses: Mapping[str, Amount], whole: Amount) -> Mapping[str, Decimal]:
    raw = {key: max(use.cpu / whole.cpu, use.memory / whole.memory) for key, use in uses.items()}
    scale = max(sum(raw.values(), Decimal(0)), Decimal(1))
    return {key: part / scale for key, part in raw.items()}


def _line(one: Workload, found: Mapping[str, Decimal], unknown: Mapping[str, str]) -> WorkloadCost:
    if one.key in unknown:
        return WorkloadCost(one, None, unknown[one.key])
    if one.unknown:
        return WorkloadCost(one, None, f"asks for nothing and is not measured: {', '.join(one.pod.unasked[:3])}")
    if one.key not in found:
        return WorkloadCost(
            one, None if one.replicas else Decimal(0), "runs on no pool of the plan" if one.replicas else ""
        )
    return WorkloadCost(one, found[one.key])


_BUILT_IN: Mapping[str, str] = {
    "gp2": "gp2", "standard-rwo": "pd-balanced", "premium-rwo": "pd-ssd", "standard": "pd-standard",
}  # fmt: skip
"""Storage classes a new cluster brings: https://docs.aws.amazon.com/eks/latest/userguide/storage-classes.html and
https://cloud.google.com/kubernetes-engine/docs/concepts/persistent-volumes#storageclasses"""


def _claim(one: Claim, media: Mapping[str, str], disk_price: Callable[[str], Decimal | None]) -> ClaimCost:
    if not one.storage_class:
        return ClaimCost(one, None, "names no storage class; the cluster's default is not in the manifests")
    disk = media.get(one.storage_class) or _BUILT_IN.get(one.storage_class, "")
    price = disk_price(disk) if disk else None
    if price is None:
        return ClaimCost(one, None, f"no price for the storage class {one.storage_class}")
    return ClaimCost(one, price * one.gib * one.count)
