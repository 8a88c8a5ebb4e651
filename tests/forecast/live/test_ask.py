"""What is asked for, from the stack alone: no server needed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live import ask_azure, ask_google, ask_prometheus
from lepton_iac.forecast.live.ask import fetch_for
from lepton_iac.forecast.live.ask_cloudwatch import queries
from lepton_iac.forecast.live.request import Request
from lepton_iac.forecast.metric_names import metrics_of
from lepton_iac.model import AFTER_APPLY, Resource, Stack

END = datetime(2026, 11, 1, tzinfo=UTC)


def stack(*resources: tuple[str, Mapping[str, object]], region: str | None = "eu-west-1") -> Stack:
    return Stack(
        tuple(
            Resource(f"{kind}.r{n}", kind, f"r{n}", kind.partition("_")[0], values, region=region)
            for n, (kind, values) in enumerate(resources)
        )
    )


def test_rates_by_five_minutes_levels_by_hours_and_buckets_by_days() -> None:
    found, notes = queries(
        stack(
            ("aws_instance", {"id": "i-1"}), ("aws_s3_bucket", {"bucket": "b"}), ("aws_lb", {"arn_suffix": "app/x/1"})
        ),
        28,
    )
    asked = {(query.namespace, query.metric): (query.statistic, query.period_s) for query in found["eu-west-1"]}
    assert asked["AWS/EC2", "CPUUtilization"] == ("Maximum", 3600)
    assert asked["AWS/EC2", "NetworkIn"] == ("Sum", 300)
    assert asked["AWS/S3", "BucketSizeBytes"] == ("Average", 86_400)
    assert asked["AWS/ApplicationELB", "RequestCount"] == ("Sum", 300)
    assert not any(space == "AWS/NetworkELB" for space, _ in asked)
    assert notes == []


def test_older_rates_are_asked_by_the_hour_and_forgotten_ones_not_at_all() -> None:
    found, _ = queries(stack(("aws_instance", {"id": "i-1"})), 100)
    assert {query.period_s for query in found["eu-west-1"]} == {3600}
    with pytest.raises(ReadError, match="keeps 455 days"):
        queries(stack(("aws_instance", {"id": "i-1"})), 500)


def test_a_group_is_asked_only_what_says_something_of_its_members() -> None:
    found, _ = queries(stack(("aws_autoscaling_group", {"name": "web"})), 28)
    assert [query.metric for query in found["eu-west-1"]] == ["CPUUtilization"]


def test_a_service_has_two_dimensions() -> None:
    found, _ = queries(stack(("aws_ecs_service", {"cluster": "arn:aws:ecs:x:1:cluster/main", "name": "api"})), 28)
    assert found["eu-west-1"][0].dimensions == {"ClusterName": "main", "ServiceName": "api"}


def test_ids_come_from_before_the_plan_when_it_replaces() -> None:
    after = stack(("aws_instance", {"id": AFTER_APPLY}))
    found, _ = queries(Stack(after.resources, stack(("aws_instance", {"id": "i-old"})).resources), 28)
    assert found["eu-west-1"][0].dimensions == {"InstanceId": "i-old"}


def test_without_a_region_nothing_is_asked_and_it_is_said() -> None:
    found, notes = queries(stack(("aws_instance", {"id": "i-1"}), region=None), 28)
    assert found == {}
    assert [(note.where, note.text) for note in notes] == [
        ("aws_instance.r0", "not asked for: its region is not known")
    ]


def test_azure_namespaces_stand_in_ids() -> None:
    database = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/a/databases/b"
    assert ask_azure.namespace_of(database) == "Microsoft.Sql/servers/databases"
    assert ask_azure.namespace_of("i-1") == ""
    found, notes = ask_azure.found_in(stack(("azurerm_mssql_database", {"id": database}), ("azurerm_redis_cache", {})))
    assert [identity for identity, _ in found] == [database]
    assert [note.where for note in notes] == ["azurerm_redis_cache.r1"]


def test_google_filters_hold_no_foreign_quotes() -> None:
    sane = ("google_storage_bucket", {"name": "logs", "project": "shop"})
    odd = ("google_storage_bucket", {"name": 'x" OR true', "project": "shop"})
    found, notes = ask_google.found_in(stack(sane, odd))
    assert list(found.values()) == [["logs"]]
    assert [note.where for note in notes] == ["google_storage_bucket.r1"]


def test_prometheus_selectors_escape_names_and_keep_conditions() -> None:
    rows = {row.metric: row for row in metrics_of("prometheus")}
    assert ask_prometheus.expression(rows["node_cpu_seconds_total"], ["10.0.0.5", 'a"b']) == (
        'node_cpu_seconds_total{instance=~"(?:10\\\\.0\\\\.0\\\\.5|a\\"b)(?::[0-9]+)?",mode="idle"}'
    )
    assert 'device!="lo"' in ask_prometheus.expression(rows["node_network_receive_bytes_total"], ["a"])


@pytest.mark.parametrize("source", ["azure", "google", "cloudwatch"])
def test_a_stack_that_cannot_be_asked_about_is_an_error_with_a_way_out(source: str, tmp_path: Path) -> None:
    request = Request(source, END, END, tmp_path)
    with pytest.raises(ReadError, match="nothing to ask for this stack") as caught:
        fetch_for(request, stack(("random_id", {})))
    assert "--metrics" in str(caught.value)
