"""``rewrite --to`` as a user runs it."""

from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

STACK = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "aws"
COMMAND = ["rewrite", str(STACK), "--plan", str(STACK / "plan.json"), "--to"]


def test_a_module_is_written_to_a_new_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "google", "--out-dir", str(tmp_path / "new")]) == EXIT_FINE
    assert "read README.md first" in capsys.readouterr().err
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert {"README.md", "versions.tf", "variables.tf", "outputs.tf", "compute.tf", "network.tf"} <= names
    assert run([*COMMAND, "google", "--out-dir", str(tmp_path / "new")]) == EXIT_INPUT
    assert "something here already" in capsys.readouterr().err


def test_with_metrics_the_forecast_sizes_the_stack_first(tmp_path: Path) -> None:
    metrics = ["--metrics", str(STACK / "metrics.csv.gz")]
    assert run([*COMMAND, "google", *metrics, "--out-dir", str(tmp_path / "new")]) == EXIT_FINE
    text = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    sized = text.partition("## Sized by the forecast")[2].partition("## What stands in")[0]
    assert "forecast to be enough" in sized


def test_without_a_folder_the_files_and_the_costs_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "azure"]) == EXIT_FINE
    out = capsys.readouterr().out
    assert "compute.tf" in out
    assert "**total**" in out


def test_no_cloud_is_called_cheapest_on_unknown_costs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "cheapest"]) == EXIT_INPUT
    assert "cannot be told" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["--check", "--in-place"])
def test_a_new_module_does_not_go_with_edits(mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, "azure", mode]) != EXIT_FINE
    assert "does not go with" in capsys.readouterr().err
