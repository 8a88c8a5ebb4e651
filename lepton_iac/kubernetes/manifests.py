"""Manifests and the output of ``helm template``: many documents, of which those that make pods or keep disks count."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from lepton_iac.errors import LeptonError
from lepton_iac.kubernetes.custom import may_make_pods
from lepton_iac.kubernetes.fields import at, count, items, text
from lepton_iac.kubernetes.pods import pod_of
from lepton_iac.kubernetes.quantity import GIB, quantity
from lepton_iac.kubernetes.workload import Claim, Manifests, Workload
from lepton_iac.model import Note
from lepton_iac.plain_yaml import Node, read_documents

MAX_BYTES, MAX_DOCUMENTS, MAX_DEPTH = 32 * 2**20, 20_000, 60
_TEMPLATE: Mapping[str, tuple[str, ...]] = {
    "Deployment": ("spec", "template", "spec"),
    "ReplicaSet": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "Pod": ("spec",),
}
Scaler = tuple[int, int]


def read_manifests(files: Iterable[tuple[str, bytes]], namespace: str = "default") -> Manifests:
    """What the files declare.

    Args:
        files: (name for messages, bytes) of each.
        namespace: of what names none.

    Raises:
        LeptonError: a file is no plain YAML, or holds an amount that is none; with file, document and line.
    """
    workloads: list[Workload] = []
    claims: list[Claim] = []
    scalers: dict[tuple[str, str, str], Scaler] = {}
    media: dict[str, str] = {}
    others: dict[str, int] = {}
    hidden: set[str] = set()
    for node, where in _documents(files):
        kind = text(at(node, "kind"))
        place = (
            text(at(node, "metadata", "namespace")) or namespace,
            text(at(node, "metadata", "name")) or "(unnamed)",
        )
        if kind in _TEMPLATE:
            workloads.append(_workload(node, kind, place, where))
            claims += _templates(node, workloads[-1])
        elif kind == "PersistentVolumeClaim":
            claims.append(_claim(node, place, 1, where))
        elif kind == "HorizontalPodAutoscaler":
            target = at(node, "spec", "scaleTargetRef")
            key = (place[0], text(at(target, "kind")), text(at(target, "name")))
            least = count(at(node, "spec", "minReplicas"), 1, where)
            scalers[key] = (least, count(at(node, "spec", "maxReplicas"), least, where))
        elif kind == "StorageClass":
            media[place[1]] = text(at(node, "parameters", "type"))
        elif may_make_pods(text(at(node, "apiVersion")), kind):
            hidden.add(f"{kind} {place[0]}/{place[1]}")
        else:
            others[kind] = others.get(kind, 0) + 1
    scaled = tuple(_scaled(one, scalers) for one in workloads)
    return Manifests(_once(scaled), tuple(claims), media, _notes(others, hidden), tuple(sorted(hidden)))


def _documents(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[Node, str]]:
    for name, data in files:
        found = read_documents(data, name, max_bytes=MAX_BYTES, max_documents=MAX_DOCUMENTS, max_depth=MAX_DEPTH)
        for number, document in enumerate(found, 1):
            if not isinstance(document.value, dict) or not text(at(document, "kind")):
                raise LeptonError(
                    f"document {number} is no Kubernetes object: it has no kind",
                    where=f"{name}:{document.line}",
                    mend="give manifests or the output of `helm template`",
                )
            inner = items(at(document, "items")) if text(at(document, "kind")).endswith("List") else [document]
            yield from ((one, f"{name}:{one.line}") for one in inner)


def _workload(node: Node, kind: str, place: tuple[str, str], where: str) -> Workload:
    pod = pod_of(at(node, *_TEMPLATE[kind]), where)
    replicas = _replicas(node, kind, where)
    if items(at(node, "spec", "volumeClaimTemplates")):
        pod = replace(pod, claims=(*pod.claims, *(name for name, _ in _templated(node))))
    return Workload(kind, *place, replicas, replicas, pod, where)


def _replicas(node: Node, kind: str, where: str) -> int:
    match kind:
        case "DaemonSet":
            return 0
        case "Pod":
            return 1
        case "Job" | "CronJob":
            spec = at(node, "spec") if kind == "Job" else at(node, "spec", "jobTemplate", "spec")
            at_once = count(at(spec, "parallelism"), 1, where)
            return min(at_once, count(at(spec, "completions"), at_once, where))
    return count(at(node, "spec", "replicas"), 1, where)


def _scaled(one: Workload, scalers: Mapping[tuple[str, str, str], Scaler]) -> Workload:
    found = scalers.get((one.namespace, one.kind, one.name))
    if found is None:
        return one
    least, most = found
    return replace(one, replicas=min(max(one.replicas, least), max(most, least)), most=max(most, least))


def _templated(node: Node) -> Iterator[tuple[str, Node]]:
    for one in items(at(node, "spec", "volumeClaimTemplates")):
        yield text(at(one, "metadata", "name")), one


def _templates(node: Node, owner: Workload) -> Iterator[Claim]:
    for name, one in _templated(node):
        yield _claim(one, (owner.namespace, f"{name} of {owner.name}"), owner.replicas, owner.where)


def _claim(node: Node, place: tuple[str, str], number: int, where: str) -> Claim:
    asked = at(node, "spec", "resources", "requests", "storage")
    try:
        gib = quantity(asked.value) / GIB if asked is not None else Decimal(0)
    except ValueError as error:
        path = where.rpartition(":")[0]
        line = asked.line if asked is not None else node.line
        raise LeptonError(str(error), where=f"{path}:{line}", mend="write an amount such as 20Gi") from error
    return Claim(*place, gib, number, text(at(node, "spec", "storageClassName")), where)


def _once(workloads: tuple[Workload, ...]) -> tuple[Workload, ...]:
    """Each object once: two of one name are one object in a cluster, and counting both would be wrong.

    Raises:
        LeptonError: two of the same kind, namespace and name.
    """
    seen: dict[str, Workload] = {}
    for one in workloads:
        if one.key in seen:
            raise LeptonError(
                f"{one.key} is declared twice, first at {seen[one.key].where}",
                where=one.where,
                mend="give each object once, or render for one environment",
            )
        seen[one.key] = one
    return workloads


def _notes(others: Mapping[str, int], hidden: Collection[str]) -> tuple[Note, ...]:
    listed = ", ".join(f"{number} {kind}" for kind, number in sorted(others.items()))
    passed = (Note(f"objects that make no pods were passed over: {listed}"),) if others else ()
    made = (Note(f"pods that an operator makes are not counted: {', '.join(sorted(hidden))}"),) if hidden else ()
    return (*passed, *made)
