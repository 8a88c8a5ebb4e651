"""What other tools read: SARIF fixes, JUnit counts, spreadsheet rows, Slack's limits, GitLab's fields."""

import csv
import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lepton_iac.report import code_quality, compact, focus, junit, rows, sarif, slack
from lepton_iac.report.options import Options
from lepton_iac.report.severity import grade
from tests.report.evidence import MAIN_TF, patch
from tests.report.examples import full, named


def results() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sarif.render(full()))["runs"][0]["results"]
    return found


def test_sarif_fix_makes_the_patched_file() -> None:
    (fixed,) = [result for result in results() if "fixes" in result]
    (replacement,) = fixed["fixes"][0]["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    lines = MAIN_TF.decode().split("\n")
    line = lines[region["startLine"] - 1]
    text = replacement["insertedContent"]["text"]
    lines[region["startLine"] - 1] = line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]
    assert "\n".join(lines).encode() == patch().results["main.tf"]


def test_sarif_levels_rules_and_fingerprints() -> None:
    assert [result["level"] for result in results()] == ["warning", "error", "note", "note", "note", "note"]
    rules = json.loads(sarif.render(full()))["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in results()}
    prints = [result["partialFingerprints"]["leptonRuleAndAddress/v1"] for result in results()]
    assert len(set(prints)) == len(prints)


def test_sarif_message_holds_no_link() -> None:
    found = json.loads(sarif.render(named("[a](https://evil.example)")))["runs"][0]["results"]
    assert all("\\[a\\](https" in result["message"]["text"] for result in found)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("HIGH", "error"),
        ("error", "error"),
        ("warning", "warning"),
        ("medium", "warning"),
        ("info", "note"),
        ("?", "warning"),
    ],
)
def test_severity_words(word: str, level: str) -> None:
    assert grade(word) == level


def test_junit_counts() -> None:
    root = ET.fromstring(junit.render(full(), Options(gates=(("a", True), ("b", False)))))
    counts = {suite.get("name"): (suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in root}
    assert counts == {
        "gates": ("2", "1", "0"),
        "shop: policies": ("3", "2", "0"),
        "shop: pricing": ("8", "0", "5"),
    }


def test_rows_leave_unknown_costs_empty() -> None:
    found = list(csv.DictReader(io.StringIO(rows.render(full()), newline="")))
    costs = {(row["address"], row["status"]): row["monthly_cost"] for row in found}
    assert costs["aws_lambda_function.thumbnails", "usage_unknown"] == ""
    assert costs["aws_iam_role.ci", "free"] == ""
    assert costs["aws_sns_topic.events", "priced"] == "0.0000012"


def test_focus_rows_are_estimates_and_bill_nothing() -> None:
    found = list(csv.DictReader(io.StringIO(focus.render(full()), newline="")))
    assert {row["x_Estimate"] for row in found} == {"true"}
    assert {row[name] for row in found for name in ("BilledCost", "EffectiveCost", "ContractedCost")} == {""}
    assert found[0]["ListCost"] == "312.44"
    periods = {(row["BillingPeriodStart"], row["BillingPeriodEnd"]) for row in found}
    assert periods == {("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")}


def test_focus_december_ends_in_the_next_year() -> None:
    december = replace(full(), made=full().made.replace(month=12))
    row = next(csv.DictReader(io.StringIO(focus.render(december), newline="")))
    assert row["BillingPeriodEnd"] == "2027-01-01T00:00:00Z"


def test_slack_keeps_its_limits() -> None:
    many = replace(full(), projects=full().projects * 100)
    message = json.loads(slack.render(many, Options(gates=(("x" * 5_000, False),) * 50)))
    assert len(message["blocks"]) <= 50
    texts = [block["text"]["text"] for block in message["blocks"] if "text" in block]
    assert max(map(len, texts)) <= 3_000
    assert "and 80 more projects" in texts


def test_code_quality_fields() -> None:
    found = json.loads(code_quality.render(full()))
    assert [(entry["severity"], entry["location"]["path"]) for entry in found] == [
        ("minor", "storage.tf"),
        ("major", "main.tf"),
        ("info", "plan.json"),
    ]
    assert all(set(entry) == {"description", "check_name", "fingerprint", "severity", "location"} for entry in found)


def test_compact_stays_short_for_many_resources() -> None:
    project = full().projects[0]
    wide = replace(project, bill=replace(project.bill, lines=project.bill.lines * 200))
    lines = compact.render(replace(full(), projects=(wide,))).splitlines()
    assert len(lines) < 70
    assert "unknown: and 990 more" in lines
