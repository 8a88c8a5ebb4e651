"""The JSON output keeps its published schema and tells unknown from zero."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lepton_iac.assets import package_file
from lepton_iac.model import Report
from lepton_iac.report import json_text
from lepton_iac.report.options import Options
from tests.report import evidence, examples

SCHEMA = json.loads(package_file("report", "schema", "output.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def made(report: Report) -> Any:
    return json.loads(json_text.render(report, Options(gates=(("a limit", True),))))


@pytest.mark.parametrize(
    "report", [examples.full(), examples.empty(), examples.complete(), *map(examples.named, examples.HOSTILE)]
)
def test_output_keeps_its_schema(report: Report) -> None:
    VALIDATOR.validate(made(report))


def test_schema_refuses_what_it_does_not_know() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = made(examples.full())
    for spoiled in ({**document, "extra": 1}, {**document, "totalMonthlyCost": 1.5}, {**document, "currency": None}):
        assert not VALIDATOR.is_valid(spoiled)


def test_a_resource_tells_both_ends_of_its_cost_only_where_it_has_a_range() -> None:
    found = resources()
    assert (found["aws_s3_bucket.logs"]["lowMonthlyCost"], found["aws_s3_bucket.logs"]["highMonthlyCost"]) == (
        "1000.1",
        "1578",
    )
    assert "lowMonthlyCost" not in found["module.web.aws_instance.this"]


def resources() -> dict[str, Any]:
    return {entry["name"]: entry for entry in made(examples.full())["projects"][0]["breakdown"]["resources"]}


def test_unknown_usage_keeps_the_price() -> None:
    function = resources()["aws_lambda_function.thumbnails"]
    assert function["monthlyCost"] is None
    part = function["costComponents"][0]
    found = part["monthlyQuantity"], part["monthlyCost"], part["price"], part["status"], part["priceNotFound"]
    assert found == (None, None, "0.2", "usage_unknown", False)


def test_missing_price_keeps_the_quantity() -> None:
    part = resources()["azurerm_linux_virtual_machine.db"]["costComponents"][0]
    found = part["monthlyQuantity"], part["monthlyCost"], part["price"], part["status"], part["priceNotFound"]
    assert found == ("730", None, None, "unpriced", True)


def test_parts_are_nested_and_summed() -> None:
    web = resources()["module.web.aws_instance.this"]
    assert web["monthlyCost"] == "316.84"
    assert [(part["name"], part["monthlyCost"]) for part in web["subresources"]] == [("root_block_device", "4.4")]
    assert web["costComponents"][0]["hourlyCost"] == "0.428"


def test_sensitive_tag_is_not_told() -> None:
    assert resources()["module.web.aws_instance.this"]["tags"] == {"team": "web", "owner": None}


def test_free_and_unsupported_are_listed_briefly() -> None:
    breakdown = made(examples.full())["projects"][0]["breakdown"]
    assert [entry["name"] for entry in breakdown["freeResources"]] == ["aws_iam_role.ci"]
    assert [entry["reason"] for entry in breakdown["unsupportedResources"]] == ["no file in kinds for aws_braket_job"]
    summary = made(examples.full())["summary"]
    assert summary["totalDetectedResources"] == 8
    assert summary["unsupportedResourceCounts"] == {"aws_braket_job": 1}
    assert summary["noPriceResourceCounts"] == {"aws_iam_role": 1}


def test_no_past_is_null_and_not_zero() -> None:
    document = made(examples.complete())
    project = document["projects"][0]
    assert document["pastTotalMonthlyCost"] is None
    assert document["diffTotalMonthlyCost"] is None
    assert (project["pastBreakdown"], project["diff"]) == (None, None)


def test_patch_does_not_repeat_the_users_text() -> None:
    edit = made(examples.full())["projects"][0]["patch"]["edits"][0]
    assert edit == {
        "path": "main.tf",
        "start": evidence.MAIN_TF.index(b'"m5.2xlarge"'),
        "length": 12,
        "after": '"m5.xlarge"',
    }
