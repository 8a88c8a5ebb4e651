"""`lepton-iac check` as a user runs it: folders and plans in, findings, notes and exit codes out."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from lepton_iac.cli.main import COMMANDS, run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE, EXIT_INPUT
from tests.policy.own_policy import CONDITION, GOOD

STACKS = Path(__file__).parents[2] / "sample_stacks"
PLAN = STACKS / "university" / "aws" / "plan.json"
PUBLIC = """provider "aws" {
  region = "eu-west-1"
}

resource "aws_db_instance" "main" {
  publicly_accessible = true
  storage_encrypted   = var.encrypted
}
"""
RULES = ["--select", "aws-rds-public", "--select", "aws-rds-unencrypted"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(PUBLIC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["check", *arguments, "--format", "json", "--fail-on", "never"]) == EXIT_FINE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def rules(found: dict[str, Any]) -> list[str]:
    return [finding["rule"] for project in found["projects"] for finding in project["findings"]]


def test_a_finding_has_its_place_and_fails_the_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *RULES]) == EXIT_GATE
    shown = capsys.readouterr()
    assert "aws-rds-public" in shown.out
    assert "main.tf:5" in shown.out
    assert "findings: 1, questions not decided: 1" in shown.err


def test_what_is_not_known_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, *RULES)
    notes = [note for note in found["notes"] if note["text"].startswith("not decided: aws-rds-unencrypted")]
    assert [note["where"] for note in notes] == ["aws_db_instance.main"]
    assert run(["check", *RULES, "--undecided", "--soft-fail"]) == EXIT_FINE
    assert "not decided: aws-rds-unencrypted" in capsys.readouterr().out


def test_an_unpriced_stack_shows_no_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project,) = as_json(capsys, *RULES)["projects"]
    assert project["breakdown"]["complete"] is False
    assert {line["monthlyCost"] for line in project["breakdown"]["resources"]} <= {None}


@pytest.mark.parametrize(("severity", "code"), [("critical", EXIT_GATE), ("low", EXIT_GATE), ("never", EXIT_FINE)])
def test_fail_on(severity: str, code: int, folder: Path) -> None:
    assert run(["check", *RULES, "--fail-on", severity]) == code
    assert run(["check", *RULES, "--fail-on", severity, "--soft-fail"]) == EXIT_FINE


def test_a_finding_is_dismissed_in_the_code_until_its_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for until, left in (("2027-01-01", 0), ("2026-01-01", 1)):
        comment = f"# lepton-iac:ignore aws-rds-public until={until} being moved\nresource"
        (folder / "main.tf").write_text(PUBLIC.replace("resource", comment))
        assert len(rules(as_json(capsys, *RULES))) == left


def test_a_baseline_silences_what_it_knows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *RULES, "--write-baseline", "known.json"]) == EXIT_FINE
    assert run(["check", *RULES, "--baseline", "known.json"]) == EXIT_FINE
    assert "findings known to the baseline: 1" in capsys.readouterr().out
    (folder / "main.tf").write_text(PUBLIC.replace('"main"', '"other"'))
    assert run(["check", *RULES, "--baseline", "known.json"]) == EXIT_GATE
    assert "entries of the baseline that no longer occur: 1" in capsys.readouterr().out


@pytest.mark.parametrize("glob", ["main.tf", "m*.tf", "aws_db_instance.main"])
def test_excluded(glob: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.tf").write_text(PUBLIC.split("\n\n")[1].replace('"main"', '"other"'))
    assert rules(as_json(capsys, *RULES)) == ["aws-rds-public", "aws-rds-public"]
    assert rules(as_json(capsys, *RULES, "--exclude", glob)) == ["aws-rds-public"]


def test_everything_left_out_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--exclude", "*.tf"]) == EXIT_INPUT
    assert "all are left out" in capsys.readouterr().err


def test_a_broken_folder_can_be_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fixtures").mkdir()
    (folder / "fixtures" / "broken.tf").write_text("resource {{{\n")
    assert run(["check", *RULES]) == EXIT_INPUT
    assert "broken.tf:1" in capsys.readouterr().err
    assert rules(as_json(capsys, *RULES, "--exclude", "fixtures/*")) == ["aws-rds-public"]


def test_what_a_person_reads(folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    assert run(["check", *RULES]) == EXIT_GATE
    shown = capsys.readouterr()
    assert f"{shown.out}--- messages ---\n{shown.err}" == snapshot


def test_hooks_name_commands_that_exist() -> None:
    hooks = yaml.safe_load((STACKS.parent / ".pre-commit-hooks.yaml").read_text())
    assert "lepton-iac-check" in {hook["id"] for hook in hooks}
    for hook in hooks:
        assert hook["entry"].split()[:2] == ["lepton-iac", hook["id"].removeprefix("lepton-iac-")]
        assert hook["entry"].split()[1] in COMMANDS


def test_own_policies_and_parameters(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = folder / "policies"
    own.mkdir()
    text = GOOD.replace("[aws_instance]", "[aws_db_instance]").replace(CONDITION, 'text("x", params.word) == "b"')
    (own / "own.yaml").write_text(text + "params: {word: a}\n")
    assert rules(as_json(capsys, "--policies", str(own), "--no-built-in")) == []
    found = as_json(capsys, "--policies", str(own), "--no-built-in", "--param", "own-rule.word=b")
    assert rules(found) == ["own-rule"]


def test_a_broken_policy_is_told_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text("id: x\n")
    assert run(["check", "--policies", str(folder)]) == EXIT_INPUT
    assert "bad.yaml:1: the policy lacks" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["sarif", "junit", "code-quality"])
def test_every_format_names_rule_and_line(form: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *RULES, "--format", form, "--soft-fail"]) == EXIT_FINE
    shown = capsys.readouterr().out
    assert "aws-rds-public" in shown
    assert "main.tf" in shown


def test_same_addresses_of_two_folders_have_two_fingerprints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "main.tf").write_text(PUBLIC)
    assert run(["check", *RULES, "--format", "code-quality", "--soft-fail"]) == EXIT_FINE
    entries = json.loads(capsys.readouterr().out)
    assert {entry["location"]["path"] for entry in entries} == {"main.tf", "other/main.tf"}
    assert len({entry["fingerprint"] for entry in entries}) == 2


def test_a_file_means_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules(as_json(capsys, "main.tf", "main.tf", *RULES)) == ["aws-rds-public"]


def test_an_evaluated_folder_knows_its_variables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "variables.tf").write_text('variable "encrypted" {\n  default = false\n}\n')
    assert rules(as_json(capsys, ".", "--evaluate", *RULES)) == ["aws-rds-public", "aws-rds-unencrypted"]


def test_a_plan_with_its_code_has_places(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, str(PLAN), "--code", str(PLAN.parent), "--select", "cost")
    findings = [finding for project in found["projects"] for finding in project["findings"]]
    assert findings
    assert any(finding["rule"] == "aws-instance-root-gp2" for finding in findings)


def test_prices_decide_rules_about_cost(capsys: pytest.CaptureFixture[str]) -> None:
    rule = ["--select", "cost-doubles", "--select", "aws-production-without-commitment"]
    assert run(["check", str(PLAN), *rule, "--prices", "--soft-fail"]) == EXIT_FINE
    assert "aws-production-without-commitment" not in capsys.readouterr().err


def test_the_list_names_policies_and_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--list", "--select", "allocation"]) == EXIT_FINE
    shown = capsys.readouterr().out
    assert "aws-required-tags  medium  allocation" in shown
    assert "--param aws-required-tags.tags=Owner,Environment" in shown


def test_nothing_to_check_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tmp_path)]) == EXIT_INPUT
    assert "no .tf files" in capsys.readouterr().err


def test_a_large_repository_is_checked_in_moments(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"d{number}").mkdir()
        for name in ("a", "b", "c"):
            (tmp_path / f"d{number}" / f"{name}.tf").write_text(PUBLIC.replace('"main"', f'"{name}"').split("\n\n")[1])
    start = time.process_time()
    assert run(["check", str(tmp_path), "--format", "sarif", "--out", str(tmp_path / "o"), "--soft-fail"]) == EXIT_FINE
    assert time.process_time() - start < 10
    assert len(json.loads((tmp_path / "o").read_text())["runs"][0]["results"]) >= 300


def test_the_hook_loads_nothing_that_is_slow_to_load(folder: Path) -> None:
    code = (
        "import sys; from lepton_iac.cli.main import run; run(['check', '--format', 'sarif', '--soft-fail']); "
        "print(sorted(set(sys.modules) & set('boto3 hcl2 jinja2 pandas requests rich sklearn tfparse typer'.split())))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
