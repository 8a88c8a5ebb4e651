"""Volumes, addresses, standbys, logs and nights: one case that is mended and one that is left alone for each rule."""

from decimal import Decimal
from typing import Any

import pytest

from lepton_iac.model import AFTER_APPLY, Disruption, Resource
from tests.optimize.building import demand, edits, only, propose, resource, rules, said

DISK = "aws_ebs_volume.data"
LOSS = Disruption.DATA_LOSS


def disk(media: str, size: int, **more: Any) -> list[Resource]:
    """A volume that is attached."""
    volume = resource(DISK, {"type": media, "size": size, "encrypted": True, **more})
    return [volume, resource("aws_volume_attachment.data", {"device_name": "/dev/sdf"}, {"volume_id": (DISK,)})]


def test_gp2_becomes_gp3_with_the_same_throughput() -> None:
    change = only(propose(disk("gp2", 100)), "volume-type")
    assert edits(change) == {"type": "gp3", "throughput": 128}
    assert change.saving == 100 * (Decimal("0.11") - Decimal("0.088")) - 3 * Decimal("0.044")
    assert {"iops", "throughput_mibps", "encrypted", "capacity_gib"} <= set(change.kept)
    assert change.disruption is Disruption.ONLINE


def test_large_gp2_keeps_its_iops() -> None:
    assert edits(only(propose(disk("gp2", 2000)), "volume-type")) == {"type": "gp3", "iops": 6000, "throughput": 250}


def test_gp2_stays_where_equal_throughput_costs_more() -> None:
    proposal = propose(disk("gp2", 200))
    assert proposal.changes == ()
    assert said(proposal, "would not be cheaper")


def test_measured_operations_bound_the_throughput() -> None:
    measured = demand(DISK, "disk_iops", 140, unit="1/s")
    assert edits(only(propose(disk("gp2", 200), [measured]), "volume-type")) == {"type": "gp3"}


def test_io1_becomes_gp3_when_its_iops_are_not_used() -> None:
    found = [demand(DISK, "disk_iops", 900, unit="1/s"), demand(DISK, "disk_mibps", 40, unit="MiB/s")]
    change = only(propose(disk("io1", 500, iops=6000), found), "volume-type")
    assert edits(change) == {"type": "gp3", "iops": 3000}
    assert change.saving == 500 * (Decimal("0.138") - Decimal("0.088")) + 6000 * Decimal("0.072")


def test_io1_without_metrics_keeps_its_iops() -> None:
    assert edits(only(propose(disk("io1", 500, iops=6000)), "volume-type"))["iops"] == 6000


def test_io2_stays_io2_with_fewer_iops() -> None:
    found = [demand(DISK, "disk_iops", 900, unit="1/s"), demand(DISK, "disk_mibps", 40, unit="MiB/s")]
    change = only(propose(disk("io2", 500, iops=6000), found), "provisioned-iops")
    assert edits(change) == {"iops": 900}


def test_io2_without_throughput_metrics_is_bounded_by_operations() -> None:
    found = [demand(DISK, "disk_iops", 900, unit="1/s")]
    assert edits(only(propose(disk("io2", 500, iops=6000), found), "provisioned-iops")) == {"iops": 900}


def test_gp3_gives_back_what_is_not_used() -> None:
    found = [demand(DISK, "disk_iops", 900, unit="1/s"), demand(DISK, "disk_mibps", 40, unit="MiB/s")]
    change = only(propose(disk("gp3", 500, iops=6000, throughput=400), found), "provisioned-iops")
    assert edits(change) == {"iops": 3000, "throughput": 125}


def test_refused_disk_metrics_lower_nothing() -> None:
    found = [demand(DISK, "disk_iops", 900, unit="1/s", capacity=None, refused="too short")]
    assert propose(disk("gp3", 500, iops=6000), found).changes == ()


def test_the_root_disk_of_an_instance_is_edited_in_its_block() -> None:
    root = [{"volume_type": "gp2", "volume_size": 150, "encrypted": True}]
    instance = resource("aws_instance.web", {"instance_type": "m5.large", "root_block_device": root})
    change = only(propose([instance]), "volume-type")
    assert set(edits(change)) == {"root_block_device.0.volume_type", "root_block_device.0.throughput"}


def test_an_unattached_volume_is_removed_only_where_losing_data_is_allowed() -> None:
    alone = disk("gp3", 100)[:1]
    assert propose(alone).changes == ()
    change = only(propose(alone, max_disruption=LOSS), "unattached-volume")
    assert change.removes
    assert change.saving == Decimal("8.8")
    assert "snapshot" in change.why
    assert propose(disk("gp3", 100), max_disruption=LOSS).changes == ()


def test_removals_can_be_forbidden() -> None:
    proposal = propose(disk("gp3", 100)[:1], max_disruption=LOSS, allow_removals=False)
    assert proposal.changes == ()
    assert said(proposal, "not allowed")


def test_an_unused_address_is_removed_and_a_used_one_is_not() -> None:
    address = resource("aws_eip.partner", {"domain": "vpc"})
    assert only(propose([address], max_disruption=LOSS), "unattached-address").saving == Decimal("3.65")
    assert propose([address]).changes == (), "what cannot be had again is not given up by default"
    user = resource("aws_eip_association.a", {}, {"allocation_id": ("aws_eip.partner",)})
    assert propose([address, user], max_disruption=LOSS).changes == ()


def test_a_reference_that_a_condition_left_null_is_no_use() -> None:
    address = resource("aws_eip.partner", {"domain": "vpc"})
    path = {"allocation_id": ("aws_eip.partner",)}
    null = resource("aws_eip_association.a", {"allocation_id": None}, path)
    assert rules(propose([address, null], max_disruption=LOSS))
    maybe = resource("aws_eip_association.a", {"allocation_id": AFTER_APPLY}, path)
    assert not rules(propose([address, maybe], max_disruption=LOSS))


def test_an_address_that_a_dynamic_block_may_take_stays() -> None:
    address = resource("google_compute_address.partner", {"name": "partner"})
    open_end = [{"access_config": [{"nat_ip": AFTER_APPLY}]}]
    machine = resource("google_compute_instance.vm", {"machine_type": "n2d-standard-4", "network_interface": open_end})
    assert rules(propose([address], max_disruption=LOSS)) == ["unattached-address"]
    assert propose([address, machine], max_disruption=LOSS).changes == ()


def database(**more: Any) -> Resource:
    return resource(
        "aws_db_instance.app",
        {"engine": "mysql", "engine_version": "8.0", "instance_class": "db.m5.large", "allocated_storage": 100,
         "storage_type": "gp3", "multi_az": True, **more},
    )  # fmt: skip


def test_a_standby_goes_only_outside_production() -> None:
    change = only(propose([database(tags={"Environment": "development"})]), "rds-standby")
    assert edits(change) == {"multi_az": False}
    assert "development" in change.why
    assert propose([database(tags={"Environment": "production"})]).changes == ()
    assert propose([database()]).changes == ()


def test_a_tag_outweighs_the_address_and_guarded_words_outweigh_both() -> None:
    production = {"Environment": "production"}
    assert propose([resource("aws_db_instance.test", {**database(tags=production).attributes})]).changes == ()
    assert propose([database(tags={"Environment": "test", "Data": "audit"})]).changes == ()


def logs(**more: Any) -> Resource:
    return resource("aws_cloudwatch_log_group.app", {"name": "/app", **more})


USED = {"aws_cloudwatch_log_group.app": {"storage_gb": "2400", "monthly_data_ingested_gb": "90"}}


def test_long_retention_loses_logs_and_is_proposed_only_where_that_is_allowed() -> None:
    assert propose([logs(retention_in_days=3653)], usage=USED).changes == ()
    change = only(propose([logs(retention_in_days=3653)], usage=USED, max_disruption=LOSS), "log-retention")
    assert edits(change) == {"retention_in_days": 30}
    assert change.saving == 2400 * Decimal("0.03") - Decimal(90) * 12 * 30 / 365 * Decimal("0.03")
    assert change.saving_low == 0


@pytest.mark.parametrize("name", ["/app/audit", "/legal/hold"])
def test_logs_that_must_be_kept_are_kept(name: str) -> None:
    kept = logs(retention_in_days=3653, name=name)
    assert propose([kept], usage=USED, max_disruption=LOSS).changes == ()


def test_what_is_not_known_of_logs_is_not_promised() -> None:
    proposal = propose([logs()], max_disruption=LOSS)
    assert proposal.changes == ()
    assert said(proposal, "not known")


def gateways(tags: dict[str, str]) -> list[Resource]:
    found = [resource(f'aws_nat_gateway.this["{zone}"]', {"tags": tags}) for zone in "ab"]
    return [
        Resource(one.address, "aws_nat_gateway", "this", "aws", one.attributes, region="eu-west-1") for one in found
    ]


def test_a_gateway_without_a_route_goes_when_another_has_one() -> None:
    first, second = gateways({})
    route = resource("aws_route.a", {}, {"nat_gateway_id": (first.address,)})
    assert only(propose([first, second, route]), "unused-nat-gateway").address == second.address
    assert propose([first, second]).changes == ()


def test_a_second_gateway_outside_production_is_pointed_out() -> None:
    first, second = gateways({"Environment": "dev"})
    routes = [
        resource(f"aws_route.{name}", {}, {"nat_gateway_id": (one.address,)})
        for name, one in (("a", first), ("b", second))
    ]
    proposal = propose([first, second, *routes])
    assert proposal.changes == ()
    assert [note.where for note in proposal.refused if "nat-per-zone" in note.text] == [second.address]


def test_an_idle_machine_is_removed_only_where_losing_data_is_allowed() -> None:
    machine = resource("aws_instance.old", {"instance_type": "m5.large"})
    quiet = demand(machine.address, "cpu_fraction", 0.01)
    assert "idle-machine" not in rules(propose([machine], [quiet]))
    assert only(propose([machine], [quiet], max_disruption=LOSS), "idle-machine").removes
    young = demand(machine.address, "cpu_fraction", 0.01, history_days=10.0)
    assert "idle-machine" not in rules(propose([machine], [young], max_disruption=LOSS))


NIGHT = tuple(0.5 if 7 <= hour < 19 else 0.01 for hour in range(24))


def workbench(environment: str) -> Resource:
    return resource(
        "aws_instance.bench",
        {"instance_type": "m5.large", "tags": {"Environment": environment},
         "root_block_device": [{"volume_type": "gp3", "volume_size": 20}]},
    )  # fmt: skip


def test_a_development_machine_is_stopped_at_night() -> None:
    busy = [demand("aws_instance.bench", "cpu_fraction", 0.9, hour_of_day=NIGHT)]
    change = only(propose([workbench("dev")], busy), "ec2-night-stop")
    assert "20:00 to 6:00" in change.after
    assert change.saving == Decimal("0.107") * 730 * 10 / 24
    assert "expected" in change.why
    assert change.edits == ()
    assert propose([workbench("production")], busy).changes == ()


def test_the_schedule_starts_what_it_stops(snapshot: object) -> None:
    busy = [demand("aws_instance.bench", "cpu_fraction", 0.9, hour_of_day=NIGHT)]
    assert "\n\n".join(only(propose([workbench("dev")], busy), "ec2-night-stop").additions) == snapshot


def test_a_group_gets_scaling_schedules(snapshot: object) -> None:
    template = resource("aws_launch_template.t", {"instance_type": "m5.large"})
    group = resource(
        "aws_autoscaling_group.dev",
        {"min_size": 1, "max_size": 3, "desired_capacity": 2, "launch_template": [{}]},
        {"launch_template.0.id": ("aws_launch_template.t",)},
    )
    busy = [demand("aws_autoscaling_group.dev", "cpu_fraction", 0.9, hour_of_day=NIGHT)]
    change = only(propose([template, group], busy), "group-night-stop")
    assert change.saving == Decimal("0.107") * 1460 * 10 / 24
    assert "\n\n".join(change.additions) == snapshot


def test_a_day_without_quiet_hours_has_no_schedule() -> None:
    flat = [demand("aws_instance.bench", "cpu_fraction", 0.9, hour_of_day=(0.5,) * 24)]
    assert propose([workbench("dev")], flat).changes == ()


AZURE_DISK = "azurerm_managed_disk.data"


def azure_disk() -> list[Resource]:
    volume = resource(
        AZURE_DISK, {"storage_account_type": "Premium_LRS", "disk_size_gb": 512, "create_option": "Empty"}
    )
    attached = resource("azurerm_virtual_machine_data_disk_attachment.a", {}, {"managed_disk_id": (AZURE_DISK,)})
    return [volume, attached]


def test_a_premium_disk_becomes_standard_only_on_its_own_metrics() -> None:
    found = [demand(AZURE_DISK, "disk_iops", 140, unit="1/s"), demand(AZURE_DISK, "disk_mibps", 30, unit="MiB/s")]
    usage = {AZURE_DISK: {"monthly_disk_operations": "1000000"}}
    change = only(propose(azure_disk(), found, usage), "azure-disk-media")
    assert edits(change)["storage_account_type"] in {"StandardSSD_LRS", "Standard_LRS"}
    assert "140 IOPS" in change.why
    assert propose(azure_disk(), found[:1], usage).changes == ()
    assert propose(azure_disk(), (), usage).changes == ()


def test_a_google_disk_is_moved_where_replacing_is_allowed() -> None:
    volume = resource("google_compute_disk.data", {"type": "pd-ssd", "size": 500})
    attached = resource("google_compute_attached_disk.a", {}, {"disk": (volume.address,)})
    found = [
        demand(volume.address, "disk_iops", 140, unit="1/s"),
        demand(volume.address, "disk_mibps", 30, unit="MiB/s"),
    ]
    assert propose([volume, attached], found).changes == ()
    change = only(propose([volume, attached], found, max_disruption=Disruption.REPLACE), "google-disk-media")
    assert edits(change) == {"type": "pd-standard"}


def test_a_bucket_whose_contents_are_not_known_is_not_spoken_of() -> None:
    bucket = resource("aws_s3_bucket.scans", {"bucket": "scans"})
    proposal = propose([bucket])
    assert proposal.changes == ()
    assert proposal.refused == ()


def test_small_savings_are_left_alone_and_said() -> None:
    proposal = propose(disk("gp2", 50))
    assert proposal.changes == ()
    assert said(proposal, "only $0.97")
    assert rules(propose(disk("gp2", 50), min_saving=Decimal(0))) == ["volume-type"]


def test_only_the_largest_changes_are_kept_when_asked() -> None:
    proposal = propose([*disk("gp2", 1000), resource("aws_eip.x", {})], max_changes=1, max_disruption=LOSS)
    assert rules(proposal) == ["volume-type"]
    assert said(proposal, "left out")
