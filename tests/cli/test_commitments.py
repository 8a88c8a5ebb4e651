"""`lepton-iac commitments` on sample stacks: real rows, dates, and what the inventory holds."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE

STACKS = Path(__file__).parents[2] / "sample_stacks"


def test_every_advice_is_a_dated_row_that_saves(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["commitments", str(STACKS / "big_data" / "google" / "plan.json"), "--format", "json"]) == EXIT_FINE
    pools = json.loads(capsys.readouterr().out)["pools"]
    ways = [way for pool in pools for way in pool["ways"] if way["advised"]]
    assert ways
    assert all(way["priceDate"] and Decimal(way["saving"]) >= 1 and way["months"] == 12 for way in ways)
    assert all(pool["why"] for pool in pools if not any(way["advised"] for way in pool["ways"]))


def test_what_always_runs_is_said_in_few_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["commitments", str(STACKS / "big_data" / "google" / "plan.json")]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "google europe-west1 vm n2-highmem-4 (linux): 3 running at all hours" in text
    assert max(map(len, text.splitlines())) <= 80


def test_spot_is_advised_only_where_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(STACKS / "media_rendering" / "azure" / "plan.json")
    assert run(["commitments", plan]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "spot " in text
    assert max(map(len, text.splitlines())) <= 80
    assert not [line for line in text.splitlines() if "spot " in line and line.endswith("advised")]
    assert run(["commitments", plan, "--interruptible", "*farm*"]) == EXIT_FINE
    assert [line for line in capsys.readouterr().out.splitlines() if "spot " in line and line.endswith("advised")]


def test_an_inventory_that_nothing_uses_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = tmp_path / "held.yml"
    held.write_text("commitments:\n- {provider: aws, region: eu-west-1, sku: m1.small, units: 2}\n", encoding="utf-8")
    plan = str(STACKS / "enterprise_it" / "aws" / "plan.json")
    assert run(["commitments", plan, "--inventory", str(held)]) == EXIT_FINE
    text = capsys.readouterr().out
    assert "not used by this stack: 2 x m1.small in eu-west-1" in text
    assert "the price book has no row of a commitment for it" in text
