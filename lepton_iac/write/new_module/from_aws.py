"""What the AWS types mean, neutrally, beyond the properties their type files tell."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.kinds.disk_speed import aws_speed
from lepton_iac.write.new_module import from_aws_services
from lepton_iac.write.new_module.rules import ANYWHERE, Rule, rule_of
from lepton_iac.write.new_module.source import Source, nested, written

Settings = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "aws_vpc": "network",
    "aws_subnet": "subnet",
    "aws_security_group": "firewall",
}
ABSORBED: Mapping[str, str] = {
    "aws_internet_gateway": "network",
    "aws_route_table": "network",
    "aws_route_table_association": "network",
    "aws_route": "network",
    "aws_main_route_table_association": "network",
    "aws_security_group_rule": "firewall",
    "aws_vpc_security_group_ingress_rule": "firewall",
    "aws_vpc_security_group_egress_rule": "firewall",
    "aws_volume_attachment": "block_volume",
    "aws_eip_association": "public_address",
    "aws_db_subnet_group": "database",
    "aws_elasticache_subnet_group": "cache",
    "aws_launch_template": "scale_group",
    "aws_launch_configuration": "scale_group",
    "aws_lb_target_group": "load_balancer",
    "aws_lb_target_group_attachment": "load_balancer",
    "aws_lb_listener": "load_balancer",
    "aws_s3_bucket_lifecycle_configuration": "object_storage",
    "aws_s3_bucket_versioning": "object_storage",
    "aws_s3_bucket_replication_configuration": "object_storage",
    "aws_ebs_default_kms_key": "block_volume",
    "aws_ebs_encryption_by_default": "block_volume",
    "aws_kms_alias": "block_volume",
    "aws_s3_bucket_public_access_block": "object_storage",
    "aws_s3_bucket_server_side_encryption_configuration": "object_storage",
    "aws_ecs_cluster": "container_service",
    "aws_ecs_task_definition": "container_service",
}
_SOLID = ("gp", "io")


def _zone(name: object) -> int | None:
    """``eu-west-1b`` is zone 1."""
    text = str(name or "")
    return ord(text[-1]) - ord("a") if text[-1:].isalpha() and text[-2:-1].isdigit() else None


def network(source: Source) -> Settings:
    return {"cidrs": (str(source.get("cidr_block", "")),)}


def subnet(source: Source) -> Settings:
    return {
        "network": source.behind("vpc_id"),
        "cidr": str(source.get("cidr_block", "")),
        "zone": _zone(source.get("availability_zone")),
    }


def firewall(source: Source) -> Settings:
    rules: list[Rule] = []
    for way, path in (("in", "ingress"), ("out", "egress")):
        rules += [_rule(source, block, way, path) for block in source.blocks(path)]
    for other in source.users("aws_security_group_rule"):
        one = source.of(other)
        if source.resource in one.behind("security_group_id"):
            way = "in" if one.get("type") == "ingress" else "out"
            rules.append(_rule(one, one.resource.attributes, way, "source_security_group_id"))
    for other in source.users("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
        one = source.of(other)
        if source.resource in one.behind("security_group_id"):
            way = "in" if "ingress" in other.type else "out"
            rules.append(_rule(one, one.resource.attributes, way, "referenced_security_group_id"))
    holders = [one for path in ("ingress", "egress") for one in source.blocks(path) if one.get("security_groups")]
    unsaid = (
        ("which of its rules lets in which group: give each rule a resource of its own",) if len(holders) > 1 else ()
    )
    return {"network": source.behind("vpc_id"), "rules": tuple(rules), "open_out": False, "unsaid": unsaid}


def _rule(source: Source, block: Mapping[str, Any], way: str, path: str) -> Rule:
    peers = source.behind(path, "aws_security_group") if _sole(source, block, path) else ()
    own = source.resource if block.get("self") is True else None
    cidrs = [*_listed(block.get("cidr_blocks")), *_listed(block.get("cidr_ipv4"))]
    return rule_of(
        way,
        str(block.get("protocol", block.get("ip_protocol", "-1"))),
        block.get("from_port"),
        block.get("to_port"),
        tuple(cidrs),
        tuple(peer.address for peer in (*peers, *((own,) if own else ()))),
    )


def _sole(source: Source, block: Mapping[str, Any], path: str) -> bool:
    """Whether the groups that a path refers to are this rule's: of several rules nobody tells whose they are."""
    if path not in {"ingress", "egress"}:
        return True
    holders = [
        one for one in source.blocks(path) if written(one.get("security_groups")) and one["security_groups"] != []
    ]
    return len(holders) == 1 and holders[0] is block


def _listed(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [one for one in values if isinstance(one, str) and one]


def compute(source: Source) -> Settings:
    root = (source.blocks("root_block_device") or [{}])[0]
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "boot_gib": int(root.get("volume_size") or 0) or 8,
        "boot_solid": str(root.get("volume_type") or "gp2").startswith(_SOLID),
        "subnet": source.behind("subnet_id"),
        "firewall": source.behind("vpc_security_group_ids"),
        "public": _public(source),
        "zone": _zone(source.get("availability_zone")),
        "spot": bool(source.prop("spot", False)),
        "protected": source.get("disable_api_termination") is True,
    }


def _public(source: Source) -> bool:
    given = source.get("associate_public_ip_address") is True
    addresses = [one.attributes for one in source.users("aws_eip", "aws_eip_association")]
    return given or any(written(one.get("instance", one.get("instance_id"))) for one in addresses)


def block_volume(source: Source) -> Settings:
    attached = [source.of(one).behind("instance_id") for one in source.users("aws_volume_attachment")]
    media, gib = str(source.prop("media", "gp2")), source.number("capacity_gib", 8) or 8
    speed = aws_speed(media, gib, source.number("iops"), source.number("throughput_mibps"))
    return {
        "gib": gib,
        "solid": media.startswith(_SOLID),
        "iops": speed.iops if speed else None,
        "mibps": speed.mibps if speed else None,
        "compute": attached[0] if attached else (),
        "zone": _zone(source.get("availability_zone")),
        "zones": False,
    }


def scale_group(source: Source) -> Settings:
    templates = source.behind("launch_template") or source.behind("launch_configuration")
    template = source.of(templates[0]) if templates else source
    disks = [
        ebs for block in template.blocks("block_device_mappings") for ebs in nested(block.get("ebs"))
    ] or template.blocks("root_block_device")
    disk = disks[0] if disks else {}
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "count": source.number("count", 1),
        "least": int(source.get("min_size", 0)),
        "most": int(source.get("max_size", 0)),
        "boot_gib": int(disk.get("volume_size") or 0) or 8,
        "boot_solid": str(disk.get("volume_type") or "gp2").startswith(_SOLID),
        "subnet": source.behind("vpc_zone_identifier"),
        "firewall": template.behind("vpc_security_group_ids") or template.behind("security_groups"),
        "public": False,
        "spot": source.prop("on_demand") == 0,
    }


def kubernetes_cluster(source: Source) -> Settings:
    return {
        "version": str(source.get("version", "")),
        "subnet": source.behind("vpc_config"),
        "nodes": source.users("aws_eks_node_group"),
        "logs": bool(source.get("enabled_cluster_log_types")),
    }


def kubernetes_node_pool(source: Source) -> Settings:
    return {
        "cluster": source.behind("cluster_name"),
        "count": source.number("count", 1),
        "least": source.number("min_size", 1),
        "most": source.number("max_size", 1),
        "disk_gib": source.number("disk_gib", 20),
        "spot": source.prop("capacity_type") == "SPOT",
        "arch": source.prop("arch", "x86_64"),
    }


READERS: Mapping[str, Callable[[Source], Settings]] = {
    **from_aws_services.READERS,
    "aws_vpc": network,
    "aws_subnet": subnet,
    "aws_security_group": firewall,
    "aws_instance": compute,
    "aws_ebs_volume": block_volume,
    "aws_autoscaling_group": scale_group,
    "aws_eks_cluster": kubernetes_cluster,
    "aws_eks_node_group": kubernetes_node_pool,
}
NAMES = ("tags.Name", "name", "identifier", "bucket", "cluster_id", "replication_group_id", "node_group_name")
__all__ = ["ABSORBED", "ANYWHERE", "KINDS", "NAMES", "READERS"]
