"""A disk of another provider made as fast as today's, and what is said of its speed and encryption."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from lepton_iac.kinds.disk_speed import FREE_IOPS, FREE_MIBPS, PREMIUM_IOPS, Speed, aws_speed, google_disk, google_speed
from lepton_iac.model import Charge, PriceRow, ResourceBill
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.offers import BETTER, NOT_COMPARED, SAME, WORSE, Offer
from lepton_iac.units import HOURS_PER_MONTH

_BOUGHT: Mapping[str, tuple[str, str, str, Decimal]] = {
    "aws": ("ebs", "ebs_gp3_iops", "ebs_gp3_throughput", Decimal(1)),
    "azurerm": (
        "managed_disks", "managed_disk_premium_ssd_v2_provisioned_iops",
        "managed_disk_premium_ssd_v2_provisioned_throughput_mbps", HOURS_PER_MONTH,
    ),
}  # fmt: skip
"""Provider to the service, the components of further IOPS and MiB/s, and the hours a price is for."""


def as_fast(
    offer: Offer, charge: Charge, line: ResourceBill, gib: Decimal, market: Market, provider: str, region: str
) -> tuple[Offer | None, str]:
    """The offer with what its speed costs more and words on speed and encryption, and what of it has no price.

    Returns:
        no offer, and why, where no disk is as fast.
    """
    row, today = charge.row, None
    if row is not None:
        today = _today(row, line, int(gib))
    matched = {**offer.matched, "encrypted": _encrypted(line)}
    offered = Speed(FREE_IOPS, FREE_MIBPS)
    if line.kind != "block_volume" and provider == "azurerm":
        offered = Speed(next((iops for size, iops in PREMIUM_IOPS.items() if size >= gib), FREE_IOPS), FREE_MIBPS)
    if today is None or "HDD" in offer.description or "st1" in offer.description:
        return replace(offer, matched=matched), ""
    if line.kind != "block_volume":
        return replace(offer, matched={**matched, "iops": _word(today.iops, offered.iops)}), ""
    if provider == "google":
        return _on_google(replace(offer, matched=matched), today, int(gib), market, region)
    more, missing = _more(today, market, provider, region)
    words = {**matched, "iops": _word(today.iops, max(today.iops, FREE_IOPS))}
    return replace(offer, cost=offer.cost + more, matched=words), missing


def _today(row: PriceRow, line: ResourceBill, gib: int) -> Speed | None:
    """What the disk does today, by the media that its price names; ``None`` where nobody says."""
    if "standard_hdd" in row.component:
        return None
    media = row.component.removeprefix("ebs_").removesuffix("_storage").replace("_", "-")
    iops, mibps = _number(line.properties.get("iops")), _number(line.properties.get("throughput_mibps"))
    if row.provider == "aws":
        return aws_speed(media, gib, iops, mibps)
    if row.provider == "google":
        return None if media == "pd-standard" else google_speed(media, gib)
    return Speed(iops, min(mibps or FREE_MIBPS, 240)) if iops else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _encrypted(line: ResourceBill) -> str:
    """Every disk of a new module is encrypted."""
    written = line.properties.get("encrypted")
    return {True: SAME, False: BETTER}.get(written, NOT_COMPARED) if isinstance(written, bool) else NOT_COMPARED


def _word(today: int, offered: int) -> str:
    return BETTER if offered > today else SAME if offered == today else WORSE


def _on_google(offer: Offer, today: Speed, gib: int, market: Market, region: str) -> tuple[Offer | None, str]:
    media = google_disk(gib, today.iops, today.mibps)
    there = google_speed(media, gib)
    if there is None:
        return None, f"no disk of {gib} GiB has {today.iops} IOPS and {today.mibps} MiB/s there"
    prices = market.machine_prices("google", region, "persistent_disk", f"{media.replace('-', '_')}_storage")
    price = next(iter(prices.values()), None)
    if price is None:
        return None, f"no price for {media} in {region}"
    words = {**offer.matched, "iops": _word(today.iops, there.iops)}
    return replace(offer, description=f"{media}, {gib} GiB", cost=price * gib, matched=words), ""


def _more(today: Speed, market: Market, provider: str, region: str) -> tuple[Decimal, str]:
    """What IOPS and MiB/s beyond those included cost, or what has no price."""
    service, iops, mibps, hours = _BOUGHT[provider]
    cost = Decimal(0)
    for component, beyond in ((iops, today.iops - FREE_IOPS), (mibps, today.mibps - FREE_MIBPS)):
        if beyond > 0:
            price = next(iter(market.machine_prices(provider, region, service, component).values()), None)
            if price is None:
                return cost, f"no price for {component.replace('_', ' ')} in {region}"
            cost += price * beyond * hours
    return cost, ""
