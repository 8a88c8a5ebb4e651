"""Planning again rewrites a stored plan only where its meaning has changed."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

STORED: dict[str, Any] = {
    "timestamp": "2026-11-23T00:00:00Z",
    "relevant_attributes": [{"resource": "aws_eip.a", "attribute": ["id"]}, {"resource": "aws_eip.b", "attribute": []}],
    "resource_changes": [{"address": "aws_eip.a"}],
}


@pytest.fixture(scope="module")
def replan() -> ModuleType:
    """``replan.py``, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("replan", Path(__file__).with_name("replan.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def planner(tmp_path: Path, document: dict[str, Any]) -> list[str]:
    """A command that answers ``plan FOLDER`` with this document."""
    program = tmp_path / "planner.py"
    program.write_text(f"import sys\nassert sys.argv[1] == 'plan'\nprint({json.dumps(document)!r})\n", encoding="utf-8")
    return [sys.executable, str(program)]


def stack(tmp_path: Path) -> Path:
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "plan.json").write_text(json.dumps(STORED), encoding="utf-8")
    return folder


def test_another_time_and_another_order_are_no_change(replan: ModuleType, tmp_path: Path) -> None:
    folder = stack(tmp_path)
    before = (folder / "plan.json").read_bytes()
    turned = {**STORED, "timestamp": "2027-01-01T00:00:00Z", "relevant_attributes": STORED["relevant_attributes"][::-1]}
    assert replan.replan(folder, planner(tmp_path, turned)) is False
    assert (folder / "plan.json").read_bytes() == before


def test_another_resource_is_a_change(replan: ModuleType, tmp_path: Path) -> None:
    folder = stack(tmp_path)
    grown = {**STORED, "resource_changes": [{"address": "aws_eip.a"}, {"address": "aws_eip.b"}]}
    assert replan.replan(folder, planner(tmp_path, grown)) is True
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8")) == grown


def test_a_planner_that_fails_leaves_the_stored_plan(replan: ModuleType, tmp_path: Path) -> None:
    folder = stack(tmp_path)
    with pytest.raises(SystemExit, match="no such provider"):
        replan.replan(folder, [sys.executable, "-c", "raise SystemExit('no such provider')"])
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8")) == STORED
