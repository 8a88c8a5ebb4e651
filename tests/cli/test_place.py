"""`lepton-iac place` on a sample stack: what stays says why, what moves pays back."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

SAMPLES = Path(__file__).parents[2] / "sample_stacks"
PLAN = str(SAMPLES / "developer_environments" / "google" / "plan.json")
DISK = "aws_ebs_volume.broker[0]"


def disk_alone(tmp_path: Path) -> str:
    """The plan of a volume with dear bought IOPS that nothing else of the stack can talk to."""
    plan = json.loads((SAMPLES / "big_data" / "aws" / "plan.json").read_text(encoding="utf-8"))
    plan["resource_changes"] = [change for change in plan["resource_changes"] if change["address"] == DISK]
    for values in (plan["planned_values"], plan.get("prior_state", {}).get("values", {})):
        root = values.get("root_module", {})
        root.pop("child_modules", None)
        root["resources"] = [one for one in root.get("resources", []) if one["address"] == DISK]
    written = tmp_path / "plan.json"
    written.write_text(json.dumps(plan), encoding="utf-8")
    return str(written)


def test_without_flows_nothing_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["place", disk_alone(tmp_path)]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "Do not move" in text
    assert "its traffic is not told (--flows), so it stays; above" in text
    assert "Proven best." in text


def test_a_disk_that_is_nowhere_as_fast_for_a_known_price_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["place", PLAN]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "google_compute_disk.restore_exercise: stays in google us-central1" in text
    assert "restore_exercise: not priced: no price for ebs gp3 throughput in us-east-2" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    assert "Do not move" in text


def test_a_told_flow_may_move_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows, plan = tmp_path / "flows.yml", disk_alone(tmp_path)
    flows.write_text(f"flows:\n- {{from: '{DISK}', to: internet, gb: 0}}\n", encoding="utf-8")
    assert run(["place", plan, "--flows", str(flows), "--format", "json"]) == EXIT_FINE
    found = json.loads(capsys.readouterr().out)
    (group,) = [group for group in found["groups"] if group["addresses"] == [DISK]]
    assert group["trafficTold"] is True
    assert group["chosen"] != group["places"][0]["place"]
    assert float(found["paybackMonths"]) > 0
    flows.write_text(f"flows:\n- {{from: '{DISK}', gb: 0}}\n", encoding="utf-8")
    assert run(["place", plan, "--flows", str(flows)]) == EXIT_INPUT
    assert "flows.yml:2" in capsys.readouterr().err
    flows.write_text('flows:\n- {from: aws_instance.web["a"], to: internet, gb: 0}\n', encoding="utf-8")
    assert run(["place", plan, "--flows", str(flows)]) == EXIT_INPUT
    assert "an address, goes in single quotes" in " ".join(capsys.readouterr().err.split())


def test_where_nothing_can_be_placed_no_sum_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n')
    assert run(["place", str(tmp_path)]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "Nothing here can be placed" in text
    assert "$0.00" not in text
    assert run(["commitments", str(tmp_path)]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "No machine here has a known price by the hour" in text
    assert "$0.00" not in text
    assert run(["frontier", str(tmp_path)]) == EXIT_FINE
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
