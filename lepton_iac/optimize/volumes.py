"""EBS volumes wherever they are written: alone, in an instance, in a launch template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Resource, Unknown
from lepton_iac.optimize.context import Context
from lepton_iac.units import decimal

_BLOCK = {"media": "volume_type", "capacity_gib": "volume_size", "iops": "iops", "throughput_mibps": "throughput"}
_OWN = {"media": "type", "capacity_gib": "size", "iops": "iops", "throughput_mibps": "throughput"}
PLACES: Mapping[str, tuple[str, ...]] = {
    "aws_ebs_volume": ("",),
    "aws_instance": ("root_block_device", "ebs_block_device"),
    "aws_spot_instance_request": ("root_block_device", "ebs_block_device"),
    "aws_launch_configuration": ("root_block_device", "ebs_block_device"),
    "aws_launch_template": ("block_device_mappings.*.ebs",),
}
"""Terraform type to the blocks that are volumes."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume with what it can do; ``path`` leads to its block, with a dot at the end, or is empty.

    Attributes:
        iops: provisioned, or what the media gives at this size (gp2 with its burst to 3,000).
        throughput_mibps: likewise, MiB/s.
        explicit: the attributes that are written.
    """

    path: str
    names: Mapping[str, str]
    media: str
    capacity_gib: Decimal
    iops: Decimal
    throughput_mibps: Decimal
    explicit: frozenset[str]

    def attribute(self, name: str) -> str:
        return f"{self.path}{self.names[name]}"

    @property
    def knob(self) -> str:
        return f"{self.path}media"


def volumes(resource: Resource, context: Context) -> Iterator[Volume]:
    """The volumes of a resource whose media and size are known; those an image decides are left out."""
    for place in PLACES.get(resource.type, ()):
        for path in _blocks(resource.attributes, place):
            found = _volume(resource, path, context)
            if found is not None:
                yield found


def _blocks(attributes: Any, place: str) -> Iterator[str]:
    """Paths of all blocks: ``block_device_mappings.*.ebs`` gives ``block_device_mappings.0.ebs.0.`` and so on."""
    if not place:
        yield ""
        return
    head, _, rest = place.partition(".*.")
    blocks = value_at(attributes, head)
    for index, block in enumerate(blocks if isinstance(blocks, list | tuple) else ()):
        if not rest:
            yield f"{head}.{index}."
        else:
            yield from (f"{head}.{index}.{inner}" for inner in _blocks(block, rest))


def _volume(resource: Resource, path: str, context: Context) -> Volume | None:
    names = _BLOCK if path else _OWN
    written = {name: value_at(resource.attributes, f"{path}{attribute}") for name, attribute in names.items()}
    if any(isinstance(value, Unknown) and value.reason == "sensitive" for value in written.values()):
        return None
    media = written["media"] if isinstance(written["media"], str) else None
    if media is None and not path:
        media = context.get(resource, "media")
    size = _number(written["capacity_gib"])
    if media is None or size is None:
        return None
    iops, throughput = _number(written["iops"]), _number(written["throughput_mibps"])
    given_iops, given_throughput = performance(media, size, iops)
    explicit = frozenset(
        name for name, value in written.items() if value is not None and not isinstance(value, Unknown)
    )
    return Volume(
        path, names, media, size, iops or given_iops, throughput or given_throughput, explicit
    )  # fmt: skip


def performance(media: str, capacity_gib: Decimal, iops: Decimal | None) -> tuple[Decimal, Decimal]:
    """IOPS and MiB/s a volume can reach, at the most, before anything is bought on top.

    gp2: 3 IOPS per GiB between 100 and 16,000, bursting to 3,000; 128 MiB/s up to 170 GiB, 250 above. gp3: 3,000 and
    125 included. io1: as provisioned, 256 KiB each up to 500 MiB/s (1,000 above 32,000 IOPS). Magnetic: a few hundred
    and 90. https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html and .../provisioned-iops.html
    """
    if media == "gp2":
        steady = min(Decimal(16_000), max(Decimal(100), 3 * capacity_gib))
        return max(steady, Decimal(3000)), Decimal(128 if capacity_gib <= 170 else 250)
    if media == "gp3":
        return Decimal(3000), Decimal(125)
    if media == "standard":
        return Decimal(200), Decimal(90)
    bought = iops or Decimal(100)
    return bought, min(Decimal(500 if bought <= 32_000 else 1000), bought / 4)


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, Unknown):
        return None
    try:
        found = decimal(value)
    except ValueError:
        return None
    return found if found > 0 else None
