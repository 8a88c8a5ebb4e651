from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.canonical import Metrics, SeriesInfo, empty
from lepton_iac.forecast.match import match
from lepton_iac.model import AFTER_APPLY, Resource, Stack


def resource(address: str, previous: str | None = None, /, **attributes: Any) -> Resource:
    type_, _, name = address.rpartition("module.")[2].partition(".")
    return Resource(address, type_, name, type_.partition("_")[0], attributes, previous_address=previous)


def stack(*resources: Resource, prior: tuple[Resource, ...] = ()) -> Stack:
    return Stack(resources, prior, has_prior=bool(prior))


def measured(**dimensions: str) -> Metrics:
    """One series ``s`` with these dimensions."""
    return Metrics(empty(), {"s": SeriesInfo("s", "AWS/EC2", "CPUUtilization", dimensions, "file")})


AZURE = "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachineScaleSets/web"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


@pytest.mark.parametrize(
    ("address", "attributes", "dimensions"),
    [
        ("aws_instance.a", {"id": "i-0abc"}, {"InstanceId": "i-0abc"}),
        ("aws_instance.a", {"id": "i-0abc"}, {"host": "i-0abc", "env": "prod"}),
        ("aws_instance.a", {"root_block_device": [{"volume_id": "vol-1"}]}, {"VolumeId": "vol-1"}),
        ("aws_instance.a", {"id": "i-0abc"}, {"series": "i-0abc"}),
        ("aws_instance.a", {"private_ip": "10.0.0.1"}, {"instance": "10.0.0.1:9100"}),
        ("aws_instance.a", {"tags": {"Name": "web"}}, {"series": "web"}),
        ("aws_db_instance.a", {"identifier": "orders", "id": "db-XYZ"}, {"DBInstanceIdentifier": "orders"}),
        ("aws_db_instance.a", {"identifier": "orders"}, {"dbinstanceidentifier": "orders"}),
        ("aws_lb.a", {"arn_suffix": "app/web/1"}, {"LoadBalancer": "app/web/1", "AvailabilityZone": "a"}),
        ("aws_lambda_function.a", {"arn": ARN}, {"resource": ARN}),
        ("aws_elasticache_replication_group.a", {"member_clusters": ["c-001", "c-002"]}, {"CacheClusterId": "c-002"}),
        (
            "aws_ecs_service.a",
            {"cluster": "arn:aws:ecs:eu-west-1:1:cluster/main", "name": "api"},
            {"ClusterName": "main", "ServiceName": "api"},
        ),
        ("aws_autoscaling_group.a", {"name": "asg"}, {"InstanceId": "i-9", "AutoScalingGroupName": "asg"}),
        ("azurerm_linux_virtual_machine_scale_set.a", {"id": AZURE}, {"resource_id": AZURE.lower()}),
        (
            "azurerm_linux_virtual_machine_scale_set.a",
            {"id": AZURE},
            {"resource_id": f"{AZURE}/virtualMachines/3".lower()},
        ),
        ("google_compute_instance.a", {"id": "projects/p/i", "instance_id": "45200317"}, {"instance_id": "45200317"}),
        ("google_sql_database_instance.a", {"project": "p", "name": "db"}, {"database_id": "p:db"}),
    ],
)
def test_each_identifier_finds_its_resource(
    address: str, attributes: dict[str, Any], dimensions: dict[str, str]
) -> None:
    found, notes = match(measured(**dimensions), stack(resource(address, **attributes)))
    assert found == {"s": address}
    assert notes == ()


def test_ids_come_from_the_past_and_follow_a_move() -> None:
    new = resource("aws_instance.new", "aws_instance.old", id=AFTER_APPLY)
    found, _ = match(measured(InstanceId="i-1"), stack(new, prior=(resource("aws_instance.old", id="i-1"),)))
    assert found == {"s": "aws_instance.new"}


def test_a_series_that_is_an_address_needs_no_id() -> None:
    address = 'module.web["a b"].aws_instance.this[0]'
    found, _ = match(measured(series=address), stack(resource(address)))
    assert found == {"s": address}


def test_the_id_comes_before_the_group_and_the_target_group_before_its_balancer() -> None:
    group, machine = resource("aws_autoscaling_group.g", name="asg"), resource("aws_instance.a", id="i-1")
    found, _ = match(measured(AutoScalingGroupName="asg", InstanceId="i-1"), stack(group, machine))
    assert found == {"s": "aws_instance.a"}
    balancer = resource("aws_lb.a", arn_suffix="app/a/1")
    target = resource("aws_lb_target_group.t", arn_suffix="targetgroup/t/1")
    found, _ = match(measured(LoadBalancer="app/a/1", TargetGroup="targetgroup/t/1"), stack(balancer, target))
    assert found == {"s": "aws_lb_target_group.t"}


def test_a_name_that_fits_two_is_reported_and_not_guessed() -> None:
    two = [resource(f"aws_instance.{name}", tags={"Name": "web"}) for name in ("a", "b")]
    found, (note,) = match(measured(host="web"), stack(*two))
    assert found == {}
    assert "fits several resources by its Name tag: aws_instance.a, aws_instance.b" in note.text


def test_an_unknown_id_is_reported_with_what_it_could_be() -> None:
    found, (note,) = match(measured(InstanceId="i-9"), stack(resource("aws_instance.a", id="i-1")))
    assert found == {}
    assert "s fits no resource of the stack; it could be aws_instance.a" in note.text
    assert note.where == "file"


def test_the_address_of_a_counted_resource_without_its_index_is_reported() -> None:
    found, (note,) = match(measured(series="aws_instance.a"), stack(resource("aws_instance.a[0]")))
    assert found == {}
    assert "aws_instance.a[0]" in note.text


def test_a_resource_that_the_plan_deletes_is_not_matched() -> None:
    found, (note,) = match(measured(InstanceId="i-1"), stack(prior=(resource("aws_instance.gone", id="i-1"),)))
    assert found == {}
    assert "belongs by its id to aws_instance.gone, which is not in the stack" in note.text


def test_a_label_that_happens_to_equal_an_id_is_not_enough() -> None:
    found, notes = match(measured(job="logs"), stack(resource("aws_s3_bucket.a", id="logs", bucket="logs")))
    assert found == {}
    assert len(notes) == 1


@pytest.mark.parametrize("key", ["s", "InstanceId=i-1", "i-1"])
def test_the_mapping_wins_over_everything(key: str) -> None:
    both = stack(resource("aws_instance.a", id="i-1"), resource("aws_instance.b"))
    found, _ = match(measured(InstanceId="i-1"), both, mapping={key: "aws_instance.b"})
    assert found == {"s": "aws_instance.b"}


def test_a_mapping_to_nowhere_or_to_two_is_reported() -> None:
    one = stack(resource("aws_instance.a", id="i-1"))
    _, (note,) = match(measured(InstanceId="i-1"), one, mapping={"s": "aws_instance.typo"})
    assert "belongs by the mapping to aws_instance.typo" in note.text
    _, (note,) = match(measured(InstanceId="i-1"), one, mapping={"s": "aws_instance.a", "i-1": "aws_instance.b"})
    assert "several resources by the mapping" in note.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.csv", "series,address\n# ours\ns,aws_instance.b\n"),
        ("m.csv", "s,aws_instance.b"),
        ("m.yml", "s: aws_instance.b\n"),
        ("m.json", '{"s": "aws_instance.b"}'),
    ],
)
def test_mapping_files(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found, _ = match(measured(), stack(resource("aws_instance.b")), mapping=tmp_path / name)
    assert found == {"s": "aws_instance.b"}


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("m.csv", "s\n", "m.csv:1"),
        ("m.csv", "s,a\ns,b\n", "m.csv:2"),
        ("m.yml", "s: [1]\n", "m.yml"),
        ("m.yml", "s: a\n  b: }\n", "m.yml:2"),
        ("m.yml", "1: a\n", "m.yml"),
    ],
)
def test_broken_mapping_files_name_the_place(tmp_path: Path, name: str, text: str, where: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ReadError) as caught:
        match(measured(), stack(), mapping=tmp_path / name)
    assert caught.value.where.endswith(where)


def test_an_empty_or_missing_mapping(tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_text("")
    assert match(measured(), stack(), mapping=tmp_path / "m.yml")[0] == {}
    with pytest.raises(ReadError):
        match(measured(), stack(), mapping=tmp_path / "none.csv")
