"""Which CloudWatch metrics a stack has: its resources' dimensions, and what the agent reports for its instances.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.identifiers import values_at
from lepton_iac.forecast.live.cloudwatch import Query, client, fetch, patiently
from lepton_iac.forecast.live.http import PAGES, Access
from lepton_iac.forecast.live.request import Answers, Request, each, states
from lepton_iac.forecast.metric_names import MetricName, metrics_of
from lepton_iac.model import Note, Stack

SUBJECTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "aws_instance": (("AWS/EC2", "InstanceId", "id"),),
    "aws_spot_instance_request": (("AWS/EC2", "InstanceId", "spot_instance_id"),),
    "aws_autoscaling_group": (("AWS/EC2", "AutoScalingGroupName", "name"),),
    "aws_eks_node_group": (("AWS/EC2", "AutoScalingGroupName", "resources.autoscaling_groups.name"),),
    "aws_ebs_volume": (("AWS/EBS", "VolumeId", "id"),),
    "aws_db_instance": (("AWS/RDS", "DBInstanceIdentifier", "identifier"),),
    "aws_rds_cluster_instance": (("AWS/RDS", "DBInstanceIdentifier", "identifier"),),
    "aws_rds_cluster": (("AWS/RDS", "DBClusterIdentifier", "cluster_identifier"),),
    "aws_docdb_cluster_instance": (("AWS/DocDB", "DBInstanceIdentifier", "identifier"),),
    "aws_docdb_cluster": (("AWS/DocDB", "DBClusterIdentifier", "cluster_identifier"),),
    "aws_elasticache_cluster": (("AWS/ElastiCache", "CacheClusterId", "cluster_id"),),
    "aws_elasticache_replication_group": (("AWS/ElastiCache", "CacheClusterId", "member_clusters"),),
    "aws_lb": (("AWS/ApplicationELB", "LoadBalancer", "arn_suffix"), ("AWS/NetworkELB", "LoadBalancer", "arn_suffix")),
    "aws_alb": (("AWS/ApplicationELB", "LoadBalancer", "arn_suffix"),),
    "aws_elb": (("AWS/ELB", "LoadBalancerName", "name"),),
    "aws_nat_gateway": (("AWS/NATGateway", "NatGatewayId", "id"),),
    "aws_dynamodb_table": (("AWS/DynamoDB", "TableName", "name"),),
    "aws_lambda_function": (("AWS/Lambda", "FunctionName", "function_name"),),
    "aws_ecs_service": (("AWS/ECS", "ClusterName/ServiceName", "cluster/name"),),
    "aws_s3_bucket": (("AWS/S3", "BucketName", "bucket"),),
    "aws_api_gateway_rest_api": (("AWS/ApiGateway", "ApiName", "name"),),
    "aws_cloudfront_distribution": (("AWS/CloudFront", "DistributionId", "id"),),
    "aws_redshift_cluster": (("AWS/Redshift", "ClusterIdentifier", "cluster_identifier"),),
}
"""Resource type to namespace, dimension (two joined by ``/``) and the attribute that holds its value."""

FIXED: Mapping[str, Mapping[str, str]] = {
    "AWS/S3": {"StorageType": "StandardStorage"},
    "AWS/CloudFront": {"Region": "Global"},
}
"""Dimensions every series of the namespace has besides; a metric exists only under all of its dimensions."""

ONLY: Mapping[str, frozenset[str]] = {
    "AutoScalingGroupName": frozenset({"CPUUtilization"}),
    "DBClusterIdentifier": frozenset({"VolumeBytesUsed"}),
    "BucketName": frozenset({"BucketSizeBytes"}),
}
"""Dimensions under which not every metric of the namespace exists, or where a sum over members says nothing of one."""

CLUSTER_ONLY = frozenset({"VolumeBytesUsed"})
"""Metrics that no instance has."""

AGENT = "CWAgent"
TOGETHER = 100
"""Queries in one file: few enough to show progress, and to lose little when a run is broken off."""

DAY_S, HOUR_S, FINE_S = 86_400, 3600, 300
FINE_DAYS, HOURLY_DAYS = 63.0, 455.0
"""CloudWatch keeps five-minute points for 63 days and hourly ones for 455.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric
"""


def ask(request: Request, stack: Stack, profile: str | None = None) -> Answers:
    """Fetch every metric of the stack's AWS resources, region by region.

    Raises:
        ReadError: CloudWatch refuses or is out of reach; what was fetched is kept.
        WriteError: the folder cannot be written.
    """
    found, notes = queries(stack, request.days)
    clients = {region: client(region, profile, request.url) for region in found}
    for region, cloudwatch in clients.items():
        try:
            found[region] += agent_queries(cloudwatch, stack, region, request.access)
        except ReadError as error:
            notes.append(
                Note(f"the CloudWatch agent's memory and disk metrics were not asked for: {error.what}", region)
            )
    jobs = [(region, part) for region, asked in found.items() for part in _parts(asked)]

    def run(job: tuple[str, Sequence[Query]]) -> tuple[Any, ...]:
        region, part = job
        sleep = request.access.sleep
        return fetch(clients[region], part, request.start, request.end, request.folder, sleep=sleep)

    return Answers(each(request, jobs, run), tuple(notes))


def queries(stack: Stack, days: float) -> tuple[dict[str, list[Query]], list[Note]]:
    """Region to what is asked there, and a note for each resource that cannot be asked for."""
    found: dict[str, list[Query]] = defaultdict(list)
    notes: list[Note] = []
    for resource, state in states(stack):
        for namespace, dimension, path in SUBJECTS.get(resource.type, ()):
            values = list(values_at(state.attributes, path))
            region = "us-east-1" if namespace == "AWS/CloudFront" else resource.region
            if not values or region is None:
                missing = "its region is not known" if values else f"the plan does not know its {path}"
                notes.append(Note(f"not asked for: {missing}", resource.address))
                break
            found[region] += [
                query for value in values for query in _of(namespace, dimension, value, days) if _fits(namespace, value)
            ]
    return dict(found), notes


def agent_queries(cloudwatch: Any, stack: Stack, region: str, access: Access) -> list[Query]:
    """What the agent reports for the stack's instances in a region; its dimensions differ, so they are looked up.

    Raises:
        ReadError: CloudWatch refuses to list metrics.
    """
    known = {
        value
        for resource, state in states(stack)
        if resource.type == "aws_instance" and resource.region == region
        for value in values_at(state.attributes, "id")
    }
    names = {row.metric.lower(): row for row in metrics_of("aws", AGENT) if row.dimension != "cpu_fraction"}
    found: list[Query] = []
    for listed in _listed(cloudwatch, access) if known else ():
        dimensions = {pair["Name"]: pair["Value"] for pair in listed.get("Dimensions", ())}
        row = names.get(str(listed.get("MetricName", "")).lower())
        if row is not None and dimensions.get("InstanceId") in known:
            found.append(Query(AGENT, listed["MetricName"], dimensions, statistic(row), HOUR_S))
    return found


def statistic(row: MetricName) -> str:
    """What an hour is asked for: the sum of what is counted, the least of what is left, the highest of a level."""
    if row.dimension in {"credit_balance", "storage_gib", "memory_total_gib"}:
        return "Average"
    if row.complement or row.dimension in {"memory_free_gib", "storage_free_gib"}:
        return "Minimum"
    counted = row.unit in {"Bytes", "Count"} and row.dimension not in {"connections", "memory_gib"}
    return "Sum" if counted else "Maximum"


def _of(namespace: str, dimension: str, value: str, days: float) -> Iterator[Query]:
    names, values = dimension.split("/"), value.split("/") if "/" in dimension else [value]
    dimensions = {**dict(zip(names, values, strict=True)), **FIXED.get(namespace, {})}
    for row in metrics_of("aws", namespace):
        if row.metric in ONLY.get(dimension, {row.metric} - CLUSTER_ONLY):
            yield Query(namespace, row.metric, dimensions, statistic(row), _period(namespace, statistic(row), days))


def _period(namespace: str, word: str, days: float) -> int:
    """Rates are asked for by five minutes, so that their peaks within an hour show; a bucket's size is daily."""
    if namespace == "AWS/S3":
        return DAY_S
    if days > HOURLY_DAYS:
        raise ReadError(f"CloudWatch keeps {HOURLY_DAYS:.0f} days, not {days:.0f}", mend="ask for less with --since")
    return FINE_S if word == "Sum" and days <= FINE_DAYS else HOUR_S


def _fits(namespace: str, value: str) -> bool:
    """A load balancer's kind shows in its name: ``app/…`` or ``net/…``."""
    kinds = {"AWS/ApplicationELB": "app/", "AWS/NetworkELB": "net/"}
    return value.startswith(kinds.get(namespace, ""))


def _listed(cloudwatch: Any, access: Access) -> Iterator[Mapping[str, Any]]:
    token: dict[str, str] = {}
    for _ in range(PAGES):
        page = patiently(partial(cloudwatch.list_metrics, Namespace=AGENT, **token), access.sleep)
        yield from page.get("Metrics", ())
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}
    raise ReadError(f"CloudWatch lists more than {PAGES} pages of metrics")


def _parts(asked: Sequence[Query]) -> list[Sequence[Query]]:
    return [asked[first : first + TOGETHER] for first in range(0, len(asked), TOGETHER)]
