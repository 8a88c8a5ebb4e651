"""Rego through tools on the PATH: a stand-in answers as opa and conftest do."""

import json
import sys
from pathlib import Path

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.policy.rego import rego_findings

DENY = [{"msg": "too dear", "failed": True}, {"msg": "fine", "failed": False}]
OPA = {"result": [{"expressions": [{"value": {"deny": DENY, "warn": ["close"]}}]}]}
CONFTEST = [{"namespace": "main", "failures": [{"msg": "too dear"}], "warnings": [{"msg": "close"}]}]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "cost.rego").write_text("package infracost\n")
    return tmp_path


def tool(folder: Path, name: str, answer: object, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"#!{sys.executable}\nimport sys\nsys.stdin.read()\nprint({json.dumps(answer)!r})\nsys.exit({code})\n"
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_opa(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(rules, "opa", OPA, 0, monkeypatch)
    found = [(one.rule, one.severity, one.message) for one in rego_findings(rules, "{}")]
    assert found[:2] == [("rego-infracost-deny", "high", "too dear"), ("rego-infracost-warn", "medium", "close")]


def test_conftest(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(rules, "conftest", CONFTEST, 1, monkeypatch)
    found = [(one.rule, one.severity, one.message) for one in rego_findings(rules, "{}")]
    assert found == [("rego-main-deny", "high", "too dear"), ("rego-main-warn", "medium", "close")]


@pytest.mark.parametrize("answer", [5, "text", [], {}, {"result": 5}, {"result": [{"expressions": [5]}]}])
def test_odd_answers_hold_no_findings(answer: object, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(rules, "opa", answer, 0, monkeypatch)
    assert rego_findings(rules, "{}") == ()


@pytest.mark.parametrize(("answer", "code"), [({}, 3), (None, 0)])
def test_a_failing_tool_is_told(answer: object, code: int, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(rules, "opa", answer, code, monkeypatch)
    with pytest.raises(LeptonError, match="opa failed"):
        rego_findings(rules, "{}")


def test_a_missing_tool_is_told(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LeptonError, match="need `opa` or `conftest`"):
        rego_findings(rules, "{}")


def test_a_folder_without_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(LeptonError, match=r"no \.rego"):
        rego_findings(tmp_path, "{}")
