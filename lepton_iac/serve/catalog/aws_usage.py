"""Families and attributes of AWS products that are known by their usage type; the book's key is the offer files' own.

Names: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html.
"""

from collections.abc import Mapping

Described = tuple[str, Mapping[str, str]]
"""Product family and further attributes."""


def _volume(family: str, kind: str) -> Described:
    return family, {"volumeApiName": kind}


def _lambda(group: str) -> Described:
    return "Serverless", {"group": group}


def _table(family: str, group: str) -> Described:
    return family, {"group": group}


def _disk(deployment: str, volume: str) -> Described:
    return "Database Storage", {"deploymentOption": deployment, "databaseEngine": "Any", "volumeType": volume}


def _iops(deployment: str, words: str) -> Described:
    return "Provisioned IOPS", {"deploymentOption": deployment, "databaseEngine": "Any", "groupDescription": words}


def _stream(operation: str) -> Described:
    return "Kinesis Streams", {"operation": operation}


_ON_DEMAND = "Amazon DynamoDB PayPerRequest Throughput"
_PROVISIONED = "Provisioned IOPS"
_SINGLE, _MULTI = "Single-AZ", "Multi-AZ"
_PLAIN: Mapping[str, str] = {}

DESCRIBED: Mapping[str, Mapping[str, Described]] = {
    "AmazonEC2": {
        "EBS:VolumeUsage": _volume("Storage", "standard"),
        "EBS:VolumeUsage.gp2": _volume("Storage", "gp2"),
        "EBS:VolumeUsage.gp3": _volume("Storage", "gp3"),
        "EBS:VolumeUsage.piops": _volume("Storage", "io1"),
        "EBS:VolumeUsage.io2": _volume("Storage", "io2"),
        "EBS:VolumeUsage.st1": _volume("Storage", "st1"),
        "EBS:VolumeUsage.sc1": _volume("Storage", "sc1"),
        "EBS:VolumeIOUsage": _volume("System Operation", "standard"),
        "EBS:VolumeP-IOPS.piops": _volume("System Operation", "io1"),
        "EBS:VolumeP-IOPS.gp3": _volume("System Operation", "gp3"),
        "EBS:VolumeP-Throughput.gp3": _volume("Provisioned Throughput", "gp3"),
        "EBS:SnapshotUsage": ("Storage Snapshot", _PLAIN),
        "EBS:SnapshotArchiveStorage": ("Storage Snapshot", _PLAIN),
        "NatGateway-Hours": ("NAT Gateway", _PLAIN),
        "NatGateway-Bytes": ("NAT Gateway", _PLAIN),
    },
    "AmazonVPC": {"VPN-Usage-Hours:ipsec.1": ("Cloud Connectivity", {"vpnType": "VPN Standard"})},
    "AmazonRDS": {
        "RDS:GP2-Storage": _disk(_SINGLE, "General Purpose"),
        "RDS:GP3-Storage": _disk(_SINGLE, "General Purpose-GP3"),
        "RDS:PIOPS-Storage": _disk(_SINGLE, "Provisioned IOPS"),
        "RDS:StorageUsage": _disk(_SINGLE, "Magnetic"),
        "RDS:Multi-AZ-GP2-Storage": _disk(_MULTI, "General Purpose"),
        "RDS:Multi-AZ-GP3-Storage": _disk(_MULTI, "General Purpose-GP3"),
        "RDS:Multi-AZ-PIOPS-Storage": _disk(_MULTI, "Provisioned IOPS"),
        "RDS:Multi-AZ-StorageUsage": _disk(_MULTI, "Magnetic"),
        "RDS:PIOPS": _iops(_SINGLE, "RDS Provisioned IOPS"),
        "RDS:Multi-AZ-PIOPS": _iops(_MULTI, "RDS Provisioned IOPS"),
    },
    "AWSLambda": {
        "Request": _lambda("AWS-Lambda-Requests"),
        "Request-ARM": _lambda("AWS-Lambda-Requests-ARM"),
        "Lambda-GB-Second": _lambda("AWS-Lambda-Duration"),
        "Lambda-GB-Second-ARM": _lambda("AWS-Lambda-Duration-ARM"),
        "Lambda-Provisioned-GB-Second": _lambda("AWS-Lambda-Duration-Provisioned"),
        "Lambda-Provisioned-GB-Second-ARM": _lambda("AWS-Lambda-Duration-Provisioned-ARM"),
        "Lambda-Provisioned-Concurrency": _lambda("AWS-Lambda-Provisioned-Concurrency"),
        "Lambda-Provisioned-Concurrency-ARM": _lambda("AWS-Lambda-Provisioned-Concurrency-ARM"),
    },
    "AmazonS3": {
        "TimedStorage-ByteHrs": ("Storage", {"volumeType": "Standard"}),
        "TimedStorage-SIA-ByteHrs": ("Storage", {"volumeType": "Standard - Infrequent Access"}),
        "TimedStorage-ZIA-ByteHrs": ("Storage", {"volumeType": "One Zone - Infrequent Access"}),
        "TimedStorage-GlacierByteHrs": ("Storage", {"volumeType": "Amazon Glacier"}),
        "Requests-Tier1": ("API Request", {"group": "S3-API-Tier1"}),
        "Requests-Tier2": ("API Request", {"group": "S3-API-Tier2"}),
    },
    "AmazonDynamoDB": {
        "ReadCapacityUnit-Hrs": _table(_PROVISIONED, "DDB-ReadUnits"),
        "WriteCapacityUnit-Hrs": _table(_PROVISIONED, "DDB-WriteUnits"),
        "IA-ReadCapacityUnit-Hrs": _table(_PROVISIONED, "DDB-ReadUnitsIA"),
        "IA-WriteCapacityUnit-Hrs": _table(_PROVISIONED, "DDB-WriteUnitsIA"),
        "ReplWriteCapacityUnit-Hrs": _table("DDB-Operation-ReplicatedWrite", "DDB-ReplicatedWriteUnits"),
        "ReadRequestUnits": _table(_ON_DEMAND, "DDB-ReadUnits"),
        "WriteRequestUnits": _table(_ON_DEMAND, "DDB-WriteUnits"),
        "IA-ReadRequestUnits": _table(_ON_DEMAND, "DDB-ReadUnitsIA"),
        "IA-WriteRequestUnits": _table(_ON_DEMAND, "DDB-WriteUnitsIA"),
        "ReplWriteRequestUnits": _table(_ON_DEMAND, "DDB-ReplicatedWriteUnits"),
        "TimedStorage-ByteHrs": ("Database Storage", _PLAIN),
        "IA-TimedStorage-ByteHrs": ("Database Storage", _PLAIN),
        "TimedPITRStorage-ByteHrs": ("Database Storage", _PLAIN),
        "TimedBackupStorage-ByteHrs": ("Amazon DynamoDB On-Demand Backup Storage", _PLAIN),
        "RestoreDataSize-Bytes": ("Amazon DynamoDB Restore Data Size", _PLAIN),
        "Streams-RequestsCount": _table("API Request", "DDB-StreamsReadRequests"),
    },
    "awskms": {"KMS-Keys": ("Encryption Key", _PLAIN)},
    "AmazonCloudWatch": {
        "CW:AlarmMonitorUsage": ("Alarm", {"alarmType": "Standard"}),
        "CW:HighResAlarmMonitorUsage": ("Alarm", {"alarmType": "High Resolution"}),
        "CW:CompositeAlarmMonitorUsage": ("Alarm", {"alarmType": "Composite"}),
        "CW:MetricMonitorUsage": ("Metric", {"group": "Metric"}),
        "DataProcessing-Bytes": ("Data Payload", _PLAIN),
        "TimedStorage-ByteHrs": ("Storage Snapshot", _PLAIN),
        "DataScanned-Bytes": ("Data Payload", _PLAIN),
    },
    "AmazonECS": {
        "Fargate-GB-Hours": ("Compute", _PLAIN),
        "Fargate-vCPU-Hours:perCPU": ("Compute", _PLAIN),
        "Fargate-ARM-GB-Hours": ("Compute", _PLAIN),
        "Fargate-ARM-vCPU-Hours:perCPU": ("Compute", _PLAIN),
    },
    "AmazonEKS": {"AmazonEKS-Hours:perCluster": ("Compute", _PLAIN)},
    "AmazonKinesis": {
        "Storage-ShardHour": _stream("shardHourStorage"),
        "Extended-ShardHour": _stream("shardHourStorage"),
        "EnhancedFanoutHour": _stream("ConsumerHour"),
        "PutRequestPayloadUnits": _stream("PutRequest"),
        "LongTermRetention-ByteHrs": _stream("LongTermRetentionByteHrs"),
        "OnDemand-StreamHour": _stream("OnDemandStreamHr"),
        "OnDemand-BilledIncomingBytes": _stream("OnDemandDataIngested"),
        "OnDemand-BilledOutgoingBytes": _stream("OnDemandDataRetrieval"),
    },
    "AmazonApiGateway": {
        "ApiGatewayRequest": ("API Calls", _PLAIN),
        "ApiGatewayHttpRequest": ("API Calls", _PLAIN),
        "ApiGatewayMessage": ("WebSocket", _PLAIN),
        "ApiGatewayMinute": ("WebSocket", _PLAIN),
    },
    "AmazonStates": {"StateTransition": ("AWS Step Functions", _PLAIN)},
    "AmazonRoute53": {
        "HostedZone": ("DNS Zone", _PLAIN),
        "ResolverNetworkInterface": ("DNS Query", _PLAIN),
    },
    "AmazonECR": {"TimedStorage-ByteHrs": ("EC2 Container Registry", _PLAIN)},
    "AmazonDocDB": {
        "StorageUsage": ("Database Storage", _PLAIN),
        "StorageIOUsage": ("System Operation", _PLAIN),
        "BackupUsage": ("Storage Snapshot", _PLAIN),
    },
}
"""Offer to usage type to its family and attributes; what is not here is not answered, for it could be mistaken."""

_AURORA = ("Any", "Aurora MySQL", "Aurora PostgreSQL")
_AURORA_CODES = ("16", "21")
_ENGINES = ("MySQL", "PostgreSQL", "MariaDB", "Oracle", "SQL Server")

SHARED: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "Aurora:StorageUsage": ("Database Storage", {"databaseEngine": _AURORA}),
    "Aurora:StorageIOUsage": ("System Operation", {"databaseEngine": _AURORA}),
    "Aurora:BackupUsage": ("Storage Snapshot", {"databaseEngine": _AURORA, "engineCode": _AURORA_CODES}),
    "Aurora:ServerlessV2Usage": ("ServerlessV2", {"databaseEngine": _AURORA}),
    "RDS:ChargedBackupUsage": ("Storage Snapshot", {"databaseEngine": _ENGINES, "engineCode": ("2", "14", "18")}),
}
"""Usage types of RDS that the list repeats engine by engine at one price, with the engines' names and codes."""

WORDS: Mapping[str, str] = {
    "hours": "Hrs",
    "GB-month": "GB-Mo",
    "IOPS-month": "IOPS-Mo",
    "requests": "Requests",
    "MBps-month": "GiBps-mo",
}
"""The book's unit in the word of AWS's list; any other unit keeps its own."""
