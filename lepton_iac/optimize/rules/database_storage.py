"""RDS storage: provisioned IOPS that are not used, and gp2 where gp3 is cheaper.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.disk_need import enough
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle
from lepton_iac.optimize.volumes import performance

SOURCE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage"
STRIPED_FROM_GIB = 400


def _storage(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """gp3 in place of io1 or gp2, where its included IOPS and throughput are as much or measured to be enough.

    gp3 of RDS includes 3,000 IOPS and 125 MiB/s, 12,000 and 500 from 400 GiB (not for SQL Server; Oracle from 200).
    """
    media, size = context.get(resource, "media"), context.get(resource, "capacity_gib")
    engine = context.get(resource, "engine")
    if media not in {"gp2", "io1"} or not isinstance(size, Decimal | int) or not isinstance(engine, str):
        return
    striped = not engine.startswith("sqlserver") and size >= (200 if engine.startswith("oracle") else STRIPED_FROM_GIB)
    included = (Decimal(12_000), Decimal(500)) if striped else (Decimal(3000), Decimal(125))
    today = performance(media, Decimal(size), context.get(resource, "iops"))
    iops, why = enough(context.demand(resource.address, "disk_iops"), today[0], "IOPS")
    measured = iops < today[0]
    mibps = min(today[1], iops / 4) if measured else min(today[1], included[1])
    if iops > included[0] or mibps > included[1]:
        yield Note(f"database-storage: {media} stays: {why}, gp3 includes {included[0]:f} IOPS", resource.address)
        return
    edits = [SetAttribute("storage_type", "gp3")]
    if media == "io1":
        edits.append(SetAttribute("iops", None))
    drafted = Change(
        rule="database-storage",
        address=resource.address,
        knob="media",
        before=f"{media}, up to {today[0]:f} IOPS",
        after=f"gp3, {included[0]:f} IOPS and {included[1]:f} MiB/s included",
        saving=Decimal(0),
        disruption=Disruption.ONLINE,
        why=why,
        edits=tuple(edits),
        kept=("capacity_gib", "encrypted", *(("iops",) if included[0] >= today[0] else ())),
        not_compared=() if measured else ("bursts of throughput above 125 MiB/s",),
        source=SOURCE,
    )
    yield settle(drafted, context)


RULE = Rule(
    "database-storage",
    "moves RDS storage from gp2 and io1 to gp3 where that is enough and cheaper",
    SOURCE,
    Disruption.ONLINE,
    Stage.MEDIA,
    _storage,
    frozenset({"aws_db_instance"}),
)
