"""IOPS and throughput that are paid for and not used.

https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modify-volume.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.disk_need import INCLUDED_IOPS, INCLUDED_MIBPS, enough, throughput
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle
from lepton_iac.optimize.volumes import PLACES, Volume, volumes

_LEAST = {"gp3": INCLUDED_IOPS, "io1": Decimal(100), "io2": Decimal(100)}
SOURCE = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modify-volume.html"


def _iops(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Fewer provisioned IOPS, and less gp3 throughput, where the disk's own metrics allow it."""
    for volume in volumes(resource, context):
        if volume.media not in _LEAST or context.turned(resource.address, volume.knob):
            continue
        drafted = _draft(resource, volume, context)
        if drafted is not None:
            yield settle(drafted, context)


def _draft(resource: Resource, volume: Volume, context: Context) -> Change | None:
    least = _LEAST[volume.media]
    wanted, why = enough(context.demand(resource.address, "disk_iops"), volume.iops, "IOPS")
    mibps, mibps_why = throughput(resource, volume, context)
    iops = max(wanted, least, 4 * mibps if volume.media != "gp3" or mibps > INCLUDED_MIBPS else least)
    if volume.media == "gp3":
        mibps = max(mibps, INCLUDED_MIBPS)
    edits = []
    if "iops" in volume.explicit and iops < volume.iops:
        edits.append(SetAttribute(volume.attribute("iops"), int(iops)))
    if volume.media == "gp3" and "throughput_mibps" in volume.explicit and mibps < volume.throughput_mibps:
        edits.append(SetAttribute(volume.attribute("throughput_mibps"), int(mibps)))
        why = f"{why}; {mibps_why}"
    if not edits:
        return None
    return Change(
        rule="provisioned-iops",
        address=resource.address,
        knob=f"{volume.path}iops",
        before=f"{volume.media}, {volume.iops:f} IOPS, {volume.throughput_mibps:f} MiB/s",
        after=f"{volume.media}, {iops:f} IOPS, {mibps:f} MiB/s",
        saving=Decimal(0),
        disruption=Disruption.ONLINE,
        why=why,
        edits=tuple(edits),
        kept=("media", "capacity_gib", "encrypted"),
        source=SOURCE,
    )


RULE = Rule(
    "provisioned-iops",
    "lowers provisioned IOPS and throughput of EBS volumes to what is measured",
    SOURCE,
    Disruption.ONLINE,
    Stage.CAPACITY,
    _iops,
    frozenset(PLACES),
)
