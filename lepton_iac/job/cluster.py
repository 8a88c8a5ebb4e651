"""One cluster: its manifests beside the plan that builds its nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.job.container_use import measured_pods
from lepton_iac.job.spans import hours, share
from lepton_iac.kubernetes.assign import Assignment, assign
from lepton_iac.kubernetes.manifests import read_manifests
from lepton_iac.kubernetes.pools import Pool, pools_of
from lepton_iac.kubernetes.reserved import Room, room
from lepton_iac.kubernetes.resize import HEADROOM, Answer, Offers, resized
from lepton_iac.kubernetes.share import Shares, shares
from lepton_iac.kubernetes.workload import Manifests
from lepton_iac.model import Change, InstanceSpec, Note, PriceRow
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.families import lends_processor, maker, may_replace, premium_disks, temporary_disk
from lepton_iac.optimize.market import hourly_prices
from lepton_iac.pipeline import Priced

NO_OFFERS = Offers({}, {}, lambda spec: "")


@dataclass(frozen=True)
class Cluster:
    """Everything found out about one cluster.

    Attributes:
        costs: pool title to its nodes' cost per month; ``None`` when not wholly known.
        spot: pool title to what one spot node of the answer's machine type costs per hour, where the book knows.
    """

    name: str
    manifests: Manifests
    assignment: Assignment
    shares: Shares
    answers: tuple[Answer, ...]
    costs: Mapping[str, Decimal | None]
    spot: Mapping[str, tuple[Decimal, Decimal]]
    notes: tuple[Note, ...]
    currency: str

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(answer.change for answer in self.answers if answer.change is not None)


def cluster_of(
    priced: Priced,
    files: Sequence[Path],
    *,
    cluster: str = "",
    namespace: str = "default",
    metrics: Sequence[Path] = (),
    horizon: str = "7d",
    max_breach: str = "1%",
    headroom: Decimal = HEADROOM,
) -> Cluster:
    """Read the manifests, place their pods on the plan's node pools, share the cost, and look for better nodes.

    Raises:
        LeptonError: a file cannot be read, the plan has no node pool, or it has several clusters and none was named.
    """
    manifests = read_manifests(((str(path), _bytes(path)) for path in manifest_files(files)), namespace)
    notes: list[Note] = [*manifests.notes]
    if metrics:
        needs, said = measured_pods(metrics, manifests.workloads, hours(horizon), share(max_breach))
        scaled = tuple(replace(one, measured=needs.get(one.key)) for one in manifests.workloads)
        manifests, notes = replace(manifests, workloads=scaled), [*notes, *said]
    name, pools = _chosen(pools_of(priced.project.stack, priced.market.properties), cluster)
    specs = {pool.title: spec for pool in pools if (spec := _spec(priced, pool)) is not None}
    rooms = {pool.title: whole for pool in pools if (whole := _room(pool, specs)) is not None}
    found = assign(manifests.workloads, pools, specs, rooms)
    costs = {pool.title: _cost(priced, pool) for pool in pools}
    shared = shares(manifests, found.pools, rooms, costs, lambda media: _disk(priced, pools, media))
    known = {one.key: one for one in manifests.workloads}
    answers = tuple(
        resized(
            placed,
            known,
            _offers(priced, placed.pool, specs),
            lambda change: _quote(priced, change),
            headroom,
            manifests.hidden,
        )
        for placed in found.pools
    )
    spot = {answer.placed.pool.title: pair for answer in answers if (pair := _spot(priced, answer)) is not None}
    return Cluster(
        name, manifests, found, shared, answers, costs, spot, (*notes, *found.notes), priced.project.bill.currency
    )


def manifest_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the YAML files below the folders named, by name.

    Raises:
        LeptonError: a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in {".yaml", ".yml"} and one.is_file())
        if path.is_dir() and not inside:
            raise LeptonError("the folder holds no .yaml file", where=str(path), mend="name the manifests")
        found += inside if path.is_dir() else [path]
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot be read: {error.strerror}", where=str(path), mend="name a readable file") from error


def _chosen(pools: Sequence[Pool], wanted: str) -> tuple[str, tuple[Pool, ...]]:
    if not pools:
        raise LeptonError(
            "the plan has no node pool",
            mend="give a plan with aws_eks_node_group, azurerm_kubernetes_cluster or google_container_node_pool",
        )
    names = sorted({pool.cluster for pool in pools})
    chosen = [name for name in names if wanted in {name, name.rpartition(".")[2]}] if wanted else names
    if len(chosen) != 1:
        listed = ", ".join(name or "(not told)" for name in names)
        what = f"no cluster {wanted!r} in the plan" if wanted else "the plan has node pools of several clusters"
        raise LeptonError(f"{what}: {listed}", mend="say which one with --cluster")
    return chosen[0], tuple(pool for pool in pools if pool.cluster == chosen[0])


def _spec(priced: Priced, pool: Pool) -> InstanceSpec | None:
    machines = priced.market.machines(pool.provider)
    lower = pool.sku.lower()
    return machines.get(pool.sku) or next((one for name, one in machines.items() if name.lower() == lower), None)


def _room(pool: Pool, specs: Mapping[str, InstanceSpec]) -> Room | None:
    spec = specs.get(pool.title)
    return room(spec, pool.max_pods) if spec is not None else None


def _cost(priced: Priced, pool: Pool) -> Decimal | None:
    """The known cost of a pool's nodes; ``None`` where a charge without usage of its own is not known."""
    line = priced.market.bill.by_address.get(pool.address)
    head = pool.part.partition(".")[0]
    charges = [one for one in line.charges if not head or (one.part and one.part[0] == head)] if line else []
    if not charges or any(not isinstance(one.cost, Decimal) and not one.usage_keys for one in charges):
        return None
    known = [one.cost for one in charges if isinstance(one.cost, Decimal)]
    return sum(known, Decimal(0)) if known else None


def _row(priced: Priced, pool: Pool) -> PriceRow | None:
    line = priced.market.bill.by_address.get(pool.address)
    rows = [one.row for one in line.charges if one.row is not None] if line else []
    return next((row for row in rows if row.unit == "hours" and row.sku.lower() == pool.sku.lower()), None)


def _offers(priced: Priced, pool: Pool, specs: Mapping[str, InstanceSpec]) -> Offers:
    row, today = _row(priced, pool), specs.get(pool.title)
    machines = priced.market.machines(pool.provider)
    if today is None:
        return NO_OFFERS
    if row is None:
        return Offers({}, {pool.sku: today}, lambda spec: "not on sale here")
    prices = hourly_prices(priced.market, row.provider, row.region, row.service, row.component, row.purchase)
    listed = {sku: price for sku, price in prices.items() if price > 0}
    return Offers(listed, {**machines, pool.sku: today}, lambda spec: forbidden(today, spec))


def forbidden(today: InstanceSpec, offer: InstanceSpec) -> str:
    """Why a pool's nodes may not become this type, in words; empty when they may."""
    reasons = (
        (offer.arch != today.arch, "another architecture"),
        (maker(offer) != maker(today), "another maker's processor, whose cores the requests were not made for"),
        (bool(offer.gpu_count or today.gpu_count), "a GPU"),
        (offer.current is False, "no longer offered"),
        (lends_processor(offer) and not lends_processor(today), "its processor is only lent (burstable)"),
        ((today.local_storage_gb or 0) > (offer.local_storage_gb or 0), "less local disk"),
        (today.provider == "aws" and not _recent(offer), "a previous generation"),
        (today.provider == "azurerm" and _too_small(offer), "AKS asks for 2 processors and 4 GiB"),
        (
            today.provider == "azurerm"
            and (premium_disks(today.sku) > premium_disks(offer.sku)
                 or temporary_disk(today.sku) != temporary_disk(offer.sku)),
            "other disks",
        ),
        (
            today.provider == "google" and offer.family != today.family
            and not may_replace(today, offer, Constraints()),
            "other kinds of disk",
        ),
    )  # fmt: skip
    return next((why for failed, why in reasons if failed), "")


def _too_small(offer: InstanceSpec) -> bool:
    """Fewer processors than any AKS node may have, or less memory than a system node: one rule for both, see
    https://learn.microsoft.com/azure/aks/quotas-skus-regions and https://learn.microsoft.com/azure/aks/use-system-pools
    """
    return (offer.vcpu or 0) < 2 or (offer.memory_gib or 0) < 4


def _recent(offer: InstanceSpec) -> bool:
    """Not of AWS's previous generations, https://aws.amazon.com/ec2/previous-generation/."""
    return offer.family[1:2].isdigit() and (int(offer.family[1]) >= 5 or offer.family.startswith(("t3", "t4")))


def _quote(priced: Priced, change: Change) -> tuple[Decimal | None, str]:
    quoted = priced.market.quote([change])
    return (quoted.saving if quoted.exact else None), "; ".join(quoted.doubts)


def _spot(priced: Priced, answer: Answer) -> tuple[Decimal, Decimal] | None:
    """(on demand, spot) per hour of the answer's machine type, where there is something to put on spot."""
    row = _row(priced, answer.placed.pool)
    if row is None or not answer.spot_nodes:
        return None
    key = (row.provider, row.region, row.service, row.component)
    firm = hourly_prices(priced.market, *key, row.purchase).get(answer.sku)
    taken = priced.market.machine_prices(*key, "spot").get(answer.sku)
    return None if firm is None or taken is None else (firm, taken)


_DISKS: Mapping[str, tuple[str, str]] = {
    "gp2": ("ebs", "ebs_gp2_storage"), "gp3": ("ebs", "ebs_gp3_storage"),
    "st1": ("ebs", "ebs_st1_storage"), "sc1": ("ebs", "ebs_sc1_storage"),
    "pd-standard": ("persistent_disk", "pd_standard_storage"),
    "pd-balanced": ("persistent_disk", "pd_balanced_storage"), "pd-ssd": ("persistent_disk", "pd_ssd_storage"),
}  # fmt: skip


def _disk(priced: Priced, pools: Sequence[Pool], media: str) -> Decimal | None:
    """The price of a GiB for a month, where it is one price and all pools share a region."""
    places = {(pool.provider, pool.region) for pool in pools}
    if media not in _DISKS or len(places) != 1:
        return None
    (place,) = places
    prices = priced.market.machine_prices(*place, *_DISKS[media])
    return next(iter(prices.values())) if len(prices) == 1 else None
