"""What a disk must offer: what it offers today, or what its own metrics are forecast to need."""

from decimal import ROUND_CEILING, Decimal

from lepton_iac.model import Demand, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.volumes import Volume

INCLUDED_IOPS, INCLUDED_MIBPS = Decimal(3000), Decimal(125)
MOST_IOPS, MOST_MIBPS = Decimal(16_000), Decimal(1000)
"""What gp3 includes and reaches, https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""


def enough(demand: Demand | None, today: Decimal, unit: str) -> tuple[Decimal, str]:
    """What must be offered and why: what is offered today, or less where a forecast allows it."""
    if demand is None or demand.refused or demand.capacity is None:
        return today, f"{today:f} {unit} as today"
    needed = Decimal(str(demand.capacity)).to_integral_value(ROUND_CEILING)
    if needed >= today:
        return today, f"{today:f} {unit} as today"
    return needed, (
        f"at most {demand.observed_max:.4g} {unit} in {demand.history_days:.3g} days, "
        f"{needed:f} forecast to be enough ({demand.method})"
    )


def throughput(resource: Resource, volume: Volume, context: Context) -> tuple[Decimal, str]:
    """The throughput that must be offered, in MiB/s; where only operations are measured, 256 KiB for each of them.

    An operation on an SSD volume carries at most 256 KiB, https://docs.aws.amazon.com/ebs/latest/userguide/ebs-io-characteristics.html
    """
    measured = context.demand(resource.address, "disk_mibps")
    operations = context.demand(resource.address, "disk_iops")
    if measured is not None or operations is None or operations.refused or operations.capacity is None:
        return enough(measured, volume.throughput_mibps, "MiB/s")
    most = (Decimal(str(operations.capacity)) / 4).to_integral_value(ROUND_CEILING)
    if most >= volume.throughput_mibps:
        return volume.throughput_mibps, f"{volume.throughput_mibps:f} MiB/s as today"
    return most, f"that many operations of 256 KiB carry at most {most:f} MiB/s"
