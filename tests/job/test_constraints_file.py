"""Limits as a file: what it may say, what it may not, and that the schema says the same."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.job import constraints_file
from lepton_iac.job.constraints_file import FORMS, read_constraints, schema
from lepton_iac.job.inventory import read_inventory
from lepton_iac.model import Disruption
from lepton_iac.optimize.constraints import Committed, Constraints, Objective


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "limits.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_mapping_changes_no_default(tmp_path: Path) -> None:
    assert read_constraints(written(tmp_path, "constraints: {}\n")) == Constraints()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    text = """constraints:
  residency: eu
  families: [m, c, r]
  max_breach: 0.5%
  max_disruption: stop-start
  min_saving: 5
  no_burstable: true
  objective: risk
  horizon_months: 24
  labour_hour_price: 90.5
"""
    found = read_constraints(written(tmp_path, text))
    assert found == Constraints(
        residency=("EU",), families=("m", "c", "r"), max_breach=0.005, max_disruption=Disruption.STOP_START,
        min_saving=Decimal(5), no_burstable=True, objective=Objective.RISK, horizon_months=Decimal(24),
        labour_hour_price=Decimal("90.5"),
    )  # fmt: skip
    assert read_constraints(written(tmp_path, "min_saving: 5\n")).min_saving == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("max_disrupt: online\n", "no such constraint: max_disrupt"),
        ("a: 1\nmax_disruption: some\n", "no such constraint: a"),
        ("max_disruption: some\n", "one of none, online"),
        ("\n\nmin_saving: much\n", "limits.yml:3"),
        ("max_changes: 0\n", "above 0"),
        ("max_changes: 1.5\n", "whole number"),
        ("no_burstable: perhaps\n", "true or false"),
        ("max_breach: 80%\n", "not a share"),
        ("quiet_share: 2\n", "at most 1"),
        ("horizon_months: 0\n", "horizon_months"),
        ("residency: [mars]\n", "mars"),
        ("families: [1]\n", "write words"),
        ("- one\n", "no mapping"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LeptonError) as error:
        read_constraints(written(tmp_path, text))
    assert words in str(error.value)
    assert "limits.yml" in str(error.value) or "share" in words


def test_the_forms_are_the_fields_and_the_schema_stands_beside_them() -> None:
    assert set(FORMS) == {field.name for field in fields(Constraints)} - {"committed"}
    stored = Path(constraints_file.__file__).with_name("constraints.schema.json").read_text(encoding="utf-8")
    assert json.loads(stored) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate({"residency": "EU", "max_breach": "1%", "max_changes": 3}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"max_changes": 0}, schema())


def test_defaults_of_the_schema_are_valid_and_are_the_defaults(tmp_path: Path) -> None:
    defaults = {name: one["default"] for name, one in schema()["properties"].items() if "default" in one}
    jsonschema.validate(defaults, schema())
    assert read_constraints(written(tmp_path, json.dumps(defaults))) == Constraints()


def test_an_inventory(tmp_path: Path) -> None:
    text = "commitments:\n- {provider: aws, region: eu-west-1, sku: m5.large, units: 3, until: '2027-03-01'}\n"
    assert read_inventory(written(tmp_path, text)) == (
        Committed("aws", "eu-west-1", "m5.large", Decimal(3), until="2027-03-01"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "commitments: 3\n",
        "commitments:\n- {provider: aws}\n",
        "commitments:\n- {provider: moon, region: a, sku: b, units: 1}\n",
        "commitments:\n- {provider: aws, region: a, sku: b, units: 0}\n",
        "commitments:\n- {provider: aws, region: a, sku: b, units: 1, colour: red}\n",
    ],
)
def test_an_inventory_that_makes_no_sense(tmp_path: Path, text: str) -> None:
    with pytest.raises(LeptonError, match=r"limits\.yml|commitment|provider|units"):
        read_inventory(written(tmp_path, text))
