"""What one pod asks for, from its specification.

The larger of all containers together and of any init container's turn; a sidecar (an init container that restarts
always) counts for all that start after it: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.kubernetes.fields import at, items, strings, text
from lepton_iac.kubernetes.quantity import GIB, Amount, quantity
from lepton_iac.kubernetes.workload import Pod
from lepton_iac.plain_yaml import Node

HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"


def pod_of(spec: Node | None, where: str) -> Pod:
    """The pod that a pod specification makes.

    Raises:
        LeptonError: a quantity is none, with file and line.
    """
    running = items(at(spec, "containers"))
    starting = items(at(spec, "initContainers"))
    sidecars = [one for one in starting if text(at(one, "restartPolicy")) == "Always"]
    together = [*running, *sidecars]
    overhead = _amount(at(spec, "overhead"), None, where)
    request = _sum(together, where).larger(_starting(starting, where)) + overhead
    return Pod(
        request,
        _limit(together, "cpu", where),
        _limit(together, "memory", where),
        tuple(_unasked(together)),
        strings(at(spec, "nodeSelector")),
        tuple(_tolerations(spec)),
        _alone(spec),
        any(_spread(spec, ZONE)),
        tuple(_claims(spec)),
        tuple(_not_compared(spec)),
    )


def _starting(starting: list[Node], where: str) -> Amount:
    most, beside = Amount(), Amount()
    for one in starting:
        own = _request(one, where)
        most = most.larger(beside + own)
        if text(at(one, "restartPolicy")) == "Always":
            beside = beside + own
    return most


def _sum(containers: list[Node], where: str) -> Amount:
    return sum((_request(one, where) for one in containers), Amount())


def _request(container: Node, where: str) -> Amount:
    resources = at(container, "resources")
    return _amount(at(resources, "requests"), at(resources, "limits"), where)


def _amount(asked: Node | None, limits: Node | None, where: str) -> Amount:
    """A request left out is the limit, where there is one."""
    cpu, memory = (_number(at(asked, name) or at(limits, name), where) for name in ("cpu", "memory"))
    return Amount(cpu or Decimal(0), (memory or Decimal(0)) / GIB)


def _number(node: Node | None, where: str) -> Decimal | None:
    if node is None or node.value is None:
        return None
    try:
        return quantity(node.value)
    except ValueError as error:
        path = where.rpartition(":")[0] or where
        raise LeptonError(
            str(error), where=f"{path}:{node.line}", mend="write an amount such as 500m or 1Gi"
        ) from error


def _limit(containers: list[Node], name: str, where: str) -> Decimal | None:
    found = [_number(at(one, "resources", "limits", name), where) for one in containers]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    return sum(known, Decimal(0)) / (GIB if name == "memory" else 1)


def _unasked(containers: list[Node]) -> Iterator[str]:
    for one in containers:
        resources = at(one, "resources")
        asked = [at(resources, "requests", name) or at(resources, "limits", name) for name in ("cpu", "memory")]
        if not all(asked):
            yield text(at(one, "name")) or "(unnamed)"


def _tolerations(spec: Node | None) -> Iterator[tuple[str, str, str, str]]:
    for one in items(at(spec, "tolerations")):
        key, how, value, effect = (text(at(one, name)) for name in ("key", "operator", "value", "effect"))
        yield key, how or "Equal", value, effect


def _alone(spec: Node | None) -> bool:
    terms = items(at(spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"))
    return any(text(at(term, "topologyKey")) == HOST for term in terms) or any(
        at(port, "hostPort") is not None for one in items(at(spec, "containers")) for port in items(at(one, "ports"))
    )


def _spread(spec: Node | None, over: str) -> Iterator[bool]:
    for one in items(at(spec, "topologySpreadConstraints")):
        if text(at(one, "topologyKey")) == over and text(at(one, "whenUnsatisfiable")) != "ScheduleAnyway":
            yield True


def _claims(spec: Node | None) -> Iterator[str]:
    for one in items(at(spec, "volumes")):
        name = text(at(one, "persistentVolumeClaim", "claimName"))
        if name or at(one, "ephemeral") is not None:
            yield name or text(at(one, "name"))


def _not_compared(spec: Node | None) -> Iterator[str]:
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    if at(spec, "affinity", "nodeAffinity", required) is not None:
        yield "node affinity"
    if at(spec, "affinity", "podAffinity", required) is not None:
        yield "pod affinity"
    if any(_spread(spec, HOST)):
        yield "spread over nodes"
    for one in items(at(spec, "containers")):
        names: Any = {**strings(at(one, "resources", "requests")), **strings(at(one, "resources", "limits"))}
        yield from sorted(f"{name} it asks for" for name in names if name not in {"cpu", "memory"})
