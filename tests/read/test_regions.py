"""Every region is found or its absence is said; none is guessed."""

from typing import Any

import pytest

from lepton_iac.read import load
from tests.read.documents import FIXTURES, change, plan, read


def config(type_: str, providers: dict[str, Any], key: str = "aws", **more: Any) -> dict[str, Any]:
    entry = {"mode": "managed", "type": type_, "name": "a", "provider_config_key": key, "expressions": {}}
    return {"provider_config": providers, "root_module": {"resources": [entry], **more}}


def region(type_: str, after: dict[str, Any], **more: Any) -> tuple[str | None, str]:
    found = read(plan(change(f"{type_}.a", ["create"], None, after), **more)).resources[0]
    return found.region, found.region_source


@pytest.mark.parametrize("source", ["shop/plan.json", "shop"])
def test_provider_blocks_aliases_and_passed_providers(source: str) -> None:
    stack = load(FIXTURES / source)
    assert stack.by_address["aws_launch_template.node"].region == "eu-west-1"
    west = stack.by_address["aws_db_instance.main"]
    assert (west.region, west.region_source) == ("us-west-2", "provider aws.west")
    assert stack.by_address["module.web[0].aws_eip.shared"].region == "us-west-2"


@pytest.mark.parametrize("source", ["estate/plan.json", "estate"])
def test_locations_parents_zones_and_multi_regions(source: str) -> None:
    found = {item.address: item.region for item in load(FIXTURES / source).resources}
    assert found == {
        "azurerm_resource_group.main": "westeurope",
        "azurerm_storage_account.files": "westeurope",
        "azurerm_storage_share.docs": "westeurope",
        "google_compute_address.front": "europe-west4",
        "google_compute_disk.data": "us-central1",
        "google_storage_bucket.logs": "eu",
    }


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        ({"region": "ap-south-1"}, "attribute region"),
        ({"availability_zone": "ap-south-1b"}, "attribute availability_zone"),
        ({"arn": "arn:aws:ec2:ap-south-1:123456789012:volume/vol-1"}, "attribute arn"),
    ],
)
def test_aws_attributes_tell_the_region(attributes: dict[str, Any], source: str) -> None:
    assert region("aws_ebs_volume", attributes) == ("ap-south-1", source)


def test_a_local_zone_lies_in_its_region() -> None:
    assert region("aws_ebs_volume", {"availability_zone": "us-west-2-lax-1a"})[0] == "us-west-2"


def test_a_provider_without_a_region_says_so() -> None:
    found = region("aws_sqs_queue", {}, configuration=config("aws_sqs_queue", {"aws": {"name": "aws"}}))
    assert found == (None, "provider aws has no region in the plan; it comes from the environment")


def test_a_region_from_a_local_is_not_guessed() -> None:
    block = {"name": "aws", "expressions": {"region": {"references": ["local.region"]}}}
    found = region("aws_sqs_queue", {}, configuration=config("aws_sqs_queue", {"aws": block}))
    assert found[0] is None
    assert "local.region" in found[1]


def test_a_variable_gives_its_value_only_when_it_is_a_region() -> None:
    block = {"name": "aws", "expressions": {"region": {"references": ["var.r"]}}}
    given = config("aws_sqs_queue", {"aws": block}, variables={"r": {}})
    assert region("aws_sqs_queue", {}, configuration=given, variables={"r": {"value": "sa-east-1"}})[0] == "sa-east-1"
    assert region("aws_sqs_queue", {}, configuration=given, variables={"r": {"value": "prod"}})[0] is None


def test_a_sensitive_variable_is_not_looked_into() -> None:
    block = {"name": "aws", "expressions": {"region": {"references": ["var.r"]}}}
    given = config("aws_sqs_queue", {"aws": block}, variables={"r": {"sensitive": True}})
    assert region("aws_sqs_queue", {}, configuration=given, variables={"r": {"value": "sa-east-1"}})[0] is None


def test_old_plans_do_not_tell_which_provider_a_module_was_given() -> None:
    providers = {
        name: {"name": "aws", "expressions": {"region": {"constant_value": value}}}
        for name, value in (("aws", "us-east-1"), ("aws.west", "us-west-2"))
    }
    entry = {"mode": "managed", "type": "aws_eip", "name": "a", "provider_config_key": "m:aws", "expressions": {}}
    call = {"source": "./m", "module": {"resources": [entry]}}
    written = {"provider_config": providers, "root_module": {"module_calls": {"m": call}}}
    inner = change("module.m.aws_eip.a", ["create"], None, {}, module_address="module.m")
    assert read(plan(inner, configuration=written)).resources[0].region is None


def test_default_tags_lie_under_the_resources_own() -> None:
    instance = load(FIXTURES / "shop/plan.json").by_address['aws_instance.app["é"]']
    assert instance.tags == {"Team": "shop", "Name": "é"}
