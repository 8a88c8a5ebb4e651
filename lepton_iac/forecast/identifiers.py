"""Which metric dimension names which Terraform resource, and through which of its attributes.

Dimension names are compared in lower case without ``_`` and ``-``, so that Datadog's ``dbinstanceidentifier`` is
CloudWatch's ``DBInstanceIdentifier``. The more specific dimension stands first: a target group before its balancer.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html and
https://cloud.google.com/monitoring/api/resources
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

Places: TypeAlias = tuple[tuple[str, str], ...]

_VIRTUAL_MACHINES = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
_ADDRESSED: Places = (
    ("aws_instance", "private_ip"),
    *((name, "private_ip_address") for name in _VIRTUAL_MACHINES),
    ("google_compute_instance", "network_interface.network_ip"),
)

IDS: Mapping[str, Places] = MappingProxyType(
    {
        "instanceid": (
            ("aws_instance", "id"),
            ("aws_spot_instance_request", "spot_instance_id"),
            ("google_compute_instance", "instance_id"),
            ("google_redis_instance", "id"),
        ),
        "volumeid": (
            ("aws_ebs_volume", "id"),
            ("aws_instance", "root_block_device.volume_id"),
            ("aws_instance", "ebs_block_device.volume_id"),
        ),
        "natgatewayid": (("aws_nat_gateway", "id"),),
        "filesystemid": (("aws_efs_file_system", "id"),),
        "targetgroup": (("aws_lb_target_group", "arn_suffix"), ("aws_alb_target_group", "arn_suffix")),
        "loadbalancer": (("aws_lb", "arn_suffix"), ("aws_alb", "arn_suffix")),
        "distributionid": (("aws_cloudfront_distribution", "id"),),
        "apiid": (("aws_apigatewayv2_api", "id"),),
        "host": (("aws_instance", "id"),),
    }
)
"""Dimensions whose value is unique by itself."""

NAMES: Mapping[str, Places] = MappingProxyType(
    {
        "dbinstanceidentifier": (
            ("aws_db_instance", "identifier"),
            ("aws_rds_cluster_instance", "identifier"),
            ("aws_docdb_cluster_instance", "identifier"),
            ("aws_neptune_cluster_instance", "identifier"),
        ),
        "dbclusteridentifier": (
            ("aws_rds_cluster", "cluster_identifier"),
            ("aws_docdb_cluster", "cluster_identifier"),
            ("aws_neptune_cluster", "cluster_identifier"),
        ),
        "cacheclusterid": (
            ("aws_elasticache_cluster", "cluster_id"),
            ("aws_elasticache_replication_group", "member_clusters"),
        ),
        "replicationgroupid": (("aws_elasticache_replication_group", "replication_group_id"),),
        "functionname": (
            ("aws_lambda_function", "function_name"),
            ("google_cloudfunctions_function", "name"),
            ("google_cloudfunctions2_function", "name"),
        ),
        "tablename": (("aws_dynamodb_table", "name"),),
        "bucketname": (("aws_s3_bucket", "bucket"), ("google_storage_bucket", "name")),
        "queuename": (("aws_sqs_queue", "name"),),
        "streamname": (("aws_kinesis_stream", "name"),),
        "clusteridentifier": (("aws_redshift_cluster", "cluster_identifier"),),
        "domainname": (("aws_opensearch_domain", "domain_name"), ("aws_elasticsearch_domain", "domain_name")),
        "apiname": (("aws_api_gateway_rest_api", "name"),),
        "loadbalancername": (("aws_elb", "name"),),
        "databaseid": (("google_sql_database_instance", "project:name"),),
        "clustername+servicename": (("aws_ecs_service", "cluster/name"),),
        "servicename": (("google_cloud_run_service", "name"), ("google_cloud_run_v2_service", "name")),
        "instance": (*_ADDRESSED, ("aws_instance", "private_dns")),
        "node": (*_ADDRESSED, ("aws_instance", "private_dns")),
        "instancename": (("google_compute_instance", "name"),),
        "host": (
            ("google_compute_instance", "name"),
            ("aws_instance", "private_dns"),
            *((name, "name") for name in _VIRTUAL_MACHINES),
        ),
        "autoscalinggroupname": (
            ("aws_autoscaling_group", "name"),
            ("aws_eks_node_group", "resources.autoscaling_groups.name"),
        ),
        "clustername": (
            ("google_container_cluster", "name"),
            ("aws_ecs_cluster", "name"),
            ("aws_msk_cluster", "cluster_name"),
        ),
    }
)
"""Dimensions whose value is a name: unique within an account and region at best."""

TAGGED = ("name", "host", "instance", "node", "instancename", "series")
"""Dimensions that may hold the value of a ``Name`` tag."""

WHOLE = ("resourceid", "series")
"""Dimensions whose value may be the id of any resource: an Azure id, or the id of a plain table."""

_SCALE_SET_MEMBER = re.compile(r"(/virtualmachinescalesets/[^/]+)/virtualmachines/[^/]+$", re.IGNORECASE)

MEASURED: frozenset[str] = frozenset(
    type_ for table in (IDS, NAMES) for places in table.values() for type_, _ in places
)
"""The types that series are known to name."""


def dimension_name(name: str) -> str:
    """A dimension's name without case, underscores and hyphens."""
    return name.lower().replace("_", "").replace("-", "")


def spelled(dimensions: Mapping[str, str]) -> Mapping[str, str]:
    """Dimensions under their compared names; ECS cluster and service also as one, a scrape
    port cut off, and a member of an Azure scale set as the set."""
    found = {dimension_name(name): value for name, value in dimensions.items()}
    if "clustername" in found and "servicename" in found:
        found["clustername+servicename"] = f"{found['clustername']}/{found['servicename']}"
    if "resourceid" in found:
        found["resourceid"] = _SCALE_SET_MEMBER.sub(r"\1", found["resourceid"])
    for name in ("instance", "node"):
        if name in found:
            found[name] = found[name].rpartition(":")[0] if found[name].count(":") == 1 else found[name]
    return found


def values_at(attributes: Mapping[str, Any], path: str) -> Iterator[str]:
    """The texts an attribute path leads to; lists are looked through, and ``project:name`` joins two attributes."""
    for joint in (":", "/"):
        if joint in path:
            first, second = path.split(joint)
            pair = [next(values_at(attributes, part), "") for part in (first, second)]
            if all(pair):
                yield f"{pair[0].rpartition('/')[2]}{joint}{pair[1]}"
            return
    yield from _walk(attributes, path.split("."))


def _walk(value: Any, steps: list[str]) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _walk(one, steps)
    elif steps and isinstance(value, Mapping):
        yield from _walk(value.get(steps[0]), steps[1:])
    elif not steps and isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
        yield str(value)
