"""`lepton-iac.yml` under the commands: flags, then environment, then the file, then defaults."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run

SAMPLE = Path(__file__).parents[2] / "sample_stacks" / "developer_environments"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _settings(folder: Path, text: str) -> None:
    (folder / "lepton-iac.yml").write_text("version: 1\n" + text, encoding="utf-8")


def _two_projects(folder: Path) -> None:
    plans = [f"- path: {SAMPLE / cloud / 'plan.json'}\n  name: {cloud}" for cloud in ("aws", "google")]
    _settings(folder, "projects:\n" + "\n".join(plans))


def test_without_a_path_all_projects_of_the_file_are_priced(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _two_projects(repository)
    assert run(["breakdown", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [project["name"] for project in found["projects"]] == ["aws", "google"]


def test_a_path_chooses_its_project(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _two_projects(repository)
    assert run(["diff", str(SAMPLE / "aws" / "plan.json"), "--format", "json"]) == 0
    assert [project["name"] for project in json.loads(capsys.readouterr().out)["projects"]] == ["aws"]


def test_flags_beat_the_environment_and_the_environment_beats_the_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(SAMPLE / "aws" / "plan.json")
    _settings(repository, 'gates:\n  fail_on: ["total > 1"]')
    assert run(["diff", plan]) == 2
    monkeypatch.setenv("LEPTON_IAC_SOFT_FAIL", "true")
    assert run(["diff", plan]) == 0
    monkeypatch.delenv("LEPTON_IAC_SOFT_FAIL")
    assert run(["diff", plan, "--fail-on", "total > 100000000"]) == 0
    capsys.readouterr()


def test_a_project_whose_plan_is_missing_is_told_with_the_mend(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _settings(repository, "projects:\n- path: .\n  plan: gone.json")
    assert run(["breakdown"]) == 1
    said = capsys.readouterr().err
    assert "gone.json" in said
    assert "mend:" in said


def test_an_unknown_setting_stops_the_run(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _settings(repository, "gates:\n  fail_onn: x")
    assert run(["breakdown", str(SAMPLE / "aws" / "plan.json")]) == 1
    assert "did you mean fail_on?" in capsys.readouterr().err


def test_the_severity_of_the_file_is_the_gate_of_check(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(SAMPLE / "aws" / "plan.json")
    assert run(["check", plan]) == 2
    _settings(repository, "gates:\n  severity: never")
    assert run(["check", plan]) == 0
    assert run(["check", plan, "--fail-on", "high"]) == 2
    capsys.readouterr()
