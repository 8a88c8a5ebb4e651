"""What the managed services of Google mean, neutrally: databases, caches, buckets, ways out, services."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.write.new_module.source import Source

Settings = Mapping[str, Any]


def database(source: Source) -> Settings:
    settings = (source.blocks("settings") or [{}])[0]
    backup = (source.blocks("settings.0.backup_configuration") or [{}])[0]
    kept = (source.blocks("settings.0.backup_configuration.0.backup_retention_settings") or [{}])[0]
    address = (source.blocks("settings.0.ip_configuration") or [{}])[0]
    days = int(kept.get("retained_backups") or 7) if backup.get("enabled") is True else 0
    solid = str(settings.get("disk_type") or "PD_SSD") == "PD_SSD"
    return {
        "engine": str(source.prop("engine", "")),
        "version": str(source.prop("version", "")).partition("_")[2].replace("_", "."),
        "gib": source.number("capacity_gib", 10),
        "iops": min(30 * (source.number("capacity_gib", 10) or 10), 15_000) if solid else None,
        "ha": source.prop("high_availability") is True,
        "backup_days": days,
        "protected": source.get("deletion_protection", True) is True
        or settings.get("deletion_protection_enabled") is True,
        "public": address.get("ipv4_enabled", True) is True,
        "subnet": (),
        "firewall": (),
        "user": "",
        "logs": True,
        "lent": str(settings.get("tier")) in {"db-f1-micro", "db-g1-small"},
    }


def cache(source: Source) -> Settings:
    return {
        "engine": str(source.prop("engine", "redis")),
        "version": str(source.get("redis_version", "")),
        "gib": source.prop("memory_gib"),
        "ha": source.get("tier") == "STANDARD_HA",
        "nodes": 2 if source.get("tier") == "STANDARD_HA" else 1,
        "zones": source.get("tier") == "STANDARD_HA",
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
    "google_sql_database_instance": database,
    "google_redis_instance": cache,
    "google_storage_bucket": object_storage,
    "google_compute_router_nat": nat_gateway,
    "google_compute_address": public_address,
    "google_cloud_run_v2_service": container_service,
}
