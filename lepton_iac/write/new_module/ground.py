"""What every part stands on: a network, a subnet and one firewall, made up only where the source has none."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import IPv4Network, ip_network
from typing import Any

from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.rules import Rule, covers

_WORKLOADS = frozenset("compute scale_group kubernetes_cluster load_balancer container_service database cache".split())
_GUARDED = frozenset("compute scale_group load_balancer container_service".split())
SPARES = 12
"""So many free ranges are kept for what another cloud wants a subnet of its own for."""


def grounded(estate: Estate) -> Estate:
    """The estate with a subnet and one firewall per workload, free ranges per network, and pools in their clusters."""
    firewalls = {part.address: part.label for part in estate.of("firewall")}
    tags = {tag: part.label for part in estate.of("firewall") for tag in part.settings.get("tags", ())}
    parts = [*_networks(estate)]
    parts = [_peered(part, {**tags, **firewalls}) for part in parts]
    made: dict[str, Part] = {}
    parts = [_guarded(part, parts, made) for part in _seated(parts)]
    order = [part for part in parts if part.kind in {"network", "subnet"}]
    rest = [part for part in parts if part.kind not in {"network", "subnet"}]
    return Estate((*order, *made.values(), *_pooled(rest)), estate.left)


def _networks(estate: Estate) -> Iterator[Part]:
    """Networks with their ranges; where a workload's region has none, one of its own."""
    subnets = estate.of("subnet")
    for part in estate.of("network"):
        own = [one for one in subnets if part.label in one.settings["network"]]
        ranges = [str(cidr) for cidr in part.settings["cidrs"]] or _around(one.settings["cidr"] for one in own)
        used = [one.settings["cidr"] for one in own]
        regions = {one.region for one in own if one.region}
        region = part.region or next(iter(sorted(regions)), "")
        yield replace(part, region=region, settings={"cidrs": tuple(ranges), "spare": _spare(ranges, used)})
    regions = {part.region for part in estate.parts if part.kind in _WORKLOADS and part.region}
    seated = {one.region for one in subnets}
    for number, region in enumerate(sorted(regions - seated)):
        cidr, name = f"10.{200 + number}.0.0/16", f"workloads_{region.replace('-', '_')}"
        settings = {"cidrs": (cidr,), "spare": _spare([cidr], [f"10.{200 + number}.0.0/20"])}
        yield Part("network", "", name, f"workloads-{region}", region, settings=settings)
        inside = {"network": (name,), "cidr": f"10.{200 + number}.0.0/20", "zone": None}
        yield Part("subnet", "", name, f"workloads-{region}", region, settings=inside)
    yield from (part for part in estate.parts if part.kind != "network")


def _around(cidrs: Iterable[str]) -> list[str]:
    """The /16 around each range, each once."""
    found = {}
    for cidr in cidrs:
        block = ip_network(cidr, strict=False)
        if isinstance(block, IPv4Network):
            found[str(block.supernet(new_prefix=16) if block.prefixlen > 16 else block)] = True
    return list(found) or ["10.199.0.0/16"]


def _spare(ranges: list[str], used: list[str]) -> tuple[str, ...]:
    """Free ranges of the first network range, from its end: /24 in a /16, smaller in a smaller one."""
    whole = ip_network(ranges[0], strict=False) if ranges else ip_network("10.199.0.0/16")
    taken = [ip_network(cidr, strict=False) for cidr in used if cidr]
    prefix = min(max(24, whole.prefixlen + 4), 28)
    found: list[str] = []
    size = 2 ** (32 - prefix)
    start = int(whole.broadcast_address) + 1
    while len(found) < SPARES and start - size >= int(whole.network_address):
        start -= size
        block = IPv4Network((start, prefix))
        if not any(block.overlaps(one) for one in taken if isinstance(one, IPv4Network)):
            found.append(str(block))
    return tuple(found)


def _peered(part: Part, labels: dict[str, str]) -> Part:
    if part.kind != "firewall":
        return part
    rules = [replace(rule, peers=tuple(labels[one] for one in rule.peers if one in labels)) for rule in _rules(part)]
    kept = tuple(rule for rule in rules if rule.cidrs or rule.peers)
    return replace(part, settings={**part.settings, "rules": kept})


def _rules(part: Part) -> tuple[Rule, ...]:
    found: tuple[Rule, ...] = part.settings["rules"]
    return found


def _seated(parts: list[Part]) -> Iterator[Part]:
    """Every workload in a subnet of its region, and everything with its network."""
    subnets = [part for part in parts if part.kind == "subnet"]
    for part in parts:
        if part.kind not in _WORKLOADS:
            yield part
            continue
        chosen = tuple(part.settings.get("subnet") or ())
        if not chosen:
            chosen = tuple(one.label for one in subnets if one.region == part.region)[:1]
        network = next((one.settings["network"] for one in subnets if one.label in chosen[:1]), ())
        yield replace(part, settings={**part.settings, "subnet": chosen, "network": network})


def _guarded(part: Part, parts: list[Part], made: dict[str, Part]) -> Part:
    """One firewall per workload: its own, several in one, or what its cloud does where nothing is written.

    Several groups add up on AWS and Google; on Azure a card's and its subnet's must both agree.
    """
    if part.kind not in _GUARDED:
        return part
    labels = tuple(part.settings.get("firewall") or ())
    if len(labels) == 1:
        return replace(part, settings={**part.settings, "firewall": labels[0]})
    own = [one for one in parts if one.kind == "firewall" and one.label in labels]
    network = tuple(part.settings["network"])
    label = "_and_".join(labels) if own else f"default_{network[0]}" if network else "default"
    if label not in made:
        made[label] = _sum(own, label, network, parts, part)
    return replace(part, settings={**part.settings, "firewall": label})


def _sum(own: list[Part], label: str, network: tuple[str, ...], parts: list[Part], part: Part) -> Part:
    rules = tuple(dict.fromkeys(rule for one in own for rule in _rules(one)))
    if any("azurerm_" in one.address for one in own):
        rules = tuple(rule for rule in rules if all(any(covers(one, rule) for one in _rules(group)) for group in own))
    if not own and "azurerm_" in part.address:
        cidrs = next((one.settings["cidrs"] for one in parts if one.kind == "network" and one.label in network), ())
        rules = (Rule("in", "any", None, None, tuple(cidrs)),)
    open_out = not own or any(one.settings["open_out"] for one in own)
    address = ", ".join(one.address for one in own)
    name = label.replace("_", "-")
    settings: dict[str, Any] = {"network": network, "rules": rules, "open_out": open_out}
    return Part("firewall", address, label, name, part.region, settings=settings)


def _pooled(parts: list[Part]) -> Iterator[Part]:
    pools = [part for part in parts if part.kind == "kubernetes_node_pool"]
    for part in parts:
        if part.kind == "kubernetes_cluster":
            own = tuple(pool for pool in pools if part.label in pool.settings["cluster"])
            yield replace(part, settings={**part.settings, "pools": own})
        else:
            yield part
