"""A second copy stays in the jurisdiction of the first, or there is none."""

import pytest

from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.regions import PLACES, place_of
from lepton_iac.optimize.second import second_places


@pytest.mark.parametrize("provider", ["aws", "azurerm"])
def test_a_second_region_is_another_one_of_the_same_jurisdiction(provider: str) -> None:
    regions = tuple(name for place in PLACES for name in place.of(provider))
    found = second_places(regions, provider, regions)
    assert len(found) > 8
    for region, second in found.items():
        one, other = place_of(provider, region), place_of(provider, second)
        assert region != second
        assert one is not None
        assert other is not None
        assert one.jurisdiction == other.jurisdiction


def test_a_pair_in_another_jurisdiction_or_outside_the_limits_is_none() -> None:
    assert second_places(["brazilsouth", "southeastasia"], "azurerm", ("southcentralus", "eastasia")) == {}
    assert second_places(["eu-west-1"], "aws", ("eu-west-1", "us-east-1")) == {}
    limits = Constraints(regions=("northeurope",))
    assert second_places(["northeurope"], "azurerm", ("westeurope",), limits) == {}


def test_google_has_locations_of_several_regions() -> None:
    regions = ["europe-west1", "us-east4", "europe-west2"]
    assert second_places(regions, "google", ()) == {"europe-west1": "EU", "us-east4": "US"}
    assert second_places(regions, "google", (), Constraints(regions=("europe-west1",))) == {}
