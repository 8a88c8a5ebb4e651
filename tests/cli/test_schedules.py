"""Schedules and scaling bounds as a user sees them: low, expected and high, and the hours behind them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE

STACK = """
provider "aws" {
  region = "us-east-1"
}
resource "aws_launch_template" "web" {
  instance_type = "t3.medium"
}
resource "aws_autoscaling_group" "web" {
  min_size         = 1
  max_size         = 4
  desired_capacity = 2
  launch_template {
    id = aws_launch_template.web.id
  }
}
resource "aws_autoscaling_schedule" "day" {
  scheduled_action_name  = "day"
  autoscaling_group_name = aws_autoscaling_group.web.name
  recurrence             = "0 8 * * *"
  min_size               = 3
  desired_capacity       = 3
  max_size               = 6
}
resource "aws_autoscaling_schedule" "night" {
  scheduled_action_name  = "night"
  autoscaling_group_name = aws_autoscaling_group.web.name
  recurrence             = "0 20 * * *"
  min_size               = 1
  desired_capacity       = 1
  max_size               = 2
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(STACK, encoding="utf-8")
    return tmp_path


def _component(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    assert run(["breakdown", str(folder), "--format", "json"]) == EXIT_FINE
    (resource,) = json.loads(capsys.readouterr().out)["projects"][0]["breakdown"]["resources"]
    return resource["subresources"][0]["costComponents"][0]


def test_half_the_hours_three_and_half_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _component(folder, capsys)
    price = Decimal(found["price"])
    assert Decimal(found["monthlyQuantity"]) == 730 * 2
    assert [Decimal(found[end]) for end in ("low", "monthlyCost", "high")] == [730 * n * price for n in (2, 2, 4)]


def test_the_table_shows_the_range_and_explain_the_schedule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breakdown", str(folder)]) == EXIT_FINE
    assert "$60.74 ($60.74 to $121.47)" in capsys.readouterr().out
    assert run(["explain", str(folder), "aws_autoscaling_group.web"]) == EXIT_FINE
    text = " ".join(capsys.readouterr().out.split())
    assert "count is 1 (1 to 2) for 365 hours, 3 (3 to 6) for 365 hours of 730 a month" in text
    assert "aws_autoscaling_schedule.night (0 20 * * * UTC)" in text


def test_a_size_that_is_not_known_is_not_guessed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = STACK.replace("desired_capacity       = 3", "desired_capacity       = random_integer.size.result")
    (folder / "main.tf").write_text(f'{unknown}resource "random_integer" "size" {{\n  min = 1\n  max = 9\n}}\n')
    found = _component(folder, capsys)
    assert found["monthlyCost"] is None
    assert "aws_autoscaling_schedule.day" in found["reason"]


def test_a_time_that_is_not_known_gives_a_range(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "main.tf").write_text(STACK.replace('"0 8 * * *"', '"rate(1 day)"').replace('"0 20 * * *"', '"once"'))
    found = _component(folder, capsys)
    price = Decimal(found["price"])
    assert [Decimal(found[end]) for end in ("low", "monthlyCost", "high")] == [730 * n * price for n in (1, 2, 6)]
