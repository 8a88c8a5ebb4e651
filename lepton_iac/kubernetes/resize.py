"""The machine type and number of nodes that hold a pool's pods for the least money, and the change that makes it so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from lepton_iac.kubernetes.assign import Placed, batch, per_node
from lepton_iac.kubernetes.packing import Batch, Packing, bound, pack
from lepton_iac.kubernetes.pools import Pool
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import Room, room
from lepton_iac.kubernetes.workload import Workload
from lepton_iac.model import Change, Disruption, InstanceSpec, SetAttribute

HEADROOM = Decimal("0.10")
"""Kept free on every node: the cluster's own pods, rolling updates, and memory the machine itself does not show."""
OWN = Room(Amount(Decimal("0.35"), Decimal("0.5")), 8)
"""Kept on every proposed node for the vendor's own pods (proxy, network, disk drivers, logs, metrics), whose manifests
nobody renders: a caution of ours, no less than EKS, AKS and GKE put on a node of a new cluster. Nothing is kept where
the manifests hold DaemonSets of ``kube-system`` themselves."""
RULE = "kubernetes-node-pool"
Quote = Callable[[Change], tuple[Decimal | None, str]]
SOURCE = "https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/"


@dataclass(frozen=True)
class Offers:
    """What one pool could run on: price per hour and facts by name; ``forbidden`` says why not, empty when it may."""

    prices: Mapping[str, Decimal]
    specs: Mapping[str, InstanceSpec]
    forbidden: Callable[[InstanceSpec], str]


@dataclass(frozen=True)
class Answer:
    """What should become of one pool.

    Attributes:
        change: ``None`` for "do not change", with ``why``.
        packing: of the pods on the chosen machine type; ``None`` where nothing could be packed.
        spot_nodes: nodes of ``nodes`` that could be spot: those that hold only what may be interrupted.
        beaten: the next best, in words.
    """

    placed: Placed
    sku: str
    nodes: int
    why: str
    change: Change | None = None
    packing: Packing | None = None
    spot_nodes: int = 0
    beaten: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Option:
    sku: str
    hourly: Decimal
    offer: Room
    packing: Packing
    nodes: int


def resized(
    placed: Placed,
    workloads: Mapping[str, Workload],
    offers: Offers,
    quote: Quote,
    headroom: Decimal,
    hidden: Sequence[str] = (),
) -> Answer:
    """The cheapest machine type and count for a pool, or why it stays.

    Nodes never fall below the zones of the pool or two, where there are so many today; the written maximum keeps at
    least today's room to grow and holds every autoscaler's most pods.

    Args:
        hidden: custom objects whose pods are not known; where there are any, no pool may change.
    """
    pool = placed.pool
    batches = [batch(workloads[key], number) for key, number in placed.pods.items()]
    own = _option(pool.sku, placed, batches, offers, headroom)
    spots = _spot_nodes(placed, workloads, own) if own is not None else 0
    why = next(_stays(placed, workloads, own, hidden), "")
    stays = Answer(
        placed, pool.sku, pool.count, f"do not change: {why}", None, own.packing if own is not None else None, spots
    )
    if why or own is None:
        return stays
    ranked = _ranked(placed, batches, offers, headroom)
    for rank, option in enumerate(ranked):
        if option.sku == pool.sku and option.nodes >= pool.count:
            break
        change = _change(placed, workloads, option, own, headroom)
        saving, doubt = quote(change)
        if doubt or saving is None or saving <= 0:
            continue
        beaten = tuple(f"{one.sku} x {one.nodes}" for one in ranked[rank + 1 : rank + 4])
        final = _final(change, saving, option, beaten)
        return Answer(placed, option.sku, option.nodes, final.why, final, option.packing,
                      _spot_nodes(placed, workloads, option), beaten)  # fmt: skip
    return Answer(placed, pool.sku, pool.count, "do not change: no machine type on sale holds these pods for less",
                  None, own.packing, spots)  # fmt: skip


def _stays(
    placed: Placed, workloads: Mapping[str, Workload], own: _Option | None, hidden: Sequence[str]
) -> Iterator[str]:
    """Why a pool must not be touched at all, the gravest first; nothing when it may be looked at."""
    pool = placed.pool
    if pool.doubt:
        yield pool.doubt
    if own is None:
        yield f"what {pool.sku} leaves for pods is not known, or not enough"
    unknown = sorted(key for key in placed.pods if workloads[key].unknown)
    unknown += [one.key for one in placed.daemons if one.unknown]
    if unknown:
        yield f"{_some(unknown)} ask for nothing and are not measured"
    if not placed.pods:
        yield "none of the manifests' pods run here; what does was not given"
    if hidden:
        yield f"an operator may make pods of {_some(hidden)}, and what these ask for is not known"
    if placed.short:
        yield f"{placed.short} pods have no place on the planned nodes, {placed.needed} are needed"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _option(sku: str, placed: Placed, batches: Sequence[Batch], offers: Offers, headroom: Decimal) -> _Option | None:
    offer = _offer(sku, placed, offers, headroom)
    if offer is None:
        return None
    packing = pack(batches, offer)
    if packing.left:
        return None
    return _Option(sku, offers.prices.get(sku, Decimal(0)), offer, packing, _nodes(placed.pool, packing.count))


def _offer(sku: str, placed: Placed, offers: Offers, headroom: Decimal) -> Room | None:
    spec = offers.specs.get(sku)
    whole = room(spec, placed.pool.max_pods) if spec is not None else None
    if whole is None:
        return None
    told = any(one.namespace == "kube-system" for one in placed.daemons)
    left = whole if told else Room(whole.amount - OWN.amount, whole.pods - OWN.pods)
    return per_node(left, placed.daemons, headroom)


def _nodes(pool: Pool, packed: int) -> int:
    """Never fewer than keep the pods apart: the zones, or two, where there are so many today; whole zones on GKE."""
    floor = min(pool.count, max(2, pool.zones))
    return _up(Decimal(max(packed, floor, 1)) / pool.each) * pool.each


def _up(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))


def _ranked(placed: Placed, batches: Sequence[Batch], offers: Offers, headroom: Decimal) -> list[_Option]:
    """Options by cost per hour; those whose lower bound is dearer than the fourth best are not packed."""
    bounds = sorted(_bounds(placed, batches, offers, headroom))
    best: list[_Option] = []
    for least, sku in bounds:
        if len(best) >= 4 and least > best[3].hourly * best[3].nodes:
            break
        option = _option(sku, placed, batches, offers, headroom)
        if option is not None:
            best.append(option)
            best.sort(key=lambda one: (one.hourly * one.nodes, one.sku != placed.pool.sku, one.sku))
    return best


def _bounds(
    placed: Placed, batches: Sequence[Batch], offers: Offers, headroom: Decimal
) -> Iterator[tuple[Decimal, str]]:
    for sku, hourly in offers.prices.items():
        spec = offers.specs.get(sku)
        if spec is None or (sku != placed.pool.sku and offers.forbidden(spec)):
            continue
        offer = _offer(sku, placed, offers, headroom)
        if offer is not None and all(one.size.within(offer.amount) for one in batches):
            yield hourly * _nodes(placed.pool, bound(batches, offer)), sku


def _spot_nodes(placed: Placed, workloads: Mapping[str, Workload], option: _Option) -> int:
    """Nodes left over for spot when what must not be interrupted has its own."""
    firm = [batch(workloads[key], number) for key, number in placed.pods.items() if not workloads[key].interruptible]
    if placed.pool.spot or len(firm) == len(placed.pods):
        return 0
    return max(0, option.nodes - _nodes(placed.pool, pack(firm, option.offer).count) if firm else option.nodes)


def _change(
    placed: Placed, workloads: Mapping[str, Workload], option: _Option, own: _Option, headroom: Decimal
) -> Change:
    pool = placed.pool
    most = _most(placed, workloads, option, own)
    new = {"count": option.nodes, "least": min(pool.least, option.nodes), "most": most}
    edits = [SetAttribute(path, new[role] // pool.each) for path, role in pool.counts.items()
             if new[role] != {"count": pool.count, "least": pool.least, "most": pool.most}[role]]  # fmt: skip
    if option.sku != pool.sku:
        edits.insert(0, SetAttribute(pool.sku_path, option.sku))
    disruption = Disruption.REPLACE if option.sku != pool.sku else Disruption.ONLINE
    return Change(
        RULE, pool.address, f"{pool.part}nodes", f"{pool.count} x {pool.sku}", f"{option.nodes} x {option.sku}",
        Decimal(0), disruption, "", tuple(edits),
        kept=("architecture", "requests and forecasts", "zones", "room to grow", f"{headroom:.0%} of every node"),
        not_compared=tuple(_not_compared(placed, workloads)), source=SOURCE,
    )  # fmt: skip


def _most(placed: Placed, workloads: Mapping[str, Workload], option: _Option, own: _Option) -> int:
    """The new maximum: today's room to grow, and every autoscaler at its most."""
    pool = placed.pool
    old, new = own.offer.amount, option.offer.amount
    grown = (
        _up(max(pool.most * old.cpu / new.cpu, pool.most * old.memory / new.memory)) if pool.most > pool.count else 0
    )
    peak = [batch(workloads[key], _at_most(workloads[key], number)) for key, number in placed.pods.items()]
    needed = max(grown, pack(peak, option.offer).count, option.nodes)
    return _up(Decimal(needed) / pool.each) * pool.each


def _at_most(one: Workload, number: int) -> int:
    return _up(Decimal(number * one.most) / one.replicas) if one.replicas else number


def _not_compared(placed: Placed, workloads: Mapping[str, Workload]) -> Iterator[str]:
    yield "the cluster's own pods, beyond what is kept for them on every node"
    yield "per-core speed, network and disk bandwidth of the machines"
    found: dict[str, list[str]] = {}
    for key in placed.pods:
        for words in workloads[key].pod.not_compared:
            found.setdefault(words, []).append(key)
    yield from (f"{words} ({', '.join(keys[:3])}{' …' if len(keys) > 3 else ''})" for words, keys in found.items())


def _final(change: Change, saving: Decimal, option: _Option, beaten: tuple[str, ...]) -> Change:
    total = sum((_taken(option, node.free) for node in option.packing.nodes), Amount())
    room_there = option.offer.amount.times(max(option.nodes, 1))
    gap = "proven fewest nodes" if not option.packing.gap else f"at most {option.packing.gap} above the fewest"
    why = (
        f"the pods ask for {total.cpu:.1f} of {room_there.cpu:.1f} cores and {total.memory:.1f} of "
        f"{room_there.memory:.1f} GiB that are then free for them; {gap}"
    )
    return replace(change, saving=saving, why=why, beaten=beaten)


def _taken(option: _Option, free: Amount) -> Amount:
    return option.offer.amount - free
