"""Right-sizing and newer generations: what is proposed, and above all what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from lepton_iac.model import Change, Demand, Disruption, Resource
from tests.optimize.building import demand, edits, only, propose, resource, rules, said

WEB = "aws_instance.web"


def machine(sku: str, **more: Any) -> Resource:
    disk = [{"volume_type": "gp3", "volume_size": 20}]
    return resource(WEB, {"instance_type": sku, "root_block_device": disk, **more})


def measured(cpu: float, memory: float | None = None) -> list[Demand]:
    found = [demand(WEB, "cpu_fraction", cpu)]
    return found if memory is None else [*found, demand(WEB, "memory_fraction", memory)]


def test_a_machine_is_sized_to_processor_and_memory() -> None:
    change = only(propose([machine("m5.2xlarge")], measured(0.2, 0.2)), "right-size-compute")
    assert edits(change) == {"instance_type": "m6a.large"}
    assert change.saving == (Decimal("0.428") - Decimal("0.0963")) * 730
    assert change.disruption is Disruption.STOP_START
    assert change.breach_probability is not None
    assert 0 < change.breach_probability <= 0.01
    assert "20 %" in change.why
    assert "35 days" in change.why
    assert any("m5.large" in words for words in change.beaten)


def test_memory_that_is_not_measured_is_kept() -> None:
    change = only(propose([machine("m5.xlarge")], measured(0.2)), "right-size-compute")
    assert edits(change) == {"instance_type": "r5.large"}
    assert "memory_gib" in change.kept
    assert "memory is kept" in change.why


def test_measured_memory_holds_the_size_up() -> None:
    assert edits(only(propose([machine("m5.2xlarge")], measured(0.2, 0.45)), "right-size-compute")) == {
        "instance_type": "r5.large"
    }


@pytest.mark.parametrize("reason", ["saturated: at the limit", "too short: 5.0 days of history"])
def test_a_refused_forecast_leaves_the_machine_alone(reason: str) -> None:
    refused = demand(WEB, "cpu_fraction", 0.2, capacity=None, refused=reason)
    proposal = propose([machine("m4.xlarge")], [refused])
    assert proposal.changes == ()
    assert said(proposal, reason)


def test_demand_that_will_pass_the_machine_leaves_it_alone() -> None:
    proposal = propose([machine("m4.xlarge")], measured(1.4, 0.2))
    assert proposal.changes == ()
    assert said(proposal, "forecast to pass")


def test_a_size_that_demand_would_pass_too_often_is_skipped() -> None:
    steep = demand(WEB, "cpu_fraction", 0.24, quantiles={0.5: 0.2, 0.99: 0.3}, capacity=0.24)
    change = only(propose([machine("m5.2xlarge")], [steep, demand(WEB, "memory_fraction", 0.1)]), "right-size-compute")
    assert edits(change) == {"instance_type": "m6a.xlarge"}


def test_where_every_smaller_size_would_be_passed_that_is_said() -> None:
    steep = demand(WEB, "cpu_fraction", 0.24, quantiles={0.5: 0.2, 0.99: 0.9}, capacity=0.24)
    proposal = propose([machine("m5.2xlarge")], [steep, demand(WEB, "memory_fraction", 0.1)])
    assert proposal.changes == ()
    assert said(proposal, "would pass")


def test_a_newer_generation_offers_as_much_for_less() -> None:
    change = only(propose([machine("m4.xlarge")]), "newer-generation-ec2")
    assert edits(change) == {"instance_type": "m5.xlarge"}
    assert {"vcpu", "memory_gib", "arch"} <= set(change.kept)


def test_another_maker_is_taken_only_when_allowed() -> None:
    assert propose([machine("m5.xlarge")]).changes == ()
    change = only(propose([machine("m5.xlarge")], allow_maker=True), "newer-generation-ec2")
    assert edits(change) == {"instance_type": "m6a.xlarge"}


def test_another_architecture_is_taken_only_when_asked() -> None:
    asked = propose([machine("m5.large")], measured(0.9, 0.9), allow_arch=("arm64",))
    assert edits(only(asked, "newer-generation-ec2")) == {"instance_type": "m6g.large"}
    assert propose([machine("m5.large")], measured(0.9, 0.9)).changes == ()


def test_a_machine_moves_into_burstable_families_only_when_allowed() -> None:
    assert propose([machine("m5.large")]).changes == ()
    change = only(propose([machine("m5.large")], allow_burstable=True), "newer-generation-ec2")
    assert edits(change) == {"instance_type": "t3.large"}


def test_a_burstable_machine_may_stay_burstable() -> None:
    change = only(propose([machine("t2.large")]), "newer-generation-ec2")
    assert edits(change) == {"instance_type": "t3.large"}
    assert any("unlimited" in words for words in change.not_compared)


def test_families_narrow_the_choice() -> None:
    change = only(propose([machine("m5.2xlarge")], measured(0.2, 0.2), families=("m5",)), "right-size-compute")
    assert edits(change) == {"instance_type": "m5.large"}


def group(name: str, template: str) -> Resource:
    return resource(
        f"aws_autoscaling_group.{name}",
        {"min_size": 1, "max_size": 4, "desired_capacity": 2, "launch_template": [{"version": "$Latest"}]},
        {"launch_template.0.id": (template,)},
    )


def template() -> Resource:
    return resource("aws_launch_template.farm", {"instance_type": "m5.2xlarge"})


def test_a_group_is_changed_where_its_template_is_written() -> None:
    farm = group("farm", "aws_launch_template.farm")
    found = [demand(farm.address, name, 0.2) for name in ("cpu_fraction", "memory_fraction")]
    change = only(propose([template(), farm], found), "right-size-compute")
    assert change.address == "aws_launch_template.farm"
    assert change.saving == (Decimal("0.428") - Decimal("0.0963")) * 1460
    assert (change.saving_low, change.saving_high) == (change.saving / 2, change.saving * 2)


def test_two_groups_of_one_template_are_sized_for_the_busier() -> None:
    busy, calm = group("busy", "aws_launch_template.farm"), group("calm", "aws_launch_template.farm")
    found = [demand(busy.address, "cpu_fraction", 0.45), demand(busy.address, "memory_fraction", 0.2)]
    found += [demand(calm.address, "cpu_fraction", 0.1), demand(calm.address, "memory_fraction", 0.1)]
    change = only(propose([template(), busy, calm], found), "right-size-compute")
    assert edits(change) == {"instance_type": "m6a.xlarge"}


def test_a_group_without_series_holds_its_sister_up() -> None:
    busy, calm = group("busy", "aws_launch_template.farm"), group("calm", "aws_launch_template.farm")
    found = [demand(calm.address, "cpu_fraction", 0.1), demand(calm.address, "memory_fraction", 0.1)]
    assert propose([template(), busy, calm], found).changes == ()


def database(**more: Any) -> Resource:
    return resource(
        "aws_db_instance.app",
        {"engine": "mysql", "engine_version": "8.0", "instance_class": "db.m5.xlarge", "allocated_storage": 100,
         "storage_type": "gp3", **more},
    )  # fmt: skip


def test_a_database_is_sized_like_a_machine() -> None:
    found = [demand("aws_db_instance.app", name, 0.2) for name in ("cpu_fraction", "memory_fraction")]
    change = only(propose([database()], found), "right-size-database")
    assert edits(change) == {"instance_class": "db.m5.large"}
    assert change.saving == Decimal("0.19") * 730


def test_savings_of_one_resource_add_up() -> None:
    found = [demand("aws_db_instance.app", name, 0.2) for name in ("cpu_fraction", "memory_fraction")]
    proposal = propose([database(multi_az=True, tags={"Environment": "test"})], found)
    assert sorted(rules(proposal)) == ["rds-standby", "right-size-database"]
    assert proposal.saving == (Decimal("0.76") - Decimal("0.19")) * 730


def test_a_cache_is_sized_by_memory() -> None:
    cache = resource(
        "aws_elasticache_cluster.it", {"engine": "redis", "node_type": "cache.m5.xlarge", "num_cache_nodes": 1}
    )
    found = [demand(cache.address, name, 0.2) for name in ("cpu_fraction", "memory_fraction")]
    change = only(propose([cache], found, max_disruption=Disruption.REPLACE), "right-size-cache")
    assert edits(change) == {"node_type": "cache.m5.large"}


def vm(size: str) -> Resource:
    return resource("azurerm_linux_virtual_machine.vm", {"size": size, "location": "northeurope"})


def test_an_azure_machine_keeps_its_temporary_disk() -> None:
    found = [demand("azurerm_linux_virtual_machine.vm", name, 0.2) for name in ("cpu_fraction", "memory_fraction")]
    change = only(propose([vm("Standard_D8s_v3")], found), "right-size-compute")
    assert edits(change) == {"size": "Standard_D2ds_v5"}


def test_a_google_machine_does_not_move_to_shared_processors() -> None:
    machine = resource("google_compute_instance.vm", {"machine_type": "n1-standard-8"})
    found = [demand(machine.address, name, 0.45) for name in ("cpu_fraction", "memory_fraction")]
    change: Change = only(propose([machine], found), "right-size-compute")
    assert edits(change) == {"machine_type": "n2d-standard-4"}
