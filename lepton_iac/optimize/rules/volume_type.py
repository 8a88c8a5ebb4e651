"""gp2, io1 and magnetic volumes to gp3, with the same IOPS and throughput or what is measured to be enough.

https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.disk_need import INCLUDED_IOPS, INCLUDED_MIBPS, MOST_IOPS, MOST_MIBPS, enough, throughput
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle
from lepton_iac.optimize.volumes import PLACES, Volume, volumes

SOURCE = "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"
_FROM = frozenset({"gp2", "io1", "standard"})


def _gp3(resource: Resource, context: Context) -> Iterator[Change | Note]:
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


RULE = Rule(
    "volume-type",
    "moves gp2, io1 and magnetic volumes to gp3 where that is cheaper",
    SOURCE,
    Disruption.ONLINE,
    Stage.MEDIA,
    _gp3,
    frozenset(PLACES),
)
