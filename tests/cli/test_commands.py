"""The commands as a user runs them: real plans in, text and exit codes out."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.cli.main import COMMANDS, run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE, EXIT_INPUT

STACKS = Path(__file__).parents[2] / "sample_stacks"
PLAN = STACKS / "developer_environments" / "google" / "plan.json"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_its_purpose(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == EXIT_FINE
    assert "Usage:" in capsys.readouterr().out


def test_breakdown_totals_are_the_sum_of_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breakdown", str(PLAN), "--format", "json"]) == EXIT_FINE
    result = json.loads(capsys.readouterr().out)
    resources = result["projects"][0]["breakdown"]["resources"]
    known = [Decimal(resource["monthlyCost"]) for resource in resources if resource["monthlyCost"] is not None]
    assert sum(known) == Decimal(result["totalMonthlyCost"]) > 0


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAN.read_bytes())))
    assert run(["breakdown", "-", "--format", "json"]) == EXIT_FINE
    piped = json.loads(capsys.readouterr().out)
    assert run(["breakdown", str(PLAN), "--format", "json"]) == EXIT_FINE
    named = json.loads(capsys.readouterr().out)
    assert piped["totalMonthlyCost"] == named["totalMonthlyCost"]


def test_same_input_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for _ in range(2):
        assert run(["breakdown", str(PLAN), "--format", "json"]) == EXIT_FINE
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_diff_against_an_earlier_result_of_itself_is_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = tmp_path / "earlier.json"
    assert run(["breakdown", str(PLAN), "--format", "json", "--out", str(earlier)]) == EXIT_FINE
    assert run(["diff", str(PLAN), "--compare-to", str(earlier), "--fail-on", "increase > 0"]) == EXIT_FINE
    assert "Nothing changes" in capsys.readouterr().out


def test_a_breached_gate_leaves_with_two_and_a_soft_one_with_nought(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", str(PLAN), "--fail-on", "total > 1"]) == EXIT_GATE
    assert run(["diff", str(PLAN), "--fail-on", "total > 1", "--soft-fail"]) == EXIT_FINE
    assert "gate breached" in capsys.readouterr().err


@pytest.mark.parametrize("gate", ["increase", "total > many", "__import__ > 1", "increase > 10% > 3"])
def test_a_gate_that_is_not_understood_says_how_to_write_one(gate: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", str(PLAN), "--fail-on", gate]) == EXIT_INPUT
    assert "mend:" in capsys.readouterr().err


def test_explain_names_row_date_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(PLAN), 'google_compute_instance.workbench["dev"]']) == EXIT_FINE
    shown = capsys.readouterr().out
    for word in ("price date", "source", "row", "quantity"):
        assert word in shown


def test_explain_suggests_the_near_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(PLAN), 'google_compute_instance.workbench["deb"]']) == EXIT_INPUT
    assert "did you mean" in capsys.readouterr().err


def test_output_shows_an_earlier_result_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = tmp_path / "earlier.json"
    run(["breakdown", str(PLAN), "--format", "json", "--out", str(earlier)])
    assert run(["output", "--path", str(earlier), "--format", "json"]) == EXIT_FINE
    again = json.loads(capsys.readouterr().out)
    assert again["totalMonthlyCost"] == json.loads(earlier.read_text())["totalMonthlyCost"]


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_nothing_to_read_is_said_with_its_mend(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["breakdown", name]) == EXIT_INPUT
    assert "mend:" in capsys.readouterr().err


def test_an_unwritable_target_loses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breakdown", str(PLAN), "--out", str(tmp_path / "no" / "such" / "folder.json")]) == EXIT_INPUT
    assert "cannot write" in capsys.readouterr().err


def test_prices_info_shows_dates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prices", "info", "--format", "json"]) == EXIT_FINE
    info = json.loads(capsys.readouterr().out)
    assert {cloud["provider"] for cloud in info["providers"]} == {"aws", "azurerm", "google"}
    assert all(cloud["newest"] > "2026" for cloud in info["providers"])
