"""``guard-rails`` as a user runs it."""

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

STACK = Path(__file__).parents[2] / "sample_stacks" / "university" / "aws"
MEASURED = ["--plan", str(STACK / "plan.json"), "--metrics", str(STACK / "metrics.csv.gz")]


def test_budget_and_alarms_of_a_stack(capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    assert run(["guard-rails", str(STACK), *MEASURED]) == EXIT_FINE
    assert capsys.readouterr().out == snapshot


def test_the_file_is_put_beside_the_others_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "stack"
    shutil.copytree(STACK, place)
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    command = ["guard-rails", str(place), "--plan", str(STACK / "plan.json"), "--write"]
    assert run(command) == EXIT_FINE
    assert "1 budget(s) and 0 alarm(s)" in capsys.readouterr().err
    assert "no metrics were given" in (place / "guard_rails.tf").read_text(encoding="utf-8")
    assert {file.name: file.read_bytes() for file in place.iterdir() if file.name in before} == before
    assert run(command) == EXIT_INPUT
    assert "there already" in capsys.readouterr().err
