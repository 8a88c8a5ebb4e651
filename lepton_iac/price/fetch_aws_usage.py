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
}

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
