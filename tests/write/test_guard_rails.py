"""Budgets and alarms as a new file, in words that Terraform takes and beside what is there."""

from dataclasses import replace
from pathlib import Path

import pytest

from lepton_iac.errors import WriteError
from lepton_iac.write.guard_rails import Alarm, Limit, Rails, guard_rails, render
from lepton_iac.write.source import parse_source
from tests.write.making import folder

ALARM = Alarm("aws_instance.web[0]", "aws_instance", "cpu_web_0", "cpu-web-0", 'above 80 % of "all" ${x}', 0.8)
RAILS = Rails("shop", "USD", "2026-11", (Limit("aws", 120, "Expected.", complete=True),), (ALARM,), ("No more.",))
WEB = 'resource "aws_instance" "web" {\n  count    = 1\n  provider = aws.west\n}\n'


def test_the_file_names_budget_threshold_and_resource() -> None:
    text = render(RAILS)
    assert parse_source(text.encode(), "x.tf").problem == ""
    for line in (
        "default     = 120",
        "threshold           = 80",
        "InstanceId = aws_instance.web[0].id",
        'description = "Expected."',
        '"above 80 % of \\"all\\" $${x}"',
    ):
        assert line in text
    assert "provider" not in text


def test_what_is_not_known_in_full_has_no_default() -> None:
    text = render(replace(RAILS, budgets=(Limit("aws", 120, "At least 120.", complete=False),)))
    assert "default" not in text


def test_an_alarm_is_where_its_resource_is(tmp_path: Path) -> None:
    text = guard_rails(folder(tmp_path, {"main.tf": WEB}), RAILS)
    assert text.count("provider = aws.west") == 3
    assert 'resource "aws_sns_topic" "guard_rails_west"' in text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("guard_rails.tf", "# mine\n"),
        ("main.tf", 'variable "guard_rails_email" {}\n'),
        ("main.tf", 'resource "aws_budgets_budget" "guard_rails" {}\n'),
    ],
)
def test_what_is_there_is_never_taken(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(WriteError, match="already"):
        guard_rails(folder(tmp_path, {name: text}), RAILS)


@pytest.mark.parametrize("cloud", ["azurerm", "google"])
def test_other_clouds_have_theirs(cloud: str) -> None:
    kind = {"azurerm": "azurerm_linux_virtual_machine", "google": "google_compute_instance"}[cloud]
    alarm = replace(ALARM, type=kind, address=f"{kind}.web")
    text = render(replace(RAILS, budgets=(Limit(cloud, 120, "Expected.", complete=True),), alarms=(alarm,)))
    assert parse_source(text.encode(), "x.tf").problem == ""
    assert f"{kind}.web" in text
    assert "FORECASTED_SPEND" in text or "Forecasted" in text
