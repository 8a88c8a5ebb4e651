"""Public facts of managed services on three clouds, kind by kind: what stands in for what, and what it can do.

Only what two clouds both publish is compared. Sources, in the order of the kinds:
https://aws.amazon.com/eks/sla/, https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers,
https://cloud.google.com/kubernetes-engine/sla; https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html,
https://learn.microsoft.com/azure/storage/common/storage-redundancy, https://cloud.google.com/storage/docs/availability-durability;
https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html, https://learn.microsoft.com/azure/storage/files/files-nfs-protocol,
https://cloud.google.com/filestore/docs/service-tiers;
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html,
https://learn.microsoft.com/azure/load-balancer/skus, https://cloud.google.com/load-balancing/docs/network;
https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html,
https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource, https://cloud.google.com/nat/docs/ports-and-addresses;
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan, https://cloud.google.com/run/quotas;
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html,
https://learn.microsoft.com/azure/container-apps/containers; https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html,
https://learn.microsoft.com/azure/service-bus-messaging/service-bus-azure-and-service-bus-queues-compared-contrasted,
https://cloud.google.com/pubsub/quotas
"""

from collections.abc import Mapping
from dataclasses import dataclass

Fact = int | str | None
"""More is better where it is a number; text is the same or another; ``None`` is what nobody publishes."""


@dataclass(frozen=True, slots=True)
class Service:
    """A managed service of one cloud: what people call it and what it can do."""

    title: str
    facts: Mapping[str, Fact]


def _kind(names: str, *services: tuple[str, tuple[Fact, ...]]) -> Mapping[str, Service]:
    properties = names.split(", ")
    found = [Service(title, dict(zip(properties, facts, strict=True))) for title, facts in services]
    return dict(zip(("aws", "azurerm", "google"), found, strict=True))


SERVICES: Mapping[str, Mapping[str, Service]] = {
    "kubernetes_cluster": _kind(
        "interface, API availability in basis points, zones of the API, add-ons",
        ("EKS", ("Kubernetes", 9995, 3, None)),
        ("AKS, standard tier", ("Kubernetes", 9995, 3, None)),
        ("GKE, regional", ("Kubernetes", 9995, 3, None)),
    ),
    "object_storage": _kind(
        "interface, zones, nines of durability, encrypted at rest, requests per second",
        ("S3 Standard", ("S3", 3, 11, "always", None)),
        ("Blob Storage, ZRS", ("Azure Blob", 3, 12, "always", None)),
        ("Cloud Storage Standard", ("Cloud Storage", 3, 11, "always", None)),
    ),
    "file_storage": _kind(
        "interface, zones, grows by itself, encrypted at rest, throughput",
        ("EFS", ("NFS 4.1", 3, 1, "always", None)),
        ("Azure Files, premium ZRS", ("NFS 4.1", 3, 0, "always", None)),
        ("Filestore, regional", ("NFS 4.1", 3, 0, "always", None)),
    ),
    "load_balancer": _kind(
        "layer, zones, TLS ended, connections per second",
        ("Network Load Balancer", (4, 3, "no", None)),
        ("Standard Load Balancer", (4, 3, "no", None)),
        ("passthrough Network Load Balancer", (4, 3, "no", None)),
    ),
    "nat_gateway": _kind(
        "zones of one gateway, ports per address and destination, throughput",
        ("NAT gateway", (1, 55_000, None)),
        ("NAT gateway, StandardV2 where zones are kept", (3, 64_512, None)),
        ("Cloud NAT", (3, 64_512, None)),
    ),
    "function": _kind(
        "interface, longest run in seconds, most memory in MiB, cold start",
        ("Lambda", ("Lambda handler", 900, 10_240, None)),
        ("Functions, Flex Consumption", ("Functions trigger", 1800, 4096, None)),
        ("Cloud Run functions", ("Functions Framework", 3600, 32_768, None)),
    ),
    "container_service": _kind(
        "interface, most vCPU of a task, most GiB of a task, scales to zero, speed of a vCPU",
        ("Fargate", ("container image", 16, 120, 0, None)),
        ("Container Apps, consumption", ("container image", 4, 8, 1, None)),
        ("Cloud Run", ("container image", 8, 32, 1, None)),
    ),
    "queue": _kind(
        "interface, largest message in KiB, longest retention in days, encrypted at rest, latency",
        ("SQS", ("SQS", 1024, 14, "always", None)),
        ("Storage queues", ("Azure Queue", 64, 3650, "always", None)),
        ("Pub/Sub", ("Pub/Sub", 10_240, 31, "always", None)),
    ),
}
"""Kind to provider to what the new module would be made of, or what the machine-readable comparison names."""
LAYER_7 = frozenset({"application", "aws_alb", "azurerm_application_gateway"})
