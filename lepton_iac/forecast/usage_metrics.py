"""Which vendor metrics, added together, are one usage key: the one table of what is billed by what is measured.

A key stands here only where its metrics count exactly what the bill counts. CloudFront's (no metric tells the edge
region), SQS's (a batch of ten messages is one request) and Google Cloud Storage's operations (classes share a metric)
are left out for that reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lepton_iac.forecast.canonical import SeriesInfo


@dataclass(frozen=True, slots=True)
class Measure:
    """A usage key and the metrics that must all be there for it.

    Attributes:
        dimension: the neutral dimension the metrics are kept in.
        metrics: the vendor's names, all of which are added.
        where: a dimension and the value that the series must have.
        source: what the vendor says the metric counts.
    """

    key: str
    dimension: str
    metrics: frozenset[str]
    source: str
    where: tuple[str, str] | None = None

    def holds(self, info: SeriesInfo) -> bool:
        """The series is one of the summands."""
        return info.metric in self.metrics and (
            self.where is None or info.dimensions.get(self.where[0]) == self.where[1]
        )


_NAT = "https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html"
_LB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_DYNAMO = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html"
_GOOGLE = "https://cloud.google.com/monitoring/api/metrics_gcp"
_BALANCER = (Measure("processed_bytes_gb", "network_mbps", frozenset({"ProcessedBytes"}), _LB),)

MEASURES: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "aws_nat_gateway": (
            Measure(
                "monthly_data_processed_gb",
                "network_mbps",
                frozenset({"BytesOutToDestination", "BytesOutToSource"}),
                _NAT,
            ),
        ),
        "aws_lb": _BALANCER,
        "aws_alb": _BALANCER,
        "aws_dynamodb_table": (
            Measure("monthly_read_request_units", "requests", frozenset({"ConsumedReadCapacityUnits"}), _DYNAMO),
            Measure("monthly_write_request_units", "requests", frozenset({"ConsumedWriteCapacityUnits"}), _DYNAMO),
        ),
        "aws_s3_bucket": (
            Measure(
                "standard.storage_gb",
                "storage_gib",
                frozenset({"BucketSizeBytes"}),
                _S3,
                ("StorageType", "StandardStorage"),
            ),
        ),
        "google_cloudfunctions_function": (
            Measure(
                "monthly_outbound_data_gb",
                "network_mbps",
                frozenset({"cloudfunctions.googleapis.com/function/network_egress"}),
                _GOOGLE,
            ),
        ),
    }
)
"""Terraform type to the keys its metrics measure beyond what its type file names for a single metric."""
