"""Manifests of every kind, the rules of requests, and errors with their place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.kubernetes.manifests import read_manifests
from lepton_iac.kubernetes.workload import Manifests, Workload


def _read(text: str) -> Manifests:
    return read_manifests([("m.yaml", text.encode())])


def _one(spec: str, head: str = "kind: Pod\nmetadata: {name: x}") -> Workload:
    (found,) = _read(f"{head}\nspec: {spec}\n").workloads
    return found


def test_requests_add_up_and_limits_stand_in_for_them() -> None:
    pod = _one(
        "{containers: [{name: a, resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 1}}},"
        " {name: b, resources: {limits: {cpu: 0.5, memory: 512Mi}}}, {name: c}]}"
    ).pod
    assert pod.request.cpu == Decimal("0.6")
    assert pod.request.memory == Decimal("1.5")
    assert pod.cpu_limit is None
    assert pod.unasked == ("c",)


def test_an_init_container_counts_where_it_is_larger_and_a_sidecar_beside_all_after_it() -> None:
    pod = _one(
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1, memory: 1Gi}}},"
        " {name: i, resources: {requests: {cpu: 3, memory: 128Mi}}}],"
        " containers: [{name: a, resources: {requests: {cpu: 2, memory: 2Gi}}}], overhead: {cpu: 250m}}"
    ).pod
    assert pod.request.cpu == Decimal("4.25")
    assert pod.request.memory == 3


def test_lists_autoscalers_jobs_and_claims() -> None:
    found = _read(
        """
kind: List
items:
- {kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, template: {spec: {containers: []}}}}
- kind: HorizontalPodAutoscaler
  metadata: {name: web, namespace: shop}
  spec: {minReplicas: 3, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: web}}
- kind: CronJob
  metadata: {name: night}
  spec: {jobTemplate: {spec: {parallelism: 4, completions: 2, template: {spec: {containers: []}}}}}
---
# only a comment
---
kind: PersistentVolumeClaim
metadata: {name: d}
spec: {storageClassName: fast, resources: {requests: {storage: 10Gi}}}
---
kind: StorageClass
metadata: {name: fast}
parameters: {type: gp3}
---
kind: Service
metadata: {name: web}
"""
    )
    web, night = found.workloads
    assert (web.replicas, web.most, web.interruptible) == (3, 9, True)
    assert (night.replicas, night.namespace) == (2, "default")
    assert found.claims[0].gib == 10
    assert found.media == {"fast": "gp3"}
    assert "1 Service" in found.notes[0].text


@pytest.mark.parametrize(
    ("version", "kind", "hidden"),
    [
        ("monitoring.coreos.com/v1", "Prometheus", True), ("monitoring.coreos.com/v1", "ServiceMonitor", False),
        ("postgresql.cnpg.io/v1", "Cluster", True), ("v1", "ReplicationController", True), ("v1", "Service", False),
        ("networking.k8s.io/v1", "Ingress", False), ("apiextensions.k8s.io/v1", "CustomResourceDefinition", False),
    ],
)  # fmt: skip
def test_what_an_operator_may_make_pods_of_is_not_nothing(version: str, kind: str, hidden: bool) -> None:
    found = _read(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x, namespace: n}}\n")
    assert found.hidden == ((f"{kind} n/x",) if hidden else ())
    (note,) = found.notes
    assert note.text.startswith("pods that an operator makes are not counted") is hidden


def test_what_holds_data_is_never_interruptible() -> None:
    spec = "{replicas: 3, template: {spec: {containers: [{name: a}]}}}"
    assert not _one(spec, "kind: StatefulSet\nmetadata: {name: x}").interruptible
    held = (
        "{replicas: 3, template: {spec: {containers: [], volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]}}}"
    )
    assert not _one(held, "kind: Deployment\nmetadata: {name: x}").interruptible
    assert _one(spec, "kind: Deployment\nmetadata: {name: x}").interruptible


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (
            "kind: Pod\n---\nkind: Pod\nspec:\n  containers:\n  - resources:\n      requests:\n        cpu: 1g\n",
            "m.yaml:8",
            "1g",
        ),
        ("kind: Pod\n---\n{]", "m.yaml:3", "document 2: not YAML"),
        ("kind: Pod\n---\nname: x\n", "m.yaml:3", "document 2 is no Kubernetes object"),
        ("kind: Deployment\nspec:\n  replicas: many\n", "m.yaml:3", "many"),
        ("kind: Pod\nmetadata: &a {name: x}\nspec: *a\n", "m.yaml:2", "document 1: an anchor or alias"),
        ("kind: Pod\nmetadata: {name: x}\n---\nkind: Pod\nmetadata: {name: x}\n", "m.yaml:4", "declared twice"),
    ],
)
def test_errors_say_where(text: str, where: str, what: str) -> None:
    with pytest.raises(LeptonError) as caught:
        _read(text)
    assert caught.value.where == where
    assert what in caught.value.what


@given(st.text(alphabet="kind: Pod\n-{}[]&*!|>'\"spec0", max_size=120))
def test_garbage_raises_only_our_error(text: str) -> None:
    try:
        _read(text)
    except LeptonError:
        return
