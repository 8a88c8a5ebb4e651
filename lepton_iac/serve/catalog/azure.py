"""Azure's machines and managed disks in one region, named as the Retail Prices API names them.

https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lepton_iac.model import PriceRow
from lepton_iac.price.book import Book
from lepton_iac.serve.catalog.product import ONE, Product, offers

VENDOR = "azure"
PROVIDER = "azurerm"
SERVICES = frozenset({"Virtual Machines", "Storage"})
_CONSUMED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "on_demand": ("Consumption", {}),
    "spot": ("Consumption", {}),
}
_DISKS: Mapping[str, str] = {
    "managed_disk_premium_ssd": "Premium SSD Managed Disks",
    "managed_disk_standard_ssd": "Standard SSD Managed Disks",
    "managed_disk_standard_hdd": "Standard HDD Managed Disks",
}
_PARTS: Mapping[str, tuple[str, str, Decimal]] = {
    "disk": ("Disk", "1/Month", ONE),
    "shared_mount": ("Disk Mount", "1/Month", ONE),
    "operations": ("Disk Operations", "10K", Decimal(10_000)),
}
_METERED: Mapping[str, tuple[str, str, str]] = {
    "managed_disk_ultra_provisioned_capacity": ("Ultra Disks", "Provisioned Capacity", "1 GiB/Hour"),
    "managed_disk_ultra_provisioned_iops": ("Ultra Disks", "Provisioned IOPS", "1/Hour"),
    "managed_disk_ultra_provisioned_throughput_mbps": ("Ultra Disks", "Provisioned Throughput (MBps)", "1/Hour"),
    "managed_disk_ultra_reservation_per_vcpu_provisioned": (
        *("Ultra Disks", "Reservation per vCPU Provisioned", "1/Hour"),
    ),
    "managed_disk_premium_ssd_v2_provisioned_capacity": (
        *("Azure Premium SSD v2", "Provisioned Capacity", "1 GiB/Hour"),
    ),
    "managed_disk_premium_ssd_v2_provisioned_iops": ("Azure Premium SSD v2", "Provisioned IOPS", "1/Hour"),
    "managed_disk_premium_ssd_v2_provisioned_throughput_mbps": (
        *("Azure Premium SSD v2", "Provisioned Throughput (MBps)", "1/Hour"),
    ),
}
_SIZE = re.compile(r"(?P<tier>Standard|Basic)_(?P<letters>[A-Z]+)\d+(?:-\d+)?(?P<rest>[A-Za-z0-9_]*)")


def products(book: Book, service: str, region: str) -> Iterator[Product]:
    """Every product of a service that the book has a price of in the region."""
    if service == "Virtual Machines":
        for system in ("linux", "windows"):
            for purchase in ("on_demand", "spot"):
                for row in book.search(PROVIDER, "vm", system, region, purchase):
                    yield _machine(row, region, windows=system == "windows")
        return
    for row in book.search(PROVIDER, "managed_disks", None, region):
        yield from _disk(row, region)


def _machine(row: PriceRow, region: str, *, windows: bool) -> Product:
    size = row.sku.partition("_")[2].replace("_", " ")
    name = f"{size} Spot" if row.purchase == "spot" else size
    attributes = {
        "armSkuName": (row.sku,),
        "skuName": (name,),
        "meterName": (name,),
        "productName": (_series(row.sku, windows),),
    }
    return Product(
        VENDOR, "Virtual Machines", "Compute", region, attributes, offers([row], "1 Hour", purchases=_CONSUMED)
    )


def _series(sku: str, windows: bool) -> str:
    """``Standard_D2s_v5`` is one of ``Virtual Machines Dsv5 Series``, with Windows one of ``... Series Windows``."""
    parts = _SIZE.fullmatch(sku)
    family = f"{parts['letters']}{parts['rest'].replace('_', '')}" if parts else sku
    basic = " Basic" if sku.startswith("Basic_") else ""
    return f"Virtual Machines {family} Series{basic}{' Windows' if windows else ''}"


def _disk(row: PriceRow, region: str) -> Iterator[Product]:
    if row.component in _METERED:
        product, meter, unit = _METERED[row.component]
        yield _stored(row, region, product, f"{row.sku} {meter}", unit)
        return
    for start, product in _DISKS.items():
        for part, (meter, unit, per) in _PARTS.items():
            if row.component == f"{start}_{part}":
                yield _stored(row, region, product, f"{row.sku} {meter}", unit, per)


def _stored(row: PriceRow, region: str, product: str, meter: str, unit: str, per: Decimal = ONE) -> Product:
    attributes = {"productName": (product,), "skuName": (row.sku,), "meterName": (meter,)}
    return Product(VENDOR, "Storage", "Storage", region, attributes, offers([row], unit, per, _CONSUMED))
