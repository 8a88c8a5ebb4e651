"""Budgets and gates over several projects, and gates that policies, comment and files share."""

import json
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE, EXIT_INPUT

PLAN = Path(__file__).parents[2] / "sample_stacks" / "university" / "aws" / "plan.json"
VOLUME = """provider "aws" {{ region = "eu-west-1" }}
resource "aws_ebs_volume" "data" {{
  availability_zone = "eu-west-1a"
  type              = "gp2"
  size              = 100
  tags              = {{ team = "{team}" }}
}}
"""


@pytest.fixture
def two_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for team in ("web", "data"):
        (tmp_path / team).mkdir()
        (tmp_path / team / "main.tf").write_text(VOLUME.format(team=team))
    (tmp_path / "lepton-iac.yml").write_text("version: 1\nprojects:\n  - path: web\n  - path: data\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text())
    return found


def test_a_budget_counts_the_projects_that_have_its_tag(two_projects: Path) -> None:
    asked = ["--budget", "tag team=web 5", "--fail-on", "tag team=web budget > 80%"]
    assert run(["breakdown", *asked, "--format", "json", "--out", "out.json"]) == EXIT_GATE
    web, data = made("out.json")["projects"]
    assert [one["limit"] for one in web["budgets"]] == ["5"]
    assert data["budgets"] == []
    assert any("nothing is in tag team=web" in note["text"] for note in data["notes"])


def test_a_budget_that_no_project_has_is_a_mistake(two_projects: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breakdown", "--budget", "tag team=nobody 5"]) == EXIT_INPUT
    assert "there are: team=data, team=web" in capsys.readouterr().err


def test_the_gate_of_a_check_reaches_the_comment(two_projects: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", ".", "--fail-on", "medium", "--format", "json", "--out", "check.json"]) == EXIT_GATE
    (gate,) = made("check.json")["gates"]
    assert gate["held"] is False
    capsys.readouterr()
    where = ["--repo", "a/b", "--pull-request", "3", "--dry-run"]
    assert run(["comment", "github", "--path", "check.json", *where]) == EXIT_FINE
    shown = capsys.readouterr().out
    assert "❌ **breached:** findings of severity medium or graver: " in shown
    assert "nothing was priced" in shown
    assert "$0" not in shown


def test_severity_is_a_gate_of_a_diff(tmp_path: Path) -> None:
    out = str(tmp_path / "out.json")
    asked = ["diff", str(PLAN), "--fail-on", "findings severity >= high", "--format", "json", "--out", out]
    assert run(asked) == EXIT_GATE
    assert run([*asked, "--soft-fail"]) == EXIT_FINE
    (project,) = made(out)["projects"]
    assert {one["rule"] for one in project["findings"] if one["severity"] == "high"} == {"aws-rds-no-backup"}


def test_a_diff_dismisses_and_chooses_as_the_settings_say(two_projects: Path) -> None:
    asked = ["diff", "--fail-on", "findings severity >= low", "--format", "json", "--out", "out.json"]
    assert run([*asked, "--soft-fail"]) == EXIT_FINE
    before = [{one["rule"] for one in project["findings"]} for project in made("out.json")["projects"]]
    assert all("aws-ebs-gp2" in one for one in before)
    comment = "# lepton-iac:ignore aws-ebs-gp2 until=2099-01-01 is being moved\nresource"
    (two_projects / "web" / "main.tf").write_text(VOLUME.format(team="web").replace("resource", comment))
    with Path("lepton-iac.yml").open("a") as settings:
        settings.write("policies:\n  select: [aws-ebs-gp2]\n")
    assert run(asked) == EXIT_GATE
    after = [[one["rule"] for one in project["findings"]] for project in made("out.json")["projects"]]
    assert after == [[], ["aws-ebs-gp2"]]
