"""What a resource offers in a dimension, as it is and as it is proposed to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Bill, Demand, Project

PROPERTIES: Mapping[str, tuple[str, str]] = {
    "cpu_fraction": ("vcpu", "vCPU"),
    "cpu_cores": ("vcpu", "vCPU"),
    "memory_fraction": ("memory_gib", "GiB"),
    "memory_gib": ("memory_gib", "GiB"),
    "storage_fraction": ("capacity_gib", "GiB"),
    "storage_gib": ("capacity_gib", "GiB"),
    "disk_iops": ("iops", "IOPS"),
    "disk_mibps": ("throughput_mibps", "MiB/s"),
}
"""Dimension to the property of a bill that offers it, and the unit people know it by."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A level that demand must stay below.

    Attributes:
        level: in the unit of the demand; a fraction is of the present capacity.
        words: what stands behind a fraction, ``2 of 8 vCPU``; empty where the level says it.
    """

    level: float
    words: str = ""


def current(project: Project, demand: Demand) -> Offered | None:
    """The present capacity; ``None`` where the bill does not know it."""
    if not _known(demand):
        return None
    amount = _amount(project.bill, demand)
    if demand.dimension.endswith("_fraction"):
        return Offered(1.0, f"{amount:g} {PROPERTIES[demand.dimension][1]}" if amount else "")
    return Offered(amount) if amount else None


def proposed(project: Project, demand: Demand) -> Offered | None:
    """The capacity after the proposal; ``None`` when it leaves it as it is, or is not known."""
    if project.proposed is None or demand.address not in project.proposed.by_address:
        return None
    before, after = _amount(project.bill, demand), _amount(project.proposed, demand)
    if not before or not after or before == after:
        return None
    if demand.dimension.endswith("_fraction"):
        return Offered(after / before, f"{after:g} of {before:g} {PROPERTIES[demand.dimension][1]}")
    return Offered(after)


def _known(demand: Demand) -> bool:
    return demand.dimension in PROPERTIES


def _amount(bill: Bill, demand: Demand) -> float | None:
    line = bill.by_address.get(demand.address)
    if line is None or not _known(demand):
        return None
    found = line.properties.get(PROPERTIES[demand.dimension][0])
    usable = isinstance(found, (int, float, Decimal)) and not isinstance(found, bool) and found > 0
    return float(found) if usable and found is not None else None
