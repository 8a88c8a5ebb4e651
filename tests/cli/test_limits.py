"""Limits through the command line: a file, flags over it, and errors with their place."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

STACK = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "aws"


def rewritten(capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    assert run(["rewrite", str(STACK), "--plan", str(STACK / "plan.json"), "--format", "json", *more]) == EXIT_FINE
    proposal = json.loads(capsys.readouterr().out)["projects"][0]["proposal"]
    return [change["disruption"] for change in proposal["changes"]]


def test_a_file_of_limits_and_a_flag_over_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = tmp_path / "limits.yml"
    limits.write_text("constraints:\n  max_disruption: online\n", encoding="utf-8")
    free = rewritten(capsys)
    assert "stop_start" in free
    calm = rewritten(capsys, "--constraints", str(limits))
    assert calm
    assert set(calm) <= {"none", "online"}
    assert rewritten(capsys, "--constraints", str(limits), "--max-disruption", "stop_start") == free


def test_a_wrong_file_is_said_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = tmp_path / "limits.yml"
    limits.write_text("max_changes: 2\nresidency: [moon]\n", encoding="utf-8")
    assert run(["rewrite", str(STACK), "--constraints", str(limits)]) == EXIT_INPUT
    assert "limits.yml:2" in capsys.readouterr().err
    assert run(["compare", str(STACK / "plan.json"), "--horizon-months", "0"]) == EXIT_INPUT
    assert "--horizon-months" in capsys.readouterr().err


def test_compare_keeps_to_the_allowed_provider(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(STACK / "plan.json"), "--provider", "google", "--format", "json"]) == EXIT_FINE
    found = json.loads(capsys.readouterr().out)["projects"][0]["equivalents"]
    assert {entry["provider"] for entry in found} == {"google"}
