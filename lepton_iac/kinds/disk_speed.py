"""What a disk of a size does where nothing more is bought: facts of three clouds that two stages need."""

from collections.abc import Mapping
from dataclasses import dataclass

FREE_IOPS, FREE_MIBPS = 3000, 125
"""What gp3 and Premium SSD v2 include at any size."""
SHARED_MIBPS = 240
"""Throughput that comes with a size counts up to here: beyond it the limits of small machines decide on both sides."""
_AT_MOST = ((32, 60_000), (16, 25_000), (0, 15_000))
"""IOPS that a machine of at least so many vCPU passes to a pd-ssd."""
_RATES: Mapping[str, tuple[int, int, int, int]] = {
    "pd-standard": (0, 75, 0, 12),
    "pd-balanced": (3000, 600, 140, 28),
    "pd-ssd": (6000, 3000, 240, 48),
}
"""IOPS at nothing and for 100 GiB, MiB/s at nothing and for 100 GiB."""

POSTGRES_IOPS: Mapping[int, int] = {
    32: 120, 64: 240, 128: 500, 256: 1100, 512: 2300, 1024: 5000, 2048: 7500, 4096: 7500, 8192: 16_000, 16384: 18_000,
}  # fmt: skip
"""GiB of an Azure flexible server's disk to IOPS, https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage"""

PREMIUM_IOPS: Mapping[int, int] = {
    32: 120, 64: 240, 128: 500, 256: 1100, 512: 2300, 1024: 5000, 4096: 7500, 8192: 16_000, 16384: 18_000,
    32767: 20_000,
}  # fmt: skip
"""GiB of an Azure Premium SSD to its IOPS, bursts aside, https://learn.microsoft.com/azure/virtual-machines/disks-types"""


@dataclass(frozen=True, slots=True)
class Speed:
    """IOPS and MiB/s that can be had all the time."""

    iops: int
    mibps: int


def google_speed(media: str, gib: int, vcpu: int = 0) -> Speed | None:
    """What a persistent disk does on a machine of so many vCPU; ``None`` for other kinds of disk.

    https://cloud.google.com/compute/docs/disks/performance
    """
    rates = _RATES.get(media)
    if rates is None:
        return None
    most = next(iops for least, iops in _AT_MOST if vcpu >= least)
    iops, mibps = rates[0] + rates[1] * gib // 100, rates[2] + rates[3] * gib // 100
    return Speed(min(iops, most), min(mibps, SHARED_MIBPS))


def google_disk(gib: int, iops: int, mibps: int, vcpu: int = 0) -> str:
    """The cheapest type of solid disk that is no slower at its size; empty where none is."""
    found = ((name, google_speed(name, gib, vcpu)) for name in ("pd-balanced", "pd-ssd"))
    return next((name for name, one in found if one and one.iops >= iops and one.mibps >= mibps), "")


def aws_speed(media: str, gib: int, iops: int | None = None, mibps: int | None = None) -> Speed | None:
    """What a volume does, bursts aside; ``None`` for hard disks, whose IOPS nobody promises.

    gp2: 3 IOPS for each GiB from 100 to 16,000, 128 MiB/s and from 334 GiB on 250. io1, io2: as bought, 256 KiB each.
    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html and .../provisioned-iops.html
    """
    if media == "gp2":
        return Speed(min(max(3 * gib, 100), 16_000), SHARED_MIBPS if gib >= 334 else 128)
    if media == "gp3":
        return Speed(iops or FREE_IOPS, mibps or FREE_MIBPS)
    bought = iops or 100
    return Speed(bought, min(bought // 4, SHARED_MIBPS)) if media in {"io1", "io2"} else None
