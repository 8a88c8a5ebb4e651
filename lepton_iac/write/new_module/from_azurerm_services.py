"""What the managed services of Azure mean, neutrally: databases, caches, storage accounts, balancers."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.kinds.disk_speed import POSTGRES_IOPS
from lepton_iac.write.new_module.source import Source, written

Settings = Mapping[str, Any]


def database(source: Source) -> Settings:
    subnets = source.behind("delegated_subnet_id")
    access = source.get("public_network_access_enabled", source.get("public_network_access"))
    return {
        "engine": str(source.prop("engine", "")).replace("postgresql", "postgres"),
        "version": str(source.get("version", "")),
        "gib": source.number("capacity_gib", 20),
        "iops": _iops(source),
        "ha": source.prop("high_availability") is True,
        "backup_days": int(source.get("backup_retention_days", 7)),
        "protected": False,
        "public": not subnets and access not in (False, "Disabled"),
        "subnet": subnets,
        "firewall": (),
        "user": str(source.get("administrator_login", "")),
        "logs": bool(source.users("azurerm_monitor_diagnostic_setting")),
        "lent": str(source.get("sku_name", "")).startswith("B_"),
    }


def _iops(source: Source) -> int | None:
    """What was asked for, or what comes with the size of the disk.

    https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage#iops,
    https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage
    """
    gib = source.number("capacity_gib", 20) or 20
    if source.resource.type == "azurerm_mysql_flexible_server":
        return source.number("iops") or 300 + 3 * gib
    return next((iops for size, iops in POSTGRES_IOPS.items() if size >= gib), None)


def cache(source: Source) -> Settings:
    return {
        "engine": "redis",
        "version": str(source.get("redis_version", "")),
        "gib": source.prop("memory_gib"),
        "ha": source.prop("tier", source.get("sku_name")) != "Basic",
        "nodes": 1 if source.get("sku_name") == "Basic" else 2,
        "zones": bool(source.get("zones")),
        "backup_days": 0,
        "subnet": source.behind("subnet_id"),
    }


_COPIES = {
    "LRS": "zone",
    "ZRS": "zones",
    "GRS": "regions",
    "RAGRS": "regions",
    "GZRS": "zones and regions",
    "RAGZRS": "zones and regions",
}


def object_storage(source: Source) -> Settings:
    policies = source.users("azurerm_storage_management_policy")
    rules = source.of(policies[0]).blocks("rule") if policies else []
    blob = (source.blocks("blob_properties") or [{}])[0]
    return {
        "versioned": blob.get("versioning_enabled") is True,
        "rules": tuple(found for rule in rules for found in _ageing(rule)),
        "tier": str(source.get("access_tier", "Hot")).lower(),
        "copies": _COPIES.get(str(source.get("account_replication_type", "LRS")), "zone"),
    }


_TIERS = {"cool": "cool", "cold": "cold", "archive": "archive"}


def _ageing(rule: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(what happens, after how many days) of a rule for every blob that is switched on."""
    filters = [block for block in rule.get("filters") or () if isinstance(block, Mapping)]
    if rule.get("enabled") is not True or any(block.get("prefix_match") for block in filters):
        return []
    found = []
    for action in rule.get("actions") or ():
        for blob in action.get("base_blob") or () if isinstance(action, Mapping) else ():
            for name, tier in _TIERS.items():
                days = blob.get(f"tier_to_{name}_after_days_since_modification_greater_than")
                found += [(tier, int(days))] if isinstance(days, int | float) and days > 0 else []
            days = blob.get("delete_after_days_since_modification_greater_than")
            found += [("delete", int(days))] if isinstance(days, int | float) and days > 0 else []
    return found


def nat_gateway(source: Source) -> Settings:
    links = source.users("azurerm_subnet_nat_gateway_association")
    subnets = [subnet for one in links for subnet in source.of(one).behind("subnet_id")]
    network = source.of(subnets[0]).behind("virtual_network_name") if subnets else ()
    return {"network": network, "redundant": source.get("sku_name") == "StandardV2", "seat": ""}


def public_address(source: Source) -> Settings:
    cards = [
        card
        for card in source.users("azurerm_network_interface")
        if any(written(block.get("public_ip_address_id")) for block in source.of(card).blocks("ip_configuration"))
    ]
    machines = [
        one
        for card in cards
        for one in source.of(card).users("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")
    ]
    return {"compute": tuple(machines), "nat": source.users("azurerm_nat_gateway_public_ip_association")}


def load_balancer(source: Source) -> Settings:
    front = source.blocks("frontend_ip_configuration")
    ports = [
        (int(rule.attributes.get("frontend_port") or 80), int(rule.attributes.get("backend_port") or 80))
        for rule in source.users("azurerm_lb_rule")
    ]
    pools = source.users("azurerm_lb_backend_address_pool")
    groups = [
        user
        for pool in pools
        for user in source.of(pool).users(
            "azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set"
        )
    ]
    return {
        "flavour": "network",
        "public": any(written(block.get("public_ip_address_id")) for block in front),
        "listeners": tuple(dict.fromkeys(ports)),
        "subnet": source.behind("frontend_ip_configuration", "azurerm_subnet"),
        "firewall": (),
        "groups": tuple(groups),
        "machines": (),
    }


def queue(source: Source) -> Settings:
    """A queue whose receivers choose how long a message stays hidden; messages live a week unless they say more."""
    return {"seconds": 604800, "visibility": 30, "fifo": source.get("fifo") is True, "dead_letters": False}


READERS: Mapping[str, Callable[[Source], Settings]] = {
    "azurerm_mysql_flexible_server": database,
    "azurerm_postgresql_flexible_server": database,
    "azurerm_redis_cache": cache,
    "azurerm_storage_account": object_storage,
    "azurerm_nat_gateway": nat_gateway,
    "azurerm_public_ip": public_address,
    "azurerm_lb": load_balancer,
    "azurerm_storage_queue": queue,
}
