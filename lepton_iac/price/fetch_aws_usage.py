"""AWS usage types of services that bill by them alone: offer and usage type to the book's key.

Usage types stand in the offer files themselves; amounts, units and tiers are taken from there. A usage type that is
spelled otherwise, or sold in another unit, stays without a name and is counted as such.
"""

from collections.abc import Mapping
from decimal import Decimal

Listed = tuple[str, str, str, str, Decimal]
"""Service, component, SKU, unit, and how many units the published amount buys."""

_ONE = Decimal(1)


def _each(service: str, entries: Mapping[str, tuple[str, str, str]]) -> dict[str, Listed]:
    return {usage: (service, component, sku, unit, _ONE) for usage, (component, sku, unit) in entries.items()}


MORE_USAGE: Mapping[str, Mapping[str, Listed]] = {
    "AmazonDynamoDB": _each(
        "dynamodb",
        {
            "ReadCapacityUnit-Hrs": ("dynamodb_rcu", "standard", "RCU-hours"),
            "WriteCapacityUnit-Hrs": ("dynamodb_wcu", "standard", "WCU-hours"),
            "IA-ReadCapacityUnit-Hrs": ("dynamodb_rcu", "standard_ia", "RCU-hours"),
            "IA-WriteCapacityUnit-Hrs": ("dynamodb_wcu", "standard_ia", "WCU-hours"),
            "ReplWriteCapacityUnit-Hrs": ("dynamodb_replicated_wcu", "standard", "WCU-hours"),
            "ReadRequestUnits": ("dynamodb_read_request_units", "standard", "requests"),
            "WriteRequestUnits": ("dynamodb_write_request_units", "standard", "requests"),
            "IA-ReadRequestUnits": ("dynamodb_read_request_units", "standard_ia", "requests"),
            "IA-WriteRequestUnits": ("dynamodb_write_request_units", "standard_ia", "requests"),
            "ReplWriteRequestUnits": ("dynamodb_replicated_write_request_units", "standard", "requests"),
            "TimedStorage-ByteHrs": ("dynamodb_storage", "standard", "GB-month"),
            "IA-TimedStorage-ByteHrs": ("dynamodb_storage", "standard_ia", "GB-month"),
            "TimedPITRStorage-ByteHrs": ("dynamodb_pitr_backup", "", "GB-month"),
            "TimedBackupStorage-ByteHrs": ("dynamodb_on_demand_backup", "", "GB-month"),
            "RestoreDataSize-Bytes": ("dynamodb_restore", "", "GB"),
            "Streams-RequestsCount": ("dynamodb_streams_read_requests", "", "requests"),
        },
    ),
    "awskms": _each(
        "kms",
        {
            "KMS-Keys": ("kms_key", "", "keys-month"),
            "KMS-Requests": ("kms_requests", "", "requests"),
            "KMS-Requests-Asymmetric": ("kms_requests_asymmetric", "", "requests"),
            "KMS-Requests-Asymmetric-RSA_2048": ("kms_requests_rsa_2048", "", "requests"),
        },
    ),
    "AmazonCloudWatch": _each(
        "cloudwatch",
        {
            "CW:AlarmMonitorUsage": ("cloudwatch_alarm", "standard", "alarm-metrics"),
            "CW:HighResAlarmMonitorUsage": ("cloudwatch_alarm", "high_resolution", "alarm-metrics"),
            "CW:CompositeAlarmMonitorUsage": ("cloudwatch_alarm", "composite", "alarms"),
            "CW:MetricMonitorUsage": ("cloudwatch_metrics", "custom", "metrics"),
            "CW:Canary-runs": ("cloudwatch_canary_runs", "", "runs"),
            "DataProcessing-Bytes": ("cloudwatch_logs_ingestion", "standard", "GB"),
            "DataProcessingIA-Bytes": ("cloudwatch_logs_ingestion", "infrequent_access", "GB"),
            "TimedStorage-ByteHrs": ("cloudwatch_logs_storage", "", "GB-month"),
            "DataScanned-Bytes": ("cloudwatch_logs_insights_scanned", "", "GB"),
        },
    ),
    "AmazonECS": _each(
        "ecs_fargate",
        {
            "Fargate-GB-Hours": ("fargate_memory", "linux_x86", "GB-hours"),
            "Fargate-vCPU-Hours:perCPU": ("fargate_vcpu", "linux_x86", "vCPU-hours"),
            "Fargate-ARM-GB-Hours": ("fargate_memory", "linux_arm", "GB-hours"),
            "Fargate-ARM-vCPU-Hours:perCPU": ("fargate_vcpu", "linux_arm", "vCPU-hours"),
            "Fargate-Windows-GB-Hours": ("fargate_memory", "windows_x86", "GB-hours"),
            "Fargate-Windows-vCPU-Hours:perCPU": ("fargate_vcpu", "windows_x86", "vCPU-hours"),
            "Fargate-Windows-OS-Hours:perCPU": ("fargate_windows_license", "windows_x86", "vCPU-hours"),
            "Fargate-EphemeralStorage-GB-Hours": ("fargate_ephemeral_storage", "", "GB-hours"),
        },
    ),
    "AmazonKinesis": _each(
        "kinesis",
        {
            "Storage-ShardHour": ("kinesis_shard_hours", "", "shard-hours"),
            "Extended-ShardHour": ("kinesis_extended_retention_shard_hours", "", "shard-hours"),
            "EnhancedFanoutHour": ("kinesis_enhanced_fanout_hours", "", "consumer-shard-hours"),
            "PutRequestPayloadUnits": ("kinesis_put_payload_units", "", "unit"),
            "LongTermRetention-ByteHrs": ("kinesis_long_term_retention", "", "GB-month"),
            "OnDemand-StreamHour": ("kinesis_on_demand_stream_hours", "", "hours"),
            "OnDemand-BilledIncomingBytes": ("kinesis_on_demand_ingested", "", "GB"),
            "OnDemand-BilledOutgoingBytes": ("kinesis_on_demand_retrieved", "", "GB"),
        },
    ),
    "AmazonApiGateway": _each(
        "api_gateway",
        {
            "ApiGatewayRequest": ("api_gateway_rest_requests", "", "requests"),
            "ApiGatewayHttpRequest": ("api_gateway_http_requests", "", "requests"),
            "ApiGatewayMessage": ("api_gateway_websocket_messages", "", "messages"),
            "ApiGatewayMinute": ("api_gateway_websocket_connection_minutes", "", "minutes"),
        },
    ),
    "AmazonStates": _each(
        "step_functions", {"StateTransition": ("step_functions_state_transitions", "standard", "transitions")}
    ),
    "AmazonRoute53": _each(
        "route53",
        {
            "HostedZone": ("route53_hosted_zone", "", "zones-month"),
            "ResolverNetworkInterface": ("route53_resolver_endpoint_eni_hours", "", "hours"),
        },
    ),
    "AmazonEFS": _each(
        "efs",
        {
            "TimedStorage-ByteHrs": ("efs_standard_storage", "", "GB-month"),
            "IATimedStorage-ByteHrs": ("efs_ia_storage", "", "GB-month"),
            "TimedStorage-Z-ByteHrs": ("efs_one_zone_storage", "", "GB-month"),
            "IATimedStorage-Z-ByteHrs": ("efs_one_zone_ia_storage", "", "GB-month"),
            "ProvisionedTP-MiBpsHrs": ("efs_provisioned_throughput", "", "MBps-month"),
        },
    ),
    "AmazonECR": _each("ecr", {"TimedStorage-ByteHrs": ("ecr_storage", "", "GB-month")}),
    "AmazonSNS": _each(
        "sns",
        {
            "Requests-Tier1": ("sns_requests", "standard", "requests"),
            "DeliveryAttempts-HTTP": ("sns_http_notifications", "", "notifications"),
            "DeliveryAttempts-SMTP": ("sns_email_notifications", "", "notifications"),
            "DeliveryAttempts-FIREHOSE": ("sns_firehose_notifications", "", "notifications"),
        },
    ),
    "AmazonDocDB": _each(
        "docdb",
        {
            "StorageUsage": ("docdb_storage", "", "GB-month"),
            "StorageIOUsage": ("docdb_io_requests", "", "requests"),
            "BackupUsage": ("docdb_backup_storage", "", "GB-month"),
        },
    ),
    "AmazonMSK": _each("msk", {"Kafka.Storage.GP2": ("msk_storage", "gp2", "GB-month")}),
    "AmazonRedshift": {},
    "AmazonES": _each(
        "opensearch",
        {
            "ES:GP2-Storage": ("gp2_storage", "", "GB-month"),
            "ES:GP3-Storage": ("gp3_storage", "", "GB-month"),
            "ES:PIOPS-Storage": ("io1_storage", "", "GB-month"),
        },
    ),
    "AWSSecretsManager": {},
    "AWSQueueService": {},
    "AmazonFSx": {},
    "AmazonS3GlacierDeepArchive": _each(
        "s3", {"TimedStorage-GDA-ByteHrs": ("s3_glacier_deep_archive_storage", "", "GB-month")}
    ),
}

S3_CLASSES: Mapping[str, Listed] = _each(
    "s3",
    {
        "TimedStorage-INT-FA-ByteHrs": ("intelligent_tiering_frequent_access_per_gb_mo", "", "GB-month"),
        "TimedStorage-INT-IA-ByteHrs": ("intelligent_tiering_infrequent_access_per_gb_mo", "", "GB-month"),
        "Requests-INT-Tier1": ("put_copy_post_or_list_requests_to_intelligent_tiering_per_requests", "", "requests"),
        "Requests-INT-Tier2": ("get_and_all_other_requests_to_intelligent_tiering_per_requests", "", "requests"),
        "Requests-SIA-Tier1": ("s3_standard_ia_put_requests", "", "requests"),
        "Requests-SIA-Tier2": ("s3_standard_ia_get_requests", "", "requests"),
        "Retrieval-SIA": ("s3_standard_ia_retrieval", "", "GB"),
        "Requests-ZIA-Tier1": (
            *("put_copy_post_or_list_requests_to_one_zone_infrequent_access_per_requests", "", "requests"),
        ),
        "Requests-ZIA-Tier2": ("get_and_all_other_requests_to_one_zone_infrequent_access_per_requests", "", "requests"),
        "Retrieval-ZIA": ("s3_one_zone_ia_retrieval", "", "GB"),
        "Requests-GIR-Tier1": ("s3_glacier_instant_put_requests", "", "requests"),
        "Requests-GIR-Tier2": ("s3_glacier_instant_get_requests", "", "requests"),
        "Retrieval-GIR": ("s3_glacier_instant_retrieval", "", "GB"),
    },
)
"""Usage types of S3's storage classes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html"""

_ATTACHMENTS = {
    "TransitGatewayVPC": "vpc",
    "TransitGatewayVPN": "vpn",
    "TransitGatewayPeering": "peering",
    "TransitGatewayDirectConnect": "direct_connect",
}
_PARTS = {"Provisioned Throughput": ("throughput", "MBps-month"), "Provisioned IOPS": ("iops", "IOPS-month")}
_SYSTEMS = {"Windows": "windows", "OpenZFS": "openzfs", "ONTAP": "ontap", "Lustre": "lustre"}


def gateway(usage: str, operation: str) -> Listed | None:
    """A transit gateway's attachment or its data, told apart by the operation: https://aws.amazon.com/transit-gateway/pricing/"""
    kind = _ATTACHMENTS.get(operation)
    if kind is None:
        return None
    if usage == "TransitGateway-Hours":
        return "transit_gateway", "transit_gateway_attachment_hours", kind, "hours", _ONE
    if usage == "TransitGateway-Bytes":
        return "transit_gateway", "transit_gateway_data_processed", kind, "GB", _ONE
    return None


def file_system(usage: str, product: Mapping[str, str]) -> Listed | None:
    """What a file system of Amazon FSx pays for: https://aws.amazon.com/fsx/pricing/

    Only the first generation's deployments are named in the list without doubt; Lustre's storage is sold by its
    throughput and stays out.
    """
    system = _SYSTEMS.get(product.get("File System Type", ""))
    zones = {"Single-AZ": "single_az", "Multi-AZ": "multi_az"}.get(product.get("Deployment Option", ""))
    if system is None:
        return None
    if "BackupUsage" in usage:
        return None if zones == "multi_az" else ("fsx", f"{system}_backup", "", "GB-month", _ONE)
    if zones is None or system == "lustre":
        return None
    if system != "windows":
        zones += "_1"
    part, unit = _PARTS.get(product.get("Product Family", ""), (product.get("Storage Type", "").lower(), "GB-month"))
    known = {"windows": {"ssd", "hdd", "throughput"}, "openzfs": {"ssd", "throughput", "iops"}}
    if part not in known.get(system, {"ssd", "throughput", "iops"}):
        return None
    return "fsx", f"{system}_{part}_{zones}", "", unit, _ONE


FREE_FIRST = frozenset(
    (service, component)
    for offer in ("AmazonDynamoDB", "awskms", "AmazonStates", "AmazonSNS", "AmazonECR")
    for service, component, *_ in MORE_USAGE[offer].values()
    if component != "dynamodb_storage"
)
"""Flat prices behind a free share that belongs to the account, not to a resource: they count from the first unit.

Storage of DynamoDB keeps its tiers, for its type file asks for the price above the free 25 GB.
"""

FAMILIES: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("AWSSecretsManager", "Secret"): ("secrets_manager", "secrets_manager_secret", "secrets-month"),
    ("AWSSecretsManager", "API Request"): ("secrets_manager", "secrets_manager_requests", "requests"),
}
"""Offer and product family to service, component and unit, where one family is one price."""

INSTANCES: Mapping[str, tuple[str, str, str]] = {
    "AmazonDocDB": ("InstanceUsage:", "docdb", "instance_hours"),
    "AmazonMSK": ("Kafka.", "msk", "msk_broker_hours"),
    "AmazonRedshift": ("Node:", "redshift", "redshift_node_hours"),
    "AmazonES": ("ESInstance:", "opensearch", "instance_hours"),
}
"""Offer to the start of its machines' usage type, service and component; the rest of the usage type is the SKU."""
