"""`kubernetes` from the command line: manifests beside a plan, the table, and the patch of the node pools."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE

STACK = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "google"
SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: a-rather-long-name-of-a-front-end, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: web
        resources: {requests: {cpu: 200m, memory: 256Mi}, limits: {memory: 512Mi}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders, namespace: data}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: db
        resources: {requests: {cpu: 500m, memory: 1Gi}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(STACK, tmp_path / "stack")
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return path


def _run(shop: Path, *more: str) -> int:
    return run(["kubernetes", str(shop.parent / "stack" / "plan.json"), str(shop), *more])


def test_the_table_keeps_to_80_columns(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(shop) == EXIT_FINE
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "  deploy/a-rather-long-name-of-a-front-end" in lines


def test_namespaces_and_idle_room_are_what_the_pools_cost(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(shop, "--format", "json") == EXIT_FINE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    shared = sum(Decimal(one["monthlyCost"]) for one in (*found["namespaces"], *found["idle"]))
    assert shared == sum(Decimal(one["monthlyCost"]) for one in found["pools"])
    assert [one["namespace"] for one in found["namespaces"]] == ["data", "shop"]


def test_the_patch_resizes_the_pool_and_then_nothing_is_left_to_do(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = shop.parent / "stack"
    assert _run(shop, "--terraform", str(stack)) == EXIT_FINE
    said = capsys.readouterr()
    assert "+++ b/terraform.tfvars" in said.out
    assert "1 change written" in said.err
    assert _run(shop, "--terraform", str(stack), "--in-place") == EXIT_FINE
    capsys.readouterr()
    assert run(["kubernetes", str(stack), str(shop), "--terraform", str(stack)]) == EXIT_FINE
    said = capsys.readouterr()
    assert not said.out.strip()
    assert "0 changes written" in said.err


def test_a_copy_leaves_the_files_as_they_are(shop: Path, tmp_path: Path) -> None:
    stack, copy = shop.parent / "stack", tmp_path / "copy"
    before = (stack / "terraform.tfvars").read_bytes()
    assert _run(shop, "--terraform", str(stack), "--out-dir", str(copy)) == EXIT_FINE
    assert (stack / "terraform.tfvars").read_bytes() == before
    assert (copy / "terraform.tfvars").read_bytes() != before


def _series(metric: str, values: list[float]) -> dict[str, Any]:
    labels = {"__name__": metric, "namespace": "data", "pod": "orders-0", "container": "db"}
    return {"metric": labels, "values": [[START + hour * 3600, str(value)] for hour, value in enumerate(values)]}


START, HOURS = 1_792_281_600, 35 * 24


def test_what_is_used_above_its_request_is_what_counts(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cores = [1.2 + 0.3 * (hour % 24 > 8) for hour in range(HOURS)]
    counter = [sum(cores[:hour]) * 3600 for hour in range(HOURS)]
    result = [
        _series("container_cpu_usage_seconds_total", counter),
        _series("container_memory_working_set_bytes", [0.5 * 2**30] * HOURS),
    ]
    metrics = shop.parent / "metrics.json"
    document = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    metrics.write_text(json.dumps(document), encoding="utf-8")
    assert _run(shop, "--metrics", str(metrics), "--format", "json") == EXIT_FINE
    found = json.loads(capsys.readouterr().out)
    (orders,) = [one for one in found["workloads"] if one["name"] == "orders"]
    assert 1.4 < float(orders["forecast"]["cpu"]) < 2.5
    assert 0.45 < float(orders["forecast"]["memoryGib"]) < 1
    assert _run(shop, "--metrics", str(metrics)) == EXIT_FINE
    table = capsys.readouterr().out
    assert max(map(len, table.splitlines())) <= 80
    assert table.count(" use") == 2


@pytest.mark.parametrize(
    "more", [["--in-place"], ["--out-dir", "x"], ["--terraform", ".", "--format", "json"],
             ["--terraform", ".", "--in-place", "--out-dir", "x"]]
)  # fmt: skip
def test_ways_that_exclude_each_other_are_told(shop: Path, more: list[str]) -> None:
    assert _run(shop, *more) != EXIT_FINE
