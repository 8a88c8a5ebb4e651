"""What the AzureRM types mean, neutrally, beyond the properties their type files tell."""

from collections.abc import Callable, Mapping
from typing import Any

from lepton_iac.kinds.disk_speed import SHARED_MIBPS
from lepton_iac.model import Resource
from lepton_iac.write.new_module import from_azurerm_services
from lepton_iac.write.new_module.rules import Rule, rule_of
from lepton_iac.write.new_module.source import Source, written

Settings = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "azurerm_virtual_network": "network",
    "azurerm_subnet": "subnet",
    "azurerm_network_security_group": "firewall",
}
ABSORBED: Mapping[str, str] = {
    "azurerm_resource_group": "network",
    "azurerm_network_interface": "compute",
    "azurerm_network_security_rule": "firewall",
    "azurerm_network_interface_security_group_association": "firewall",
    "azurerm_subnet_network_security_group_association": "firewall",
    "azurerm_virtual_machine_data_disk_attachment": "block_volume",
    "azurerm_nat_gateway_public_ip_association": "nat_gateway",
    "azurerm_subnet_nat_gateway_association": "nat_gateway",
    "azurerm_storage_management_policy": "object_storage",
    "azurerm_storage_account_customer_managed_key": "object_storage",
    "azurerm_lb_rule": "load_balancer",
    "azurerm_lb_probe": "load_balancer",
    "azurerm_lb_backend_address_pool": "load_balancer",
}
_ANY = frozenset({"*", "0.0.0.0/0", "Internet", "Any"})


def network(source: Source) -> Settings:
    return {"cidrs": tuple(str(one) for one in source.get("address_space") or ())}


def subnet(source: Source) -> Settings:
    prefixes = source.get("address_prefixes") or ()
    return {
        "network": source.behind("virtual_network_name") or source.behind("virtual_network_id"),
        "cidr": str(prefixes[0]) if prefixes else "",
        "zone": None,
    }


def firewall(source: Source) -> Settings:
    written_rules = [*source.blocks("security_rule")]
    written_rules += [other.attributes for other in source.users("azurerm_network_security_rule")]
    carried = [block for block in written_rules if block.get("access") == "Allow" and not _denied(block, written_rules)]
    rules = tuple(rule for block in carried for rule in _rules(block))
    lost = len([block for block in written_rules if block.get("access") == "Allow"]) - len(carried)
    unsaid = (
        (f"{lost} permission(s) that a denial goes before: the other cloud may weigh them otherwise",) if lost else ()
    )
    return {"network": _network_of(source), "rules": rules, "open_out": not _closed(written_rules), "unsaid": unsaid}


def _denied(rule: Mapping[str, Any], others: list[Mapping[str, Any]]) -> bool:
    """Whether a denial of the same direction is asked before a permission."""
    return any(
        other.get("access") == "Deny"
        and other.get("direction") == rule.get("direction")
        and _number(other.get("priority"), 0) < _number(rule.get("priority"), 4097)
        for other in others
    )


def _closed(rules: list[Mapping[str, Any]]) -> bool:
    """Whether any rule keeps something from going out; then nothing goes out that no rule permits."""
    return any(rule.get("access") == "Deny" and rule.get("direction") == "Outbound" for rule in rules)


def _number(value: object, otherwise: int) -> int:
    return int(value) if isinstance(value, int | float) else otherwise


def _network_of(source: Source) -> tuple[Resource, ...]:
    """The network of the subnets and cards that a security group guards."""
    for link in source.users("azurerm_subnet_network_security_group_association"):
        for subnet in source.of(link).behind("subnet_id"):
            return source.of(subnet).behind("virtual_network_name")
    for link in source.users("azurerm_network_interface_security_group_association"):
        for card in source.of(link).behind("network_interface_id"):
            for subnet in source.of(card).behind("ip_configuration", "azurerm_subnet"):
                return source.of(subnet).behind("virtual_network_name")
    return ()


def _rules(block: Mapping[str, Any]) -> list[Rule]:
    if block.get("access") != "Allow":
        return []
    way = "in" if block.get("direction") == "Inbound" else "out"
    side = "source" if way == "in" else "destination"
    prefixes = _listed(block.get(f"{side}_address_prefix")) + _listed(block.get(f"{side}_address_prefixes"))
    cidrs = tuple("0.0.0.0/0" if one in _ANY else one for one in prefixes if one in _ANY or one[:1].isdigit())
    ports = _listed(block.get("destination_port_range")) + _listed(block.get("destination_port_ranges"))
    found = []
    for port in ports or ["*"]:
        first, _, last = port.partition("-")
        found.append(rule_of(way, str(block.get("protocol", "*")), first, last or first, cidrs))
    return [rule for rule in found if rule.cidrs]


def _listed(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple | set) else [value]
    return [one for one in values if isinstance(one, str) and one]


def compute(source: Source) -> Settings:
    cards = source.behind("network_interface_ids", "azurerm_network_interface")
    card = source.of(cards[0]) if cards else source
    disk = (source.blocks("os_disk") or [{}])[0]
    key = (source.blocks("admin_ssh_key") or [{}])[0].get("public_key")
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "boot_gib": source.number("os_disk_gib") or int(disk.get("disk_size_gb") or 0) or 30,
        "boot_solid": "HDD" not in str(disk.get("storage_account_type"))
        and disk.get("storage_account_type") != "Standard_LRS",
        "subnet": card.behind("ip_configuration", "azurerm_subnet"),
        "firewall": _guards(card),
        "public": _public(card),
        "zone": _zone(source.get("zone")),
        "spot": source.prop("spot") is True,
        "protected": False,
        "ssh_key": key if isinstance(key, str) else "",
    }


def _public(card: Source) -> bool:
    """Whether a network card has a public address; one that a condition gives to other cards only is none."""
    return any(written(block.get("public_ip_address_id")) for block in card.blocks("ip_configuration"))


def _zone(value: object) -> int | None:
    text = str(value or "")
    return int(text) - 1 if text.isdigit() else None


def _guards(card: Source) -> tuple[Resource, ...]:
    """The security groups of a network card and of its subnet."""
    found = [
        group
        for link in card.users("azurerm_network_interface_security_group_association")
        for group in card.of(link).behind("network_security_group_id")
    ]
    for subnet in card.behind("ip_configuration", "azurerm_subnet"):
        for link in card.of(subnet).users("azurerm_subnet_network_security_group_association"):
            found += card.of(link).behind("network_security_group_id")
    return tuple({one.address: one for one in found}.values())


def block_volume(source: Source) -> Settings:
    links = source.users("azurerm_virtual_machine_data_disk_attachment")
    machines = [source.of(one).behind("virtual_machine_id") for one in links]
    media = str(source.prop("media", ""))
    return {
        "gib": source.number("capacity_gib", 32),
        "solid": media not in {"Standard", "Standard_LRS", "Standard_ZRS"} and "HDD" not in media.upper(),
        "iops": source.number("iops"),
        "mibps": _throughput(source),
        "compute": machines[0] if machines else (),
        "zone": _zone(source.get("zone")),
        "zones": media.endswith("_ZRS"),
    }


def _throughput(source: Source) -> int | None:
    """What was asked for, or what comes with the size as far as small machines pass it on."""
    asked, found = source.get("disk_mbps_read_write"), source.number("throughput_mibps")
    return int(asked) if isinstance(asked, int | float) else min(found, SHARED_MIBPS) if found else None


def scale_group(source: Source) -> Settings:
    disk = (source.blocks("os_disk") or [{}])[0]
    cards = source.blocks("network_interface")
    key = (source.blocks("admin_ssh_key") or [{}])[0].get("public_key")
    count = source.number("count", 1) or 1
    return {
        "os": source.prop("os", "linux"),
        "arch": source.prop("arch", "x86_64"),
        "count": count,
        "least": source.number("minimum", count),
        "most": source.number("maximum", count),
        "boot_gib": source.number("os_disk_gib") or int(disk.get("disk_size_gb") or 0) or 30,
        "boot_solid": disk.get("storage_account_type") != "Standard_LRS",
        "subnet": source.behind("network_interface", "azurerm_subnet"),
        "firewall": source.behind("network_interface", "azurerm_network_security_group"),
        "public": any(block.get("public_ip_address") for card in cards for block in card.get("ip_configuration") or ()),
        "spot": source.prop("spot") is True,
        "ssh_key": key if isinstance(key, str) else "",
    }


def kubernetes_cluster(source: Source) -> Settings:
    pools = source.blocks("default_node_pool")
    pool = pools[0] if pools else {}
    count = int(pool.get("node_count") or pool.get("min_count") or 1)
    default = {
        "sku": str(pool.get("vm_size", "")),
        "count": count,
        "most": int(pool.get("max_count") or count),
        "disk_gib": int(pool.get("os_disk_size_gb") or 128),
    }
    return {
        "version": str(source.get("kubernetes_version", "")),
        "subnet": source.behind("default_node_pool", "azurerm_subnet"),
        "nodes": source.users("azurerm_kubernetes_cluster_node_pool"),
        "logs": bool(source.users("azurerm_monitor_diagnostic_setting")),
        "default_pool": default if pools else None,
    }


def kubernetes_node_pool(source: Source) -> Settings:
    count = source.number("count", 1) or 1
    return {
        "cluster": source.behind("kubernetes_cluster_id"),
        "count": count,
        "least": source.number("minimum", count),
        "most": source.number("maximum", count),
        "disk_gib": source.number("os_disk_gib") or 128,
        "spot": source.prop("spot") is True,
        "arch": source.prop("arch", "x86_64"),
    }


READERS: Mapping[str, Callable[[Source], Settings]] = {
    **from_azurerm_services.READERS,
    "azurerm_virtual_network": network,
    "azurerm_subnet": subnet,
    "azurerm_network_security_group": firewall,
    "azurerm_linux_virtual_machine": compute,
    "azurerm_windows_virtual_machine": compute,
    "azurerm_managed_disk": block_volume,
    "azurerm_linux_virtual_machine_scale_set": scale_group,
    "azurerm_windows_virtual_machine_scale_set": scale_group,
    "azurerm_kubernetes_cluster": kubernetes_cluster,
    "azurerm_kubernetes_cluster_node_pool": kubernetes_node_pool,
}
NAMES = ("name",)
