"""What each workload's pods are forecast to need, from container metrics."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from lepton_iac.forecast.canonical import Metrics, SeriesInfo
from lepton_iac.forecast.capacity import forecast_metrics
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.workload import Workload
from lepton_iac.model import Demand, Note

_OWN = {
    "Deployment": r"-[a-z0-9]{1,10}-[a-z0-9]{5}", "ReplicaSet": r"-[a-z0-9]{5}", "StatefulSet": r"-\d+",
    "DaemonSet": r"-[a-z0-9]{5}", "Job": r"-[a-z0-9]{5}", "CronJob": r"-\d+-[a-z0-9]{5}", "Pod": "",
}  # fmt: skip
"""How the controllers name the pods they make, behind their own name."""
_UNITS = {"cpu_cores": "cpu", "memory_gib": "memory"}


def measured_pods(
    files: Sequence[Path], workloads: Sequence[Workload], horizon_hours: int, max_breach: float
) -> tuple[Mapping[str, Amount], tuple[Note, ...]]:
    """Workload to what its largest measured pod will need; only where every dimension has a forecast.

    A pod's need is the sum of its containers' capacities; series that belong to no workload are counted in a note.

    Raises:
        LeptonError: a file cannot be read.
    """
    metrics = read_metrics(files)
    owners = {series: owner for series, info in metrics.info.items() if (owner := _owner(info, workloads))}
    lost = len(metrics.info) - len(owners)
    demands = forecast_metrics(_kept(metrics, owners), owners, horizon_hours=horizon_hours, max_breach=max_breach)
    pods: dict[str, dict[str, dict[str, Decimal]]] = {}
    refused: dict[str, str] = {}
    for address, found in demands.items():
        key, pod, _ = address.split("|")
        for demand in found:
            _add(pods.setdefault(key, {}).setdefault(pod, {}), demand, refused, key)
    needs = {key: need for key, each in pods.items() if key not in refused and (need := _largest(each)) is not None}
    notes = [Note(f"its request stays: {why}", key) for key, why in sorted(refused.items())]
    if lost:
        notes.append(Note(f"{lost} series belong to no workload of the manifests"))
    return needs, tuple(notes)


def _kept(metrics: Metrics, owners: Mapping[str, str]) -> Metrics:
    frame = metrics.frame
    kept = frame[frame["series"].astype(str).isin(list(owners)) & frame["metric"].astype(str).isin(list(_UNITS))]
    return Metrics(kept, {series: metrics.info[series] for series in owners}, metrics.notes)


def _owner(info: SeriesInfo, workloads: Sequence[Workload]) -> str:
    """``workload|pod|container`` of a series; empty where none or several fit."""
    labels = info.dimensions
    pod, container = labels.get("pod") or labels.get("pod_name") or "", labels.get("container", "")
    namespace = labels.get("namespace", "")
    if not pod or not container or container == "POD":
        return ""
    found = [one for one in workloads if one.namespace == namespace and _names(one, pod)]
    return f"{found[0].key}|{pod}|{container}" if len(found) == 1 else ""


def _names(one: Workload, pod: str) -> bool:
    return re.fullmatch(re.escape(one.name) + _OWN[one.kind], pod) is not None


def _add(pod: dict[str, Decimal], demand: Demand, refused: dict[str, str], key: str) -> None:
    name = _UNITS.get(demand.dimension)
    if name is None:
        return
    if demand.capacity is None:
        refused[key] = demand.refused or "no forecast"
        return
    pod[name] = pod.get(name, Decimal(0)) + Decimal(str(round(demand.capacity, 6)))


def _largest(pods: Mapping[str, Mapping[str, Decimal]]) -> Amount | None:
    most = {name: max((one[name] for one in pods.values() if name in one), default=None) for name in _UNITS.values()}
    cpu, memory = most["cpu"], most["memory"]
    return None if cpu is None or memory is None else Amount(cpu, memory)
