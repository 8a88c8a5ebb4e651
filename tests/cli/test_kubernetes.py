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


@pytest.mark.parametrize(
    "more", [["--in-place"], ["--out-dir", "x"], ["--terraform", ".", "--format", "json"],
             ["--terraform", ".", "--in-place", "--out-dir", "x"]]
)  # fmt: skip
def test_ways_that_exclude_each_other_are_told(shop: Path, more: list[str]) -> None:
    assert _run(shop, *more) != EXIT_FINE
