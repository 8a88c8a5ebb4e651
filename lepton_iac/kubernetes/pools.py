"""Node pools of a stack: machine type, counts and their bounds, labels and taints, of EKS, AKS and GKE."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import EMPTY, Resource, Stack

Taint = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Pool:
    """One node pool as it is planned.

    Attributes:
        part: the block of the resource it stands in, with its dot; empty for a resource of its own.
        cluster: the cluster's address or name; empty when the plan does not tell.
        count: nodes now, in all zones; ``least`` and ``most`` bound it, equal to it without autoscaling.
        each: nodes that one unit of the written counts stands for: the zones of a regional GKE pool.
        sku_path: where the machine type is written; empty where it is not in this resource.
        counts: attribute path to ``count``, ``least`` or ``most``: what is written and may be edited.
        max_pods: as set; ``None`` for the vendor's default.
        zones: zones its nodes are spread over, at least 1.
        doubt: why it must stay as it is, in words; empty when it may change.
    """

    address: str
    part: str
    name: str
    provider: str
    region: str
    cluster: str
    sku: str
    count: int
    least: int
    most: int
    spot: bool = False
    each: int = 1
    sku_path: str = ""
    counts: Mapping[str, str] = EMPTY
    labels: Mapping[str, str] = EMPTY
    taints: tuple[Taint, ...] = ()
    max_pods: int | None = None
    zones: int = 1
    doubt: str = ""

    @property
    def title(self) -> str:
        return f"{self.address} {self.part.partition('.')[0]}" if self.part else self.address


def pools_of(stack: Stack, properties: Callable[[str], Mapping[str, Any]]) -> tuple[Pool, ...]:
    """Every node pool, by address.

    Args:
        properties: address to the neutral properties its bill was made from (machine type, count).
    """
    found = (_READERS[one.type](one, properties(one.address)) for one in stack.managed() if one.type in _READERS)
    return tuple(sorted((pool for pool in found if pool is not None), key=lambda pool: (pool.address, pool.part)))


def _eks(one: Resource, known: Mapping[str, Any]) -> Pool:
    low, high, now = (f"scaling_config.0.{name}" for name in ("min_size", "max_size", "desired_size"))
    types = value_at(one.attributes, "instance_types")
    several = isinstance(types, list) and len(types) > 1
    spot = _text(one, "capacity_type") == "SPOT"
    name = _text(one, "node_group_name") or one.name
    own = {"eks.amazonaws.com/nodegroup": name, "eks.amazonaws.com/capacityType": "SPOT" if spot else "ON_DEMAND"}
    image = _text(one, "ami_type")
    taints = tuple(
        (str(each.get("key") or ""), str(each.get("value") or ""), _EFFECTS.get(str(each.get("effect")), ""))
        for each in _blocks(one, "taint")
    )
    return _pool(
        one, known, "", name, _cluster(one, "cluster_name"), (now, low, high), spot=spot,
        sku_path="instance_types.0" if isinstance(types, list) and len(types) == 1 else "",
        labels={**_labels(one, "labels"), **own}, taints=taints,
        zones=len(_listed(one, "subnet_ids")) or 1,
        doubt="its machine type stands in a launch template or is left out" if not types
        else "it names several machine types" if several
        else "its nodes run Windows" if image.startswith("WINDOWS") else "",
    )  # fmt: skip


_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}


def _aks(one: Resource, known: Mapping[str, Any]) -> Pool:
    return _azure(one, known, "", _cluster(one, "kubernetes_cluster_id"))


def _aks_default(one: Resource, known: Mapping[str, Any]) -> Pool | None:
    return _azure(one, known, "default_node_pool.0.", one.address) if _blocks(one, "default_node_pool") else None


def _azure(one: Resource, known: Mapping[str, Any], part: str, cluster: str) -> Pool:
    name = _text(one, f"{part}name") or one.name
    spot = _text(one, f"{part}priority").lower() == "spot"
    mode = "system" if part else _text(one, f"{part}mode").lower() or "user"
    own = {"agentpool": name, "kubernetes.azure.com/agentpool": name, "kubernetes.azure.com/mode": mode}
    taints = [_taint(str(each)) for each in _listed(one, f"{part}node_taints")]
    if spot:
        taints.append(("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule"))
    if value_at(one.attributes, f"{part}only_critical_addons_enabled") is True:
        taints.append(("CriticalAddonsOnly", "true", "NoSchedule"))
    most = value_at(one.attributes, f"{part}max_pods")
    paths = tuple(f"{part}{each}" for each in ("node_count", "min_count", "max_count"))
    return _pool(
        one, known, part, name, cluster, (paths[0], paths[1], paths[2]), spot=spot, sku_path=f"{part}vm_size",
        labels={**_labels(one, f"{part}node_labels"), **own}, taints=tuple(taints),
        max_pods=most if isinstance(most, int) else None, zones=len(_listed(one, f"{part}zones")) or 1,
        doubt="its nodes run Windows" if _text(one, f"{part}os_type").lower() == "windows" else "",
    )  # fmt: skip


def _gke(one: Resource, known: Mapping[str, Any]) -> Pool:
    name = _text(one, "name") or one.name
    spot = any(value_at(one.attributes, f"node_config.0.{each}") is True for each in ("spot", "preemptible"))
    own = {"cloud.google.com/gke-nodepool": name, **({"cloud.google.com/gke-spot": "true"} if spot else {})}
    zones = known.get("zones")
    each = int(zones) if isinstance(zones, int) or (zones is not None and str(zones).isdigit()) else 1
    taints = tuple(
        (str(one_.get("key") or ""), str(one_.get("value") or ""), _EFFECTS.get(str(one_.get("effect")), ""))
        for one_ in _blocks(one, "node_config.0.taint")
    )
    most = value_at(one.attributes, "max_pods_per_node")
    accelerated = _blocks(one, "node_config.0.guest_accelerator")
    return _pool(
        one, known, "", name, _cluster(one, "cluster"),
        ("node_count", "autoscaling.0.min_node_count", "autoscaling.0.max_node_count"), spot=spot, each=each,
        sku_path="node_config.0.machine_type", labels={**_labels(one, "node_config.0.labels"), **own}, taints=taints,
        max_pods=most if isinstance(most, int) else None, zones=each,
        doubt="its nodes have accelerators" if accelerated else "",
    )  # fmt: skip


def _pool(
    one: Resource,
    known: Mapping[str, Any],
    part: str,
    name: str,
    cluster: str,
    paths: tuple[str, str, str],
    **more: Any,
) -> Pool:
    """The counts and the machine type, and what they leave in doubt."""
    each = more.get("each", 1)
    values = [value_at(one.attributes, path) for path in paths]
    now, low, high = (int(value) * each if _whole(value) else None for value in values)
    count = next((value for value in (now, low) if value is not None), None)
    sku = _text(one, more["sku_path"]) if more["sku_path"] else str(known.get("sku") or "")
    doubt = more.pop("doubt") or ("" if count is not None else "the plan does not tell how many nodes it has")
    doubt = doubt or ("" if sku and one.region else "the plan does not tell its machine type or region")
    counted = count if count is not None else 0
    written = zip(paths, ("count", "least", "most"), values, strict=True)
    counts = {path: role for path, role, value in written if _whole(value)}
    return Pool(
        one.address, part, name, one.provider, one.region or "", cluster, sku, counted,
        low if low is not None else counted, max(high if high is not None else counted, counted),
        counts=counts, doubt=doubt, **more,
    )  # fmt: skip


_READERS: Mapping[str, Callable[[Resource, Mapping[str, Any]], Pool | None]] = {
    "aws_eks_node_group": _eks,
    "azurerm_kubernetes_cluster": _aks_default,
    "azurerm_kubernetes_cluster_node_pool": _aks,
    "google_container_node_pool": _gke,
}


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value == int(value) and value >= 0


def _text(one: Resource, path: str) -> str:
    value = value_at(one.attributes, path)
    return value if isinstance(value, str) else ""


def _blocks(one: Resource, path: str) -> list[Mapping[str, Any]]:
    return [each for each in _listed(one, path) if isinstance(each, Mapping)]


def _listed(one: Resource, path: str) -> list[Any]:
    value = value_at(one.attributes, path)
    return list(value) if isinstance(value, list | tuple) else []


def _labels(one: Resource, path: str) -> Mapping[str, str]:
    value = value_at(one.attributes, path)
    return {str(key): str(each) for key, each in value.items()} if isinstance(value, Mapping) else {}


def _taint(text: str) -> Taint:
    """``key=value:NoSchedule``."""
    head, _, effect = text.rpartition(":")
    key, _, value = head.partition("=")
    return key, value, effect


def _cluster(one: Resource, path: str) -> str:
    return next(iter(one.references.get(path, ())), "") or _text(one, path)


def takes(
    pool: Pool, selector: Mapping[str, str], tolerations: tuple[tuple[str, str, str, str], ...], arch: str
) -> str:
    """Why a pod may not run in a pool, in words; empty when it may."""
    known = {
        **pool.labels,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": {"x86_64": "amd64"}.get(arch, arch),
        "node.kubernetes.io/instance-type": pool.sku,
    }
    for key, value in selector.items():
        if key not in known or known[key] != value:
            return f"it wants nodes with {key}={value}"
    return next(_untolerated(pool, tolerations), "")


def _untolerated(pool: Pool, tolerations: tuple[tuple[str, str, str, str], ...]) -> Iterator[str]:
    for key, value, effect in pool.taints:
        if effect != "PreferNoSchedule" and not any(_tolerates(one, (key, value, effect)) for one in tolerations):
            yield f"it does not tolerate {key}={value}:{effect}"


def _tolerates(toleration: tuple[str, str, str, str], taint: Taint) -> bool:
    key, how, value, effect = toleration
    if effect and effect != taint[2]:
        return False
    if how == "Exists":
        return key in {"", taint[0]}
    return key == taint[0] and value == taint[1]
