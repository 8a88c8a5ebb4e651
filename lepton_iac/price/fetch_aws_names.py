"""AWS Price List names to the book's: which product is which service, component and SKU.

Usage types and columns: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from lepton_iac.price.fetch_aws_usage import FAMILIES, INSTANCES, MORE_USAGE, S3_CLASSES, file_system, gateway

Product = Mapping[str, str]


class Name(NamedTuple):
    """What a product is found under; its amount buys ``per`` of ``unit``; ``tier`` where the list hides it."""

    service: str
    component: str
    sku: str
    unit: str
    per: Decimal = Decimal(1)
    tier: tuple[Decimal, Decimal | None] | None = None


_PLACE = re.compile(r"^(?:(?!IA-)[A-Z]{2,4}\d{0,2}|[a-z]{2}(?:-[a-z]+)+-\d)-(?=[A-Z])")
_TIERS = {
    "1": (Decimal(0), Decimal(32000)),
    "2": (Decimal(32000), Decimal(64000)),
    "3": (Decimal(64000), None),
}
"""IOPS of io2 volumes are cheaper from 32,001 and from 64,001 on: https://aws.amazon.com/ebs/pricing/."""

SYSTEMS: Mapping[str, str] = {"Linux": "linux", "Windows": "windows", "RHEL": "rhel", "SUSE": "suse"}

ENGINES: Mapping[tuple[str, str, str], str] = {
    ("MySQL", "", "No license required"): "mysql",
    ("PostgreSQL", "", "No license required"): "postgres",
    ("MariaDB", "", "No license required"): "mariadb",
    ("Aurora MySQL", "", "No license required"): "aurora-mysql",
    ("Aurora PostgreSQL", "", "No license required"): "aurora-postgresql",
    ("Oracle", "Enterprise", "Bring your own license"): "oracle-ee-byol",
    ("Oracle", "Standard Two", "Bring your own license"): "oracle-se2-byol",
    ("Oracle", "Standard Two", "License included"): "oracle-se2",
    ("SQL Server", "Enterprise", "License included"): "sqlserver-ee",
    ("SQL Server", "Standard", "License included"): "sqlserver-se",
    ("SQL Server", "Web", "License included"): "sqlserver-web",
    ("SQL Server", "Express", "License included"): "sqlserver-ex",
}

_GB = ("GB-month", Decimal(1))
_HOURS = ("hours", Decimal(1))

USAGE: Mapping[str, Mapping[str, tuple[str, str, str, str, Decimal]]] = {
    **MORE_USAGE,
    "AmazonEC2": {
        "EBS:VolumeUsage": ("ebs", "ebs_standard_storage", "", *_GB),
        "EBS:VolumeUsage.gp2": ("ebs", "ebs_gp2_storage", "", *_GB),
        "EBS:VolumeUsage.gp3": ("ebs", "ebs_gp3_storage", "", *_GB),
        "EBS:VolumeUsage.piops": ("ebs", "ebs_io1_storage", "", *_GB),
        "EBS:VolumeUsage.io2": ("ebs", "ebs_io2_storage", "", *_GB),
        "EBS:VolumeUsage.st1": ("ebs", "ebs_st1_storage", "", *_GB),
        "EBS:VolumeUsage.sc1": ("ebs", "ebs_sc1_storage", "", *_GB),
        "EBS:VolumeIOUsage": ("ebs", "ebs_standard_io_requests", "", "requests", Decimal(1)),
        "EBS:VolumeP-IOPS.piops": ("ebs", "ebs_io1_iops", "", "IOPS-month", Decimal(1)),
        "EBS:VolumeP-IOPS.gp3": ("ebs", "ebs_gp3_iops", "", "IOPS-month", Decimal(1)),
        "EBS:VolumeP-Throughput.gp3": ("ebs", "ebs_gp3_throughput", "", "MBps-month", Decimal(1024)),
        "EBS:SnapshotUsage": ("ebs", "ebs_snapshot_storage", "", *_GB),
        "EBS:SnapshotArchiveStorage": ("ebs", "ebs_snapshot_archive_storage", "", *_GB),
        "EBS:SnapshotArchiveRetrieval": ("ebs", "ebs_snapshot_archive_retrieval", "", "GB", Decimal(1)),
        "NatGateway-Hours": ("nat_gateway", "nat_gateway_hours", "", *_HOURS),
        "NatGateway-Bytes": ("nat_gateway", "nat_gateway_data_processed", "", "GB", Decimal(1)),
    },
    "AmazonVPC": {
        "PublicIPv4:InUseAddress": ("public_ipv4", "public_ipv4_in_use_hours", "", *_HOURS),
        "PublicIPv4:IdleAddress": ("public_ipv4", "public_ipv4_idle_hours", "", *_HOURS),
        "VPN-Usage-Hours:ipsec.1": ("vpn", "vpn_connection_hours", "site_to_site", *_HOURS),
    },
    "AmazonRDS": {
        "RDS:GP2-Storage": ("rds", "rds_gp2_storage", "", *_GB),
        "RDS:GP3-Storage": ("rds", "rds_gp3_storage", "", *_GB),
        "RDS:Multi-AZ-GP2-Storage": ("rds", "rds_gp2_storage_multi_az", "", *_GB),
        "RDS:Multi-AZ-GP3-Storage": ("rds", "rds_gp3_storage_multi_az", "", *_GB),
        "RDS:PIOPS-Storage": ("rds", "rds_io1_storage", "", *_GB),
        "RDS:Multi-AZ-PIOPS-Storage": ("rds", "rds_io1_storage_multi_az", "", *_GB),
        "RDS:PIOPS": ("rds", "rds_io1_iops", "", "IOPS-month", Decimal(1)),
        "RDS:Multi-AZ-PIOPS": ("rds", "rds_io1_iops_multi_az", "", "IOPS-month", Decimal(1)),
        "RDS:StorageUsage": ("rds", "rds_magnetic_storage", "", *_GB),
        "RDS:Multi-AZ-StorageUsage": ("rds", "rds_magnetic_storage_multi_az", "", *_GB),
        "RDS:ChargedBackupUsage": ("rds", "rds_backup_storage", "", *_GB),
        "Aurora:StorageUsage": ("rds", "aurora_storage", "", *_GB),
        "Aurora:StorageIOUsage": ("rds", "aurora_io_requests", "", "requests", Decimal(1)),
        "Aurora:BackupUsage": ("rds", "aurora_backup_storage", "", *_GB),
        "Aurora:ServerlessV2Usage": ("rds", "aurora_serverlessv2usage", "", "ACU-hours", Decimal(1)),
    },
    "AWSLambda": {
        "Lambda-GB-Second": ("lambda", "lambda_duration", "x86", "GB-seconds", Decimal(1)),
        "Lambda-GB-Second-ARM": ("lambda", "lambda_duration", "arm", "GB-seconds", Decimal(1)),
        "Request": ("lambda", "lambda_requests", "x86", "requests", Decimal(1)),
        "Request-ARM": ("lambda", "lambda_requests", "arm", "requests", Decimal(1)),
        "Lambda-Provisioned-GB-Second": ("lambda", "lambda_duration_provisioned", "x86", "GB-seconds", Decimal(1)),
        "Lambda-Provisioned-GB-Second-ARM": ("lambda", "lambda_duration_provisioned", "arm", "GB-seconds", Decimal(1)),
        "Lambda-Provisioned-Concurrency": (
            *("lambda", "lambda_provisioned_concurrency", "x86", "GB-seconds"),
            Decimal(1),
        ),
        "Lambda-Provisioned-Concurrency-ARM": (
            *("lambda", "lambda_provisioned_concurrency", "arm", "GB-seconds"),
            Decimal(1),
        ),
    },
    "AmazonEKS": {
        "AmazonEKS-Hours:perCluster": ("eks", "eks_cluster_hours", "", *_HOURS),
        "AmazonEKS-Hours:extendedSupport": ("eks", "eks_extended_support_surcharge_hours", "", *_HOURS),
    },
    "AmazonS3": {
        "TimedStorage-ByteHrs": ("s3", "s3_standard_storage", "", *_GB),
        "TimedStorage-SIA-ByteHrs": ("s3", "s3_standard_ia_storage", "", *_GB),
        "TimedStorage-ZIA-ByteHrs": ("s3", "s3_one_zone_ia_storage", "", *_GB),
        "TimedStorage-GIR-ByteHrs": ("s3", "s3_glacier_instant_storage", "", *_GB),
        "TimedStorage-GlacierByteHrs": ("s3", "s3_glacier_flexible_storage", "", *_GB),
        "Requests-Tier1": ("s3", "s3_standard_put_requests", "", "requests", Decimal(1)),
        "Requests-Tier2": ("s3", "s3_standard_get_requests", "", "requests", Decimal(1)),
        **S3_CLASSES,
    },
    "AWSELB": {},
    "AmazonElastiCache": {},
}
"""Offer to usage type (without its region's prefix) to the book's name, unit and how many units the amount buys."""

BALANCERS: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("LoadBalancerUsage", "LoadBalancing:Application"): ("alb", "alb_hours", "hours"),
    ("LCUUsage", "LoadBalancing:Application"): ("alb", "alb_lcu_hours", "LCU-hours"),
    ("LoadBalancerUsage", "LoadBalancing:Network"): ("nlb", "nlb_hours", "hours"),
    ("LCUUsage", "LoadBalancing:Network"): ("nlb", "nlb_lcu_hours", "LCU-hours"),
    ("LoadBalancerUsage", "LoadBalancing:Gateway"): ("gwlb", "gwlb_hours", "hours"),
    ("LCUUsage", "LoadBalancing:Gateway"): ("gwlb", "gwlb_lcu_hours", "LCU-hours"),
    ("LoadBalancerUsage", "LoadBalancing"): ("clb", "clb_hours", "hours"),
    ("DataProcessing-Bytes", "LoadBalancing"): ("clb", "clb_data_processed", "GB"),
}

PUBLISHED_UNITS: Mapping[str, frozenset[str]] = {
    "hours": frozenset({"Hrs", "hours", "Hours", "hour", "hrs"}),
    "GB-month": frozenset({"GB-Mo", "GB-month"}),
    "GB": frozenset({"GB", "GigaBytes"}),
    "requests": frozenset(
        {"Requests", "IOs", "requests", "ReadRequestUnits", "WriteRequestUnits", "ReplicatedWriteRequestUnits"}
        | {"API Requests", "Request"}
    ),
    "IOPS-month": frozenset({"IOPS-Mo"}),
    "MBps-month": frozenset({"GiBps-mo", "GiBps-Mo", "MiBps-Mo"}),
    "GB-seconds": frozenset({"Lambda-GB-Second", "seconds", "Second", "GB-Seconds"}),
    "LCU-hours": frozenset({"LCU-Hrs", "LCU-hours"}),
    "ACU-hours": frozenset({"ACU-Hr"}),
    "RCU-hours": frozenset({"ReadCapacityUnit-Hrs"}),
    "WCU-hours": frozenset({"WriteCapacityUnit-Hrs", "ReplicatedWriteCapacityUnit-Hrs"}),
    "keys-month": frozenset({"Keys", "Key"}),
    "secrets-month": frozenset({"Secrets", "Secret"}),
    "alarm-metrics": frozenset({"Alarms"}),
    "alarms": frozenset({"Alarms"}),
    "metrics": frozenset({"Metrics"}),
    "runs": frozenset({"Canary-runs", "Runs"}),
    "GB-hours": frozenset({"hours", "GB-Hours"}),
    "vCPU-hours": frozenset({"hours", "vCPU-Hours"}),
    "shard-hours": frozenset({"ShardHour", "Shard-Hours", "hours"}),
    "consumer-shard-hours": frozenset({"ConsumerShardHour", "Hours", "hours"}),
    "unit": frozenset({"PutRequest", "Units"}),
    "messages": frozenset({"Messages"}),
    "minutes": frozenset({"Minutes", "minutes"}),
    "transitions": frozenset({"StateTransitions"}),
    "zones-month": frozenset({"HostedZone", "HostedZones"}),
    "notifications": frozenset({"Notifications", "notifications"}),
}
"""The book's unit to how the price list spells it: a price in another unit is not taken for this one."""


def usage_type(product: Product) -> str:
    """The usage type without the prefix of its region: ``EUW1-EBS:VolumeUsage.gp3`` is ``EBS:VolumeUsage.gp3``."""
    return _PLACE.sub("", product.get("usageType", ""))


def name_of(offer: str, product: Product) -> Name | None:
    """The book's name of a product, or ``None`` when it has none."""
    special = _SPECIAL.get(offer)
    found = special(product) if special else _plain(offer, product)
    if found is None:
        listed = USAGE[offer].get(usage_type(product))
        found = Name(*listed) if listed else None
    if found is None or product.get("Unit") not in PUBLISHED_UNITS[found.unit]:
        return None
    return found


def _plain(offer: str, product: Product) -> Name | None:
    """A product that is known by its family, or by a usage type that ends in the name of a machine."""
    family = FAMILIES.get((offer, product.get("Product Family", "")))
    if family:
        return Name(family[0], family[1], "", family[2])
    start, service, component = INSTANCES.get(offer, ("", "", ""))
    usage = usage_type(product)
    if not start or not usage.startswith(start) or usage in USAGE[offer]:
        return None
    return Name(service, component, usage.removeprefix(start), "hours")


def _queue(product: Product) -> Name | None:
    """https://aws.amazon.com/sqs/pricing/: requests to standard and to FIFO queues have prices of their own."""
    kind = {"Standard": "standard", "FIFO (first-in, first-out)": "fifo"}.get(product.get("Queue Type", ""))
    return Name("sqs", "sqs_requests", kind, "requests") if kind else None


def _machine(product: Product) -> Name | None:
    io2 = re.fullmatch(r"EBS:VolumeP-IOPS\.io2(?:\.tier([23]))?", usage_type(product))
    if io2:
        return Name("ebs", "ebs_io2_iops", "", "IOPS-month", tier=_TIERS[io2[1] or "1"])
    plain = (
        product.get("Product Family") in {"Compute Instance", "Compute Instance (bare metal)"}
        and product.get("CapacityStatus") == "Used"
        and product.get("Pre Installed S/W") == "NA"
        and product.get("License Model") == "No License required"
        and product.get("MarketOption", "OnDemand") in {"OnDemand", ""}
    )
    system = SYSTEMS.get(product.get("Operating System", ""))
    tenancy = {"Shared": "", "Dedicated": "_dedicated"}.get(product.get("Tenancy", ""))
    if not plain or system is None or tenancy is None:
        return None
    return Name("vm", f"{system}{tenancy}", product["Instance Type"], "hours")


def _database(product: Product) -> Name | None:
    if product.get("Product Family") != "Database Instance":
        return None
    edition = product.get("Database Edition", "")
    engine = ENGINES.get((product.get("Database Engine", ""), edition, product.get("License Model", "")))
    deployment = {"Single-AZ": "single-az", "Multi-AZ": "multi-az"}.get(product.get("Deployment Option", ""))
    if engine is None or deployment is None:
        return None
    usage = usage_type(product)
    optimized = usage.startswith("InstanceUsageIOOptimized:")
    if not optimized and not usage.startswith(("InstanceUsage:", "Multi-AZUsage:")):
        return None
    return Name("rds", f"{engine}{'-iopt' if optimized else ''}/{deployment}", product["Instance Type"], "hours")


def _cache(product: Product) -> Name | None:
    engine = {"Redis": "redis", "Memcached": "memcached"}.get(product.get("Cache Engine", ""))
    plain = product.get("Product Family") == "Cache Instance" and usage_type(product).startswith("NodeUsage:")
    return Name("elasticache", engine, product["Instance Type"], "hours") if engine and plain else None


def _balancer(product: Product) -> Name | None:
    found = BALANCERS.get((usage_type(product), product.get("operation", "")))
    return Name(found[0], found[1], "", found[2]) if found else None


def _gateway(product: Product) -> Name | None:
    found = gateway(usage_type(product), product.get("operation", ""))
    return Name(*found) if found else None


def _file_system(product: Product) -> Name | None:
    found = file_system(usage_type(product), product)
    return Name(*found) if found else None


_SPECIAL: Mapping[str, Callable[[Product], Name | None]] = {
    "AmazonEC2": _machine,
    "AmazonRDS": _database,
    "AmazonElastiCache": _cache,
    "AWSELB": _balancer,
    "AWSQueueService": _queue,
    "AmazonVPC": _gateway,
    "AmazonFSx": _file_system,
}
