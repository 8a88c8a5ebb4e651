"""A service that can be served from several places, as a small YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.shares import Site
from lepton_iac.plain_yaml import Node, read_yaml

_MEND = (
    "`sites:` with name, units (that serve the whole demand alone), price (per unit), and if you like capacity, "
    "max_share, latency_class; `latency_classes:` with the least share of each"
)
_KEYS = {"name", "units", "price", "capacity", "max_share", "latency_class"}


@dataclass(frozen=True)
class Service:
    """What the file says; ``least`` is latency class to the share it must serve."""

    name: str
    sites: tuple[Site, ...]
    least: Mapping[str, Decimal]


def read_service(path: Path) -> Service:
    """The service of a file.

    Raises:
        LeptonError: not readable, a key missing or unknown, a number out of its range; with file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot read: {error.strerror}", where=str(path), mend="give a readable file") from error
    root = read_yaml(data, str(path))
    known = root.value if isinstance(root.value, dict) else {}
    odd = next((name for name in known if name not in {"service", "sites", "latency_classes"}), None)
    sites = known.get("sites")
    if odd is not None or sites is None or not isinstance(sites.value, list):
        raise LeptonError(f"no such key: {odd}" if odd else "there are no sites", where=str(path), mend=_MEND)
    name = str(known["service"].plain) if "service" in known else path.stem
    return Service(name, tuple(_site(one, path) for one in sites.value), _least(known.get("latency_classes"), path))


def _site(node: Node, path: Path) -> Site:
    where = f"{path}:{node.line}"
    found = node.plain
    if not isinstance(found, dict) or not {"name", "units", "price"} <= set(found) <= _KEYS:
        raise LeptonError("a site lacks something, or has too much", where=where, mend=_MEND)
    return Site(
        name=str(found["name"]),
        units=_number(found, "units", where),
        price=_number(found, "price", where),
        capacity=_number(found, "capacity", where) if found.get("capacity") is not None else None,
        most=_number(found, "max_share", where, most=1) if "max_share" in found else Decimal(1),
        latency_class=str(found.get("latency_class") or ""),
    )


def _least(node: Node | None, path: Path) -> Mapping[str, Decimal]:
    if node is None:
        return {}
    found = node.plain
    if not isinstance(found, dict):
        raise LeptonError("latency_classes is no mapping", where=f"{path}:{node.line}", mend=_MEND)
    return {str(name): _number(found, name, f"{path}:{node.line}", most=1) for name in found}


def _number(found: Mapping[str, Any], name: str, where: str, most: int | None = None) -> Decimal:
    value = found[name]
    good = isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0
    if not good or (most is not None and value > most) or (name == "units" and not value):
        above = "above 0" if name == "units" else "of at least 0" + (f" and at most {most}" if most else "")
        raise LeptonError(f"{name} is {value!r}", where=where, mend=f"write a number {above}")
    return Decimal(value)
