"""`lepton-iac place` on a sample stack: what stays says why, what moves pays back."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

PLAN = str(Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "google" / "plan.json")
DISK = "google_compute_disk.restore_exercise"


def test_without_flows_nothing_moves(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["place", PLAN]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "Do not move" in text
    assert "its traffic is not told (--flows), so it stays; above" in text
    assert "Proven best." in text


def test_a_told_flow_may_move_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows = tmp_path / "flows.yml"
    flows.write_text(f"flows:\n- {{from: {DISK}, to: internet, gb: 0}}\n", encoding="utf-8")
    assert run(["place", PLAN, "--flows", str(flows), "--format", "json"]) == EXIT_FINE
    found = json.loads(capsys.readouterr().out)
    (group,) = [group for group in found["groups"] if group["addresses"] == [DISK]]
    assert group["trafficTold"] is True
    assert group["chosen"] != group["places"][0]["place"]
    assert float(found["paybackMonths"]) > 0
    flows.write_text(f"flows:\n- {{from: {DISK}, gb: 0}}\n", encoding="utf-8")
    assert run(["place", PLAN, "--flows", str(flows)]) == EXIT_INPUT
    assert "flows.yml:2" in capsys.readouterr().err
