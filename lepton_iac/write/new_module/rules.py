"""Firewall rules in neutral words."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

ANYWHERE = ("0.0.0.0/0", "::/0")
_PROTOCOLS = {"-1": "any", "all": "any", "*": "any", "6": "tcp", "17": "udp", "1": "icmp"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission; what no rule permits is denied.

    Attributes:
        way: ``in`` or ``out``.
        protocol: ``tcp``, ``udp``, ``icmp`` or ``any``.
        first, last: ports; ``None`` for all.
        cidrs: address ranges on the other side.
        peers: other firewalls whose members are on the other side: addresses as read, labels in an estate.
    """

    way: str
    protocol: str
    first: int | None
    last: int | None
    cidrs: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()


def rule_of(
    way: str, protocol: str, first: object, last: object, cidrs: tuple[str, ...], peers: tuple[str, ...] = ()
) -> Rule:
    """A rule with ports only where its protocol has ports; 0 to 65535 and -1 mean all of them."""
    plain = _PROTOCOLS.get(protocol.lower(), protocol.lower())
    low, high = _port(first), _port(last)
    if plain not in {"tcp", "udp"} or (low in {None, 0} and high in {None, 0, 65535}):
        low = high = None
    v4 = tuple(cidr for cidr in cidrs if ":" not in cidr)
    return Rule(way, plain, low, high if high is not None else low, v4, peers)


def covers(outer: Rule, inner: Rule) -> bool:
    """Whether everything that one rule permits another permits too, by their text."""
    ports = outer.first is None or (
        inner.first is not None
        and inner.last is not None
        and outer.last is not None
        and outer.first <= inner.first
        and inner.last <= outer.last
    )
    ranges = [ip_network(cidr, strict=False) for cidr in outer.cidrs]
    within = all(any(_inside(ip_network(cidr, strict=False), one) for one in ranges) for cidr in inner.cidrs)
    same = outer.way == inner.way and outer.protocol in {inner.protocol, "any"}
    return same and ports and within and set(inner.peers) <= set(outer.peers)


def _inside(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    return isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network) and inner.subnet_of(outer)


def _port(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() else None
