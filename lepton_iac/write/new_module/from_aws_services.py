"""What the managed services of AWS mean, neutrally: databases, caches, buckets, balancers, queues."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.kinds.disk_speed import FREE_IOPS
from lepton_iac.write.new_module.source import Source, nested

Settings = Mapping[str, Any]
_STRIPED_IOPS, _STRIPED_GIB = 12_000, 400
_ENCRYPTED = frozenset({"HTTPS", "TLS", "SSL"})


def database(source: Source) -> Settings:
    groups = source.behind("db_subnet_group_name", "aws_db_subnet_group")
    subnets = source.of(groups[0]).behind("subnet_ids") if groups else ()
    return {
        "engine": str(source.prop("engine", "")),
        "version": str(source.get("engine_version", "")),
        "gib": source.number("capacity_gib", 20),
        "iops": _iops(source),
        "ha": source.prop("high_availability") is True,
        "backup_days": int(source.get("backup_retention_period", 0)),
        "protected": source.get("deletion_protection") is True,
        "public": source.get("publicly_accessible") is True,
        "subnet": subnets,
        "firewall": source.behind("vpc_security_group_ids"),
        "user": str(source.get("username", "")),
        "logs": bool(source.get("enabled_cloudwatch_logs_exports")),
        "lent": str(source.get("instance_class", "")).startswith("db.t"),
    }


def _iops(source: Source) -> int | None:
    """What was bought, or what comes with the size: of gp3 3,000, and 12,000 from 400 GiB on.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
    """
    media, gib = str(source.prop("media", "")), source.number("capacity_gib", 20) or 20
    bought = source.number("iops") if media in {"io1", "io2", "gp3"} else None
    if bought or media != "gp3":
        return bought or (max(3 * gib, 100) if media == "gp2" else None)
    return _STRIPED_IOPS if gib >= _STRIPED_GIB and "sqlserver" not in str(source.prop("engine", "")) else FREE_IOPS


def cache(source: Source) -> Settings:
    groups = source.behind("subnet_group_name")
    return {
        "engine": str(source.prop("engine", "redis")),
        "version": str(source.get("engine_version", "")),
        "gib": source.prop("memory_gib"),
        "ha": (source.number("count", 1) or 1) > 1,
        "nodes": source.number("count", 1),
        "zones": source.get("multi_az_enabled") is True or source.get("az_mode") == "cross-az",
        "backup_days": int(source.get("snapshot_retention_limit", 0)),
        "subnet": source.of(groups[0]).behind("subnet_ids") if groups else (),
    }


def object_storage(source: Source) -> Settings:
    lifecycle = source.users("aws_s3_bucket_lifecycle_configuration")
    copied = source.users("aws_s3_bucket_replication_configuration") or source.blocks("replication_configuration")
    versioning = source.users("aws_s3_bucket_versioning")
    rules = source.of(lifecycle[0]).blocks("rule") if lifecycle else source.blocks("lifecycle_rule")
    states = [block.get("status") for one in versioning for block in source.of(one).blocks("versioning_configuration")]
    return {
        "versioned": "Enabled" in states or any(one.get("enabled") is True for one in source.blocks("versioning")),
        "rules": tuple(found for rule in rules for found in _ageing(rule)),
        "tier": "hot",
        "copies": "zones and regions" if copied else "zones",
    }


_TIERS = {
    "STANDARD_IA": "cool",
    "ONEZONE_IA": "cool",
    "GLACIER_IR": "cold",
    "GLACIER": "archive",
    "DEEP_ARCHIVE": "archive",
}


def _ageing(rule: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(what happens, after how many days) of a rule for the whole bucket that is switched on."""
    if rule.get("status", "Enabled") != "Enabled" or rule.get("enabled") is False or _filtered(rule):
        return []
    found = [
        (_TIERS[str(block["storage_class"])], int(block["days"]))
        for block in nested(rule.get("transition"))
        if block.get("storage_class") in _TIERS and block.get("days")
    ]
    gone = [("delete", int(block["days"])) for block in nested(rule.get("expiration")) if block.get("days")]
    unfinished = [
        ("abort", int(block["days_after_initiation"]))
        for block in nested(rule.get("abort_incomplete_multipart_upload"))
        if block.get("days_after_initiation")
    ]
    return [*found, *gone, *unfinished]


def _filtered(rule: Mapping[str, Any]) -> bool:
    return any(value for block in nested(rule.get("filter")) for value in block.values()) or bool(rule.get("prefix"))


def nat_gateway(source: Source) -> Settings:
    at = source.behind("subnet_id")
    zone = source.of(at[0]).get("availability_zone") if at else ""
    seat = str(zone or (at[0].address if at else source.resource.address))
    return {"network": source.of(at[0]).behind("vpc_id") if at else (), "redundant": False, "seat": seat}


def public_address(source: Source) -> Settings:
    through = [source.of(one).behind("instance_id") for one in source.users("aws_eip_association")]
    return {
        "compute": source.behind("instance") or (through[0] if through else ()),
        "nat": source.users("aws_nat_gateway"),
    }


def load_balancer(source: Source) -> Settings:
    listeners = [source.of(one) for one in source.users("aws_lb_listener")]
    groups = [target for one in listeners for target in one.behind("default_action", "aws_lb_target_group")]
    found = [_ports(one) for one in listeners if not _redirects(one)]
    old = source.blocks("listener")
    found += [(int(block.get("lb_port", 80)), int(block.get("instance_port", 80))) for block in old]
    ended = [int(one.get("port", 443)) for one in listeners if _ends_tls(one)]
    ended += [
        int(block.get("lb_port", 443))
        for block in old
        if _ended(block.get("lb_protocol"), block.get("instance_protocol"))
    ]
    members = [user for group in groups for user in source.of(group).users("aws_autoscaling_group")]
    machines = [
        machine
        for group in groups
        for one in source.of(group).users("aws_lb_target_group_attachment")
        for machine in source.of(one).behind("target_id")
    ]
    return {
        "flavour": str(
            source.get("load_balancer_type", "classic" if source.resource.type == "aws_elb" else "application")
        ),
        "public": source.get("internal") is not True,
        "listeners": tuple(dict.fromkeys(found)),
        "subnet": source.behind("subnets") or source.behind("subnet_mapping"),
        "firewall": source.behind("security_groups"),
        "groups": tuple(members),
        "machines": (*machines, *source.behind("instances")),
        "tls": tuple(dict.fromkeys(ended)),
        "redirects": any(_redirects(one) for one in listeners),
        "protected": source.get("enable_deletion_protection") is True,
    }


def _ports(listener: Source) -> tuple[int, int]:
    """The port clients reach and the one that the members listen on."""
    targets = listener.behind("default_action", "aws_lb_target_group")
    front = int(listener.get("port", 80))
    return front, int((listener.of(targets[0]).get("port") if targets else None) or front)


def _redirects(listener: Source) -> bool:
    """Whether a listener only sends clients elsewhere, such as from http to https: passing them on would be weaker."""
    actions = listener.blocks("default_action")
    return bool(actions) and all(one.get("type") in {"redirect", "fixed-response"} for one in actions)


def _ends_tls(listener: Source) -> bool:
    targets = listener.behind("default_action", "aws_lb_target_group")
    return _ended(listener.get("protocol"), listener.of(targets[0]).get("protocol") if targets else None)


def _ended(front: object, back: object) -> bool:
    """Whether what comes in encrypted goes on in the clear."""
    return str(front).upper() in _ENCRYPTED and str(back).upper() not in _ENCRYPTED


def queue(source: Source) -> Settings:
    return {
        "seconds": int(source.get("message_retention_seconds", 345600)),
        "visibility": int(source.get("visibility_timeout_seconds", 30)),
        "fifo": source.prop("fifo") is True,
        "dead_letters": bool(source.get("redrive_policy")) or "redrive_policy" in source.resource.references,
    }


def log_store(source: Source) -> Settings:
    return {"days": source.number("retention_days", 0) or 0}


def container_service(source: Source) -> Settings:
    task = source.behind("task_definition", "aws_ecs_task_definition")
    return {
        "vcpu": source.prop("vcpu"),
        "gib": source.prop("memory_gib"),
        "count": source.number("count", 1),
        "image": _image(source.of(task[0]).get("container_definitions")) if task else "",
        "subnet": source.behind("network_configuration"),
        "firewall": source.behind("network_configuration.0.security_groups"),
        "spot": source.prop("spot") is True,
    }


def _image(text: object) -> str:
    """The first container's image, and nothing else of a definition that may hold secrets."""
    import json

    try:
        containers = json.loads(text) if isinstance(text, str) else []
    except ValueError:
        return ""
    first = containers[0] if isinstance(containers, list) and containers else {}
    image = first.get("image") if isinstance(first, dict) else ""
    return image if isinstance(image, str) else ""


def dns(source: Source) -> Settings:
    return {"domain": str(source.get("name", "")).rstrip("."), "public": not source.blocks("vpc")}


def secret(source: Source) -> Settings:
    return {"encrypted_with_own_key": bool(source.behind("kms_key_id"))}


READERS: Mapping[str, Callable[[Source], Settings]] = {
    "aws_db_instance": database,
    "aws_elasticache_cluster": cache,
    "aws_elasticache_replication_group": cache,
    "aws_s3_bucket": object_storage,
    "aws_nat_gateway": nat_gateway,
    "aws_eip": public_address,
    "aws_lb": load_balancer,
    "aws_elb": load_balancer,
    "aws_sqs_queue": queue,
    "aws_cloudwatch_log_group": log_store,
    "aws_ecs_service": container_service,
    "aws_route53_zone": dns,
    "aws_secretsmanager_secret": secret,
}
