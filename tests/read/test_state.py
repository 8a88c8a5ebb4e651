"""States, shown and raw, are stacks that stay as they are."""

from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.model import SENSITIVE, Action
from tests.read.documents import read


def raw(**more: Any) -> dict[str, Any]:
    volume = {
        "mode": "managed",
        "type": "aws_ebs_volume",
        "name": "v",
        "module": 'module.m["x.y"]',
        "provider": 'provider["registry.terraform.io/hashicorp/aws"].west',
        "instances": [
            {"index_key": "a b", "attributes": {"id": "vol-1", "arn": "arn:aws:ec2:eu-north-1:1:volume/vol-1"}},
            {"index_key": "c", "deposed": "dead", "attributes": {"id": "vol-2"}},
        ],
    }
    secret = {
        "mode": "managed",
        "type": "random_thing",
        "name": "s",
        "provider": "provider.random",
        "instances": [
            {
                "attributes": {"note": "hush-hush", "password": "hush-hush-too"},
                "sensitive_attributes": [[{"type": "get_attr", "value": "note"}]],
            }
        ],
    }
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 3,
        "lineage": "x",
        "resources": [volume, secret],
        **more,
    }


def test_a_raw_state_is_its_own_past() -> None:
    stack = read(raw())
    assert stack.kind == "state"
    assert stack.has_prior
    assert stack.resources == stack.prior
    volume = stack.by_address['module.m["x.y"].aws_ebs_volume.v["a b"]']
    assert (volume.provider, volume.region, volume.action) == ("aws", "eu-north-1", Action.NO_OP)
    assert len(stack.resources) == 2


def test_a_raw_state_gives_no_secret_away() -> None:
    stack = read(raw())
    assert stack.by_address["random_thing.s"].attributes == {"note": SENSITIVE, "password": SENSITIVE}
    assert "hush-hush" not in repr(stack)


def test_a_shown_state() -> None:
    entry = {
        "address": "azurerm_managed_disk.d",
        "type": "azurerm_managed_disk",
        "name": "d",
        "values": {"location": "East US 2", "note": "hush-hush"},
        "sensitive_values": {"note": True},
    }
    stack = read({"format_version": "1.0", "values": {"root_module": {"resources": [entry]}}})
    assert (stack.kind, stack.resources[0].region) == ("state", "eastus2")
    assert "hush-hush" not in repr(stack)


def test_an_empty_state_says_that_it_is_empty() -> None:
    assert "no resources" in read({"format_version": "1.0"}).notes[0].text


@pytest.mark.parametrize("version", [3, 5, "4"])
def test_other_versions_are_refused(version: object) -> None:
    with pytest.raises(ReadError, match="another version"):
        read(raw(version=version))
