"""What the Google types mean, neutrally, beyond the properties their type files tell."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.model import Resource
from lepton_iac.write.new_module.rules import Rule, rule_of
from lepton_iac.write.new_module.source import Source

Settings = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "google_compute_network": "network",
    "google_compute_subnetwork": "subnet",
    "google_compute_firewall": "firewall",
}
ABSORBED: Mapping[str, str] = {
    "google_compute_router": "network",
    "google_compute_instance_template": "scale_group",
    "google_compute_autoscaler": "scale_group",
    "google_compute_region_autoscaler": "scale_group",
    "google_compute_attached_disk": "block_volume",
    "google_sql_database": "database",
    "google_sql_user": "database",
}

_NETWORK = "google_compute_network"
_PATHS = ("network_interface", "network")


def network(source: Source) -> Settings:
    """A network has no range of its own, unless it is of the old kind."""
    old = source.get("ipv4_range")
    return {"cidrs": (str(old),) if old else ()}


def subnet(source: Source) -> Settings:
    return {"network": source.behind("network"), "cidr": str(source.get("ip_cidr_range", "")), "zone": None}


def firewall(source: Source) -> Settings:
    way = "out" if source.get("direction") == "EGRESS" else "in"
    cidrs = source.get("destination_ranges" if way == "out" else "source_ranges") or ()
    tags = tuple(str(tag) for tag in source.get("source_tags") or ())
    rules = [rule for block in source.blocks("allow") for rule in _rules(block, way, tuple(cidrs), tags)]
    denials = _denials(source)
    unsaid = ("a denial goes before it: the other cloud may weigh the two otherwise",) if rules and denials else ()
    return {
        "network": source.behind("network"),
        "rules": () if denials else tuple(rules),
        "open_out": way == "in" or not source.blocks("deny"),
        "unsaid": unsaid,
        "tags": tuple(str(tag) for tag in source.get("target_tags") or ()),
    }


def _denials(rule: Source) -> bool:
    """Whether the network has a denial of the same direction that is asked no later than this rule."""
    return any(
        other.get("direction", "INGRESS") == rule.get("direction", "INGRESS")
        and int(other.get("priority", 1000)) <= int(rule.get("priority", 1000))
        for one in rule.behind("network")
        for user in rule.of(one).users("google_compute_firewall")
        if (other := rule.of(user)).blocks("deny")
    )


def _rules(block: Mapping[str, Any], way: str, cidrs: tuple[str, ...], tags: tuple[str, ...]) -> list[Rule]:
    found = []
    for port in block.get("ports") or [""]:
        first, _, last = str(port).partition("-")
        found.append(rule_of(way, str(block.get("protocol", "all")), first, last or first, cidrs, tags))
    return found


def _guards(source: Source) -> tuple[Resource, ...]:
    """The firewall rules that a machine's tags, or its network, put on it."""
    own = {str(tag) for tag in source.get("tags") or ()}
    holders = [source, *(source.of(one) for one in source.behind("network_interface", "google_compute_subnetwork"))]
    networks = {one.address for holder in holders for path in _PATHS for one in holder.behind(path, _NETWORK)}
    found = []
    for other in source.stack.managed():
        if other.type == "google_compute_firewall" and networks & _addresses(source.of(other)):
            tags = {str(tag) for tag in source.of(other).get("target_tags") or ()}
            found += [other] if not tags or tags & own else []
    return tuple(found)


def _addresses(rule: Source) -> set[str]:
    return {one.address for one in rule.behind("network")}


def compute(source: Source) -> Settings:
    disk = (source.blocks("boot_disk.0.initialize_params") or [{}])[0]
    cards = source.blocks("network_interface")
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "boot_gib": source.number("boot_gib") or int(disk.get("size") or 0) or 10,
        "boot_solid": disk.get("type", "pd-standard") != "pd-standard",
        "subnet": source.behind("network_interface", "google_compute_subnetwork"),
        "firewall": _guards(source),
        "public": any(card.get("access_config") for card in cards),
        "zone": _zone(source.get("zone")),
        "spot": source.prop("spot") is True,
        "protected": source.get("deletion_protection") is True,
    }


def _zone(name: object) -> int | None:
    """``europe-west1-b`` is zone 1: the letters of a region's zones are in order, but need not begin with a."""
    text = str(name or "")
    return ord(text[-1]) - ord("a") if text[-2:-1] == "-" else None


def block_volume(source: Source) -> Settings:
    links = source.users("google_compute_attached_disk")
    machines = [*source.users("google_compute_instance")]
    machines += [one for link in links for one in source.of(link).behind("instance")]
    return {
        "gib": source.number("capacity_gib", 10),
        "solid": source.prop("media", "pd-standard") != "pd-standard",
        "iops": int(source.get("provisioned_iops", 0)) or None,
        "mibps": int(source.get("provisioned_throughput", 0)) or None,
        "compute": tuple(machines),
        "zone": _zone(source.get("zone")),
    }


def scale_group(source: Source) -> Settings:
    templates = source.behind("version", "google_compute_instance_template")
    template = source.of(templates[0]) if templates else source
    disk = (template.blocks("disk") or [{}])[0]
    count = source.number("count", 1) or 1
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "count": count,
        "least": source.number("minimum", count),
        "most": source.number("maximum", count),
        "boot_gib": int(disk.get("disk_size_gb") or 0) or 10,
        "boot_solid": disk.get("disk_type", "pd-standard") != "pd-standard",
        "subnet": template.behind("network_interface", "google_compute_subnetwork"),
        "firewall": _guards(template),
        "public": any(card.get("access_config") for card in template.blocks("network_interface")),
        "spot": any(block.get("preemptible") is True for block in template.blocks("scheduling")),
    }


def kubernetes_cluster(source: Source) -> Settings:
    return {
        "version": str(source.get("min_master_version", "")),
        "subnet": source.behind("subnetwork"),
        "nodes": source.users("google_container_node_pool"),
    }


def kubernetes_node_pool(source: Source) -> Settings:
    node = (source.blocks("node_config") or [{}])[0]
    count = source.number("count", 1) or 1
    return {
        "cluster": source.behind("cluster"),
        "count": count,
        "least": count,
        "most": count,
        "disk_gib": int(node.get("disk_size_gb") or 100),
        "spot": node.get("spot") is True or node.get("preemptible") is True,
        "arch": source.prop("arch", "x86_64"),
    }


def database(source: Source) -> Settings:
    settings = (source.blocks("settings") or [{}])[0]
    backup = (source.blocks("settings.0.backup_configuration") or [{}])[0]
    kept = (source.blocks("settings.0.backup_configuration.0.backup_retention_settings") or [{}])[0]
    address = (source.blocks("settings.0.ip_configuration") or [{}])[0]
    days = int(kept.get("retained_backups") or 7) if backup.get("enabled") is True else 0
    return {
        "engine": str(source.prop("engine", "")),
        "version": str(source.prop("version", "")).partition("_")[2].replace("_", "."),
        "gib": source.number("capacity_gib", 10),
        "iops": None,
        "ha": source.prop("high_availability") is True,
        "backup_days": days,
        "protected": source.get("deletion_protection", True) is True
        or settings.get("deletion_protection_enabled") is True,
        "public": address.get("ipv4_enabled", True) is True,
        "subnet": (),
        "firewall": (),
        "user": "",
    }


def cache(source: Source) -> Settings:
    return {
        "engine": str(source.prop("engine", "redis")),
        "version": str(source.get("redis_version", "")),
        "gib": source.prop("memory_gib"),
        "ha": source.get("tier") == "STANDARD_HA",
        "nodes": 2 if source.get("tier") == "STANDARD_HA" else 1,
        "backup_days": 0,
        "subnet": (),
    }


_TIERS = {"NEARLINE": "cool", "COLDLINE": "cold", "ARCHIVE": "archive"}
_PLAIN = frozenset({"age", "with_state", "send_age_if_zero", "no_age"})


def object_storage(source: Source) -> Settings:
    location = str(source.get("location", "")).lower()
    return {
        "versioned": any(block.get("enabled") is True for block in source.blocks("versioning")),
        "rules": tuple(found for rule in source.blocks("lifecycle_rule") for found in _ageing(rule)),
        "tier": _TIERS.get(str(source.get("storage_class", "STANDARD")), "hot"),
        "copies": "zones" if "-" in location else "regions",
    }


def _ageing(rule: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(what happens, after how many days) of a rule whose one condition is the age."""
    conditions = [block for block in rule.get("condition") or () if isinstance(block, Mapping)]
    if len(conditions) != 1 or any(value and name not in _PLAIN for name, value in conditions[0].items()):
        return []
    days = conditions[0].get("age")
    found = []
    for action in rule.get("action") or ():
        if isinstance(action, Mapping) and isinstance(days, int | float) and days > 0:
            tier = _TIERS.get(str(action.get("storage_class")))
            kind = action.get("type")
            word = "delete" if kind == "Delete" else "abort" if kind == "AbortIncompleteMultipartUpload" else tier
            found += [(word, int(days))] if word else []
    return found


def nat_gateway(source: Source) -> Settings:
    routers = source.behind("router")
    return {"network": source.of(routers[0]).behind("network") if routers else (), "redundant": True, "seat": ""}


def public_address(source: Source) -> Settings:
    return {"compute": source.users("google_compute_instance"), "nat": source.users("google_compute_router_nat")}


def container_service(source: Source) -> Settings:
    containers = source.blocks("template.0.containers")
    image = containers[0].get("image") if containers else ""
    return {
        "vcpu": source.prop("vcpu"),
        "gib": source.prop("memory_gib"),
        "count": source.number("minimum", 0) or 0,
        "image": image if isinstance(image, str) else "",
        "subnet": (),
        "firewall": (),
        "spot": False,
    }


READERS: Mapping[str, Callable[[Source], Settings]] = {
    "google_compute_network": network,
    "google_compute_subnetwork": subnet,
    "google_compute_firewall": firewall,
    "google_compute_instance": compute,
    "google_compute_disk": block_volume,
    "google_compute_instance_group_manager": scale_group,
    "google_compute_region_instance_group_manager": scale_group,
    "google_container_cluster": kubernetes_cluster,
    "google_container_node_pool": kubernetes_node_pool,
    "google_sql_database_instance": database,
    "google_redis_instance": cache,
    "google_storage_bucket": object_storage,
    "google_compute_router_nat": nat_gateway,
    "google_compute_address": public_address,
    "google_cloud_run_v2_service": container_service,
}
NAMES = ("name",)
