"""The same stack on other providers: what is matched, what is not, and why."""

from dataclasses import replace
from decimal import Decimal

from lepton_iac.model import Equivalent, Resource, Stack
from lepton_iac.optimize import equivalents
from lepton_iac.optimize.regions import PLACES, PROVIDERS, nearest
from tests.optimize.building import market, resource


def elsewhere(*resources: Resource) -> dict[str, Equivalent]:
    stack = Stack(resources)
    return {found.provider: found for found in equivalents(stack, market(stack))}


DISK = [{"volume_type": "gp3", "volume_size": 50}]


def test_a_machine_with_its_disk() -> None:
    found = elsewhere(resource("aws_instance.web", {"instance_type": "m5.large", "root_block_device": DISK}))
    assert set(found) == {"azurerm", "google"}
    azure, google = found["azurerm"], found["google"]
    assert azure.region == "northeurope"
    assert azure.description == "Standard_D2as_v4 (2 vCPU, 8 GiB) + P6, 64 GiB"
    assert azure.cost == Decimal("0.096") * 730 + Decimal("10.21")
    assert (azure.matched["vcpu"], azure.matched["capacity_gib"]) == ("same", "better")
    assert google.cost == Decimal("0.186") * 730 + 50 * Decimal("0.11")
    assert (google.matched["vcpu"], google.matched["memory_gib"]) == ("better", "better")
    assert google.matched["per-core speed"] == "not compared"


def test_shared_processors_do_not_stand_in_for_whole_ones() -> None:
    found = elsewhere(resource("aws_instance.web", {"instance_type": "m5.xlarge", "root_block_device": DISK}))
    assert "n2d-standard-4" in found["google"].description


def test_a_volume() -> None:
    found = elsewhere(resource("aws_ebs_volume.data", {"type": "gp3", "size": 100}))
    assert (found["azurerm"].description, found["azurerm"].cost) == ("Premium SSD v2, 100 GiB", Decimal("8.030000"))
    assert (found["google"].description, found["google"].cost) == ("pd-balanced, 100 GiB", Decimal("11.0"))


def test_a_database_without_a_price_says_so() -> None:
    database = resource(
        "aws_db_instance.app",
        {"engine": "mysql", "engine_version": "8.0", "instance_class": "db.m5.large", "allocated_storage": 100,
         "storage_type": "gp3"},
    )  # fmt: skip
    found = elsewhere(database)
    assert found["azurerm"].cost is None
    assert "no price" in found["azurerm"].reason
    assert found["google"].description == "db-custom-2-8192"
    assert found["google"].cost == (2 * Decimal("0.0454") + 8 * Decimal("0.0077")) * 730
    assert any("Storage" in name for name in found["google"].unpriced)


def test_a_machine_nobody_else_has_is_listed_with_the_reason() -> None:
    found = elsewhere(resource("aws_instance.big", {"instance_type": "m6g.large", "root_block_device": DISK}))
    assert found["google"].cost is None
    assert "no machine" in found["google"].reason


def test_without_a_region_nothing_is_compared() -> None:
    machine = replace(resource("aws_instance.web", {"instance_type": "m5.large"}), region=None)
    assert all(found.cost is None for found in elsewhere(machine).values())


def test_data_stays_in_its_jurisdiction() -> None:
    assert nearest("azurerm", "westeurope", "aws", ("us-east-1", "eu-central-1")) == ("eu-central-1", "")
    region, reason = nearest("aws", "eu-west-1", "google", ("us-east4", "europe-west2"))
    assert region is None
    assert "EU" in reason
    assert nearest("aws", "us-gov-west-1", "google", ("us-east4",))[0] is None


def test_every_region_lies_in_one_place() -> None:
    for provider in PROVIDERS:
        listed = [region for place in PLACES for region in place.of(provider)]
        assert len(listed) == len(set(listed))
