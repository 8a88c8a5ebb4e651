"""The frontier and the explanation of a change, as a user reads them."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE

STACK = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "aws"


def test_the_frontier_ends_with_not_moving_and_marks_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frontier", str(STACK / "plan.json"), "--format", "json", "--objective", "disruption"]) == EXIT_FINE
    points = json.loads(capsys.readouterr().out)
    assert points[-1]["changes"] == []
    assert [point["chosen"] for point in points].count(True) == 1
    assert run(["frontier", str(STACK / "plan.json")]) == EXIT_FINE
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].endswith("do not move")
    assert sum("chosen" in line for line in lines) == 1


def test_explain_shows_the_change_and_what_would_be_cheaper(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", str(STACK), "--plan", str(STACK / "plan.json"), "--format", "json"]) == EXIT_FINE
    changes = json.loads(capsys.readouterr().out)["projects"][0]["proposal"]["changes"]
    change = next(one for one in changes if one["cheaperIf"])
    assert run(["explain", str(STACK / "plan.json"), change["address"]]) == EXIT_FINE
    text = " ".join(capsys.readouterr().out.split())
    assert f"cheaper if {change['cheaperIf'][0][:20]}" in text
    assert "price date" in text
