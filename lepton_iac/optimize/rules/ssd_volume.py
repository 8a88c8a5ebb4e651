"""gp2, io1 and magnetic volumes to gp3, with the same IOPS and throughput or what is measured to be enough."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from lepton_iac.model import Change, Demand, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import settle
from lepton_iac.optimize.volumes import Volume, volumes

INCLUDED_IOPS, INCLUDED_MIBPS = Decimal(3000), Decimal(125)
MOST_IOPS, MOST_MIBPS = Decimal(16_000), Decimal(1000)
"""What gp3 includes and reaches, https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""
SOURCE = "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"
_FROM = frozenset({"gp2", "io1", "standard"})


def ssd_volume(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """gp3 where it is cheaper; io2 stays, because it is more durable."""
    for volume in volumes(resource, context):
        if volume.media in _FROM and not context.turned(resource.address, volume.knob):
            yield _to_gp3(resource, volume, context)


def _to_gp3(resource: Resource, volume: Volume, context: Context) -> Change | Note:
    iops, iops_why = enough(context.demand(resource.address, "disk_iops"), volume.iops, "IOPS")
    mibps, mibps_why = throughput(resource, volume, context)
    if mibps > INCLUDED_MIBPS:
        iops = max(iops, 4 * mibps)
    if iops > MOST_IOPS or mibps > MOST_MIBPS or iops > max(INCLUDED_IOPS, 500 * volume.capacity_gib):
        return Note(f"volume-type: {volume.media} stays, gp3 does not reach {iops:f} IOPS and {mibps:f} MiB/s",
                    resource.address)  # fmt: skip
    edits = [SetAttribute(volume.attribute("media"), "gp3")]
    if iops > INCLUDED_IOPS or "iops" in volume.explicit:
        edits.append(SetAttribute(volume.attribute("iops"), int(max(iops, INCLUDED_IOPS))))
    if mibps > INCLUDED_MIBPS or "throughput_mibps" in volume.explicit:
        edits.append(SetAttribute(volume.attribute("throughput_mibps"), int(max(mibps, INCLUDED_MIBPS))))
    offered = (max(iops, INCLUDED_IOPS), max(mibps, INCLUDED_MIBPS))
    drafted = Change(
        rule="volume-type",
        address=resource.address,
        knob=volume.knob,
        before=f"{volume.media} {volume.capacity_gib:f} GiB, up to {volume.iops:f} IOPS "
        f"and {volume.throughput_mibps:f} MiB/s",
        after=f"gp3 {volume.capacity_gib:f} GiB, {offered[0]:f} IOPS and {offered[1]:f} MiB/s",
        saving=Decimal(0),
        disruption=_disruption(resource),
        why=f"gp3 costs less for the same size; {iops_why}; {mibps_why}",
        edits=tuple(edits),
        kept=("capacity_gib", "encrypted", *_not_lowered(volume, offered)),
        source=SOURCE,
    )
    return settle(drafted, context)


def _not_lowered(volume: Volume, offered: tuple[Decimal, Decimal]) -> tuple[str, ...]:
    held = (("iops", offered[0] >= volume.iops), ("throughput_mibps", offered[1] >= volume.throughput_mibps))
    return tuple(name for name, same in held if same)


def _disruption(resource: Resource) -> Disruption:
    """Elastic Volumes change in place; a template's volumes change with the next machine."""
    return Disruption.REPLACE if resource.type == "aws_launch_configuration" else Disruption.ONLINE


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
