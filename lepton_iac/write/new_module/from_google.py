"""What the Google types mean, neutrally, beyond the properties their type files tell."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.kinds.disk_speed import google_speed
from lepton_iac.model import Resource
from lepton_iac.write.new_module import from_google_services
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

_HARD = "pd-standard"
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
    media, gib = str(source.prop("media", "pd-standard")), source.number("capacity_gib", 10) or 10
    speed = google_speed(media, gib, max((_vcpu(one) for one in machines), default=0)) if media != _HARD else None
    return {
        "gib": gib,
        "solid": media != _HARD,
        "iops": int(source.get("provisioned_iops", 0)) or (speed.iops if speed else None),
        "mibps": int(source.get("provisioned_throughput", 0)) or (speed.mibps if speed else None),
        "compute": tuple(machines),
        "zone": _zone(source.get("zone")),
        "zones": source.resource.type == "google_compute_region_disk",
    }


def _vcpu(machine: Resource) -> int:
    """The processors that the name of a machine type tells: ``n2-standard-16``, ``n2-custom-8-16384``."""
    found = re.match(r"[a-z0-9]+-(?:[a-z]+-)?(\d+)", str(machine.attributes.get("machine_type", "")))
    return int(found[1]) if found else 0


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
        "logs": "APISERVER" in str(source.get("logging_config.0.enable_components", "")),
    }


def kubernetes_node_pool(source: Source) -> Settings:
    node = (source.blocks("node_config") or [{}])[0]
    count = source.number("count", 1) or 1
    return {
        "cluster": source.behind("cluster"),
        "count": count,
        "least": count,
        "most": max(_most(source), count),
        "disk_gib": int(node.get("disk_size_gb") or 100),
        "spot": node.get("spot") is True or node.get("preemptible") is True,
        "arch": source.prop("arch", "x86_64"),
    }


def _most(pool: Source) -> int:
    """The most nodes of a pool that scales itself, all zones together; 0 where it does not."""
    scaling = (pool.blocks("autoscaling") or [{}])[0]
    zones = len(pool.get("node_locations") or ()) or (1 if str(pool.get("location", ""))[-2:-1] == "-" else 3)
    return int(scaling.get("total_max_node_count") or 0) or int(scaling.get("max_node_count") or 0) * zones


READERS: Mapping[str, Callable[[Source], Settings]] = {
    **from_google_services.READERS,
    "google_compute_network": network,
    "google_compute_subnetwork": subnet,
    "google_compute_firewall": firewall,
    "google_compute_instance": compute,
    "google_compute_disk": block_volume,
    "google_compute_region_disk": block_volume,
    "google_compute_instance_group_manager": scale_group,
    "google_compute_region_instance_group_manager": scale_group,
    "google_container_cluster": kubernetes_cluster,
    "google_container_node_pool": kubernetes_node_pool,
}
NAMES = ("name",)
