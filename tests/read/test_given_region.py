"""A region the user gives fills a gap of the plan and never overrules it."""

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.model import Resource, Stack
from lepton_iac.read.given_region import SOURCE, parse_regions, with_regions


def test_only_gaps_are_filled() -> None:
    lost = Resource("aws_instance.a", "aws_instance", "a", "aws", {})
    told = Resource("aws_instance.b", "aws_instance", "b", "aws", {}, region="us-east-1", region_source="attribute")
    other = Resource("google_compute_disk.c", "google_compute_disk", "c", "google", {})
    found = with_regions(Stack((lost, told, other), prior=(lost,)), {"aws": "eu-west-1"})
    assert [resource.region for resource in found.resources] == ["eu-west-1", "us-east-1", None]
    assert found.resources[0].region_source == SOURCE
    assert found.prior[0].region == "eu-west-1"


def test_clouds_by_their_common_names() -> None:
    assert parse_regions(["azure=westeurope", "gcp=us-central1"]) == {"azurerm": "westeurope", "google": "us-central1"}


@pytest.mark.parametrize("text", ["aws", "=x", "hetzner=nbg1", "aws="])
def test_anything_else_is_refused_with_its_mend(text: str) -> None:
    with pytest.raises(LeptonError, match="not a region"):
        parse_regions([text])
