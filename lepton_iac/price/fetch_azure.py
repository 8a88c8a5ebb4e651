"""Azure list prices: the Retail Prices API, page by page.

https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.book_units import exact_quotient
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.fetch_http import Http
from lepton_iac.units import decimal

BASE = "https://prices.azure.com"
BASE_VARIABLE = "LEPTON_IAC_AZURE_PRICES_URL"
PATH = "/api/retail/prices"
VERSION = "2023-01-01-preview"
"""The API version that tells savings plans."""

SERVICES = ("Virtual Machines", "Storage")
SOURCE = "Azure Retail Prices"

Item = Mapping[str, Any]

_DISKS: Mapping[str, str] = {
    "Premium SSD Managed Disks": "managed_disk_premium_ssd",
    "Standard SSD Managed Disks": "managed_disk_standard_ssd",
    "Standard HDD Managed Disks": "managed_disk_standard_hdd",
}
_DISK_METER = re.compile(r"(?P<sku>[PES]\d{1,2} [LZ]RS) (?P<what>Disks?|Disk Mount|Disk Operations)")
_DISK_PARTS: Mapping[str, tuple[str, str, str]] = {
    "Disk": ("disk", "1/Month", "month"),
    "Disks": ("disk", "1/Month", "month"),
    "Disk Mount": ("shared_mount", "1/Month", "month"),
    "Disk Operations": ("operations", "10K", "operations"),
}
_SPECIAL_DISKS: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("Ultra Disks", "Ultra LRS Provisioned Capacity"): (
        *("managed_disk_ultra_provisioned_capacity", "Ultra LRS"),
        *("1 GiB/Hour", "GiB-hours"),
    ),
    ("Ultra Disks", "Ultra LRS Provisioned IOPS"): (
        *("managed_disk_ultra_provisioned_iops", "Ultra LRS"),
        *("1/Hour", "hours"),
    ),
    ("Ultra Disks", "Ultra LRS Provisioned Throughput (MBps)"): (
        *("managed_disk_ultra_provisioned_throughput_mbps", "Ultra LRS"),
        *("1/Hour", "hours"),
    ),
    ("Azure Premium SSD v2", "Premium LRS Provisioned Capacity"): (
        *("managed_disk_premium_ssd_v2_provisioned_capacity", "Premium LRS"),
        *("1 GiB/Hour", "GiB-hours"),
    ),
    ("Azure Premium SSD v2", "Premium LRS Provisioned IOPS"): (
        *("managed_disk_premium_ssd_v2_provisioned_iops", "Premium LRS"),
        *("1/Hour", "hours"),
    ),
    ("Azure Premium SSD v2", "Premium LRS Provisioned Throughput (MBps)"): (
        *("managed_disk_premium_ssd_v2_provisioned_throughput_mbps", "Premium LRS"),
        *("1/Hour", "hours"),
    ),
}
"""(product, meter) to component, SKU, published unit and the book's unit."""

_REFUSED_MACHINES = ("Cloud Services", "CloudServices", "Dedicated Host", "Reservation", "Promo")


def tasks(http: Http, regions: Sequence[str], services: Sequence[str], currency: str, today: str) -> list[Task]:
    """One task per service and region (all regions in one when none is named).

    Args:
        services: service names of the API, such as ``Virtual Machines``.
        currency: asked of the API; every item says in which it is answered.
        today: ISO date the rows get: the prices that hold now.
    """
    unknown = sorted(set(services) - set(SERVICES))
    if unknown:
        raise PriceBookError(f"no such Azure service: {', '.join(unknown)}", mend=f"one of {', '.join(SERVICES)}")
    return [
        _task(http, region, service, currency, today)
        for service in (services or SERVICES)
        for region in (regions or ("",))
    ]


def _task(http: Http, region: str, service: str, currency: str, today: str) -> Task:
    wanted = [f"serviceName eq '{_quoted(service)}'", "priceType eq 'Consumption'"]
    wanted += [f"armRegionName eq '{_quoted(region)}'"] if region else []
    query = {"api-version": VERSION, "currencyCode": f"'{currency}'", "$filter": " and ".join(wanted)}
    first = f"{PATH}?{urlencode(query)}"

    def fetch(cursor: str) -> Batch:
        page = http.json(cursor or first)
        if not isinstance(page, dict) or not isinstance(page.get("Items"), list):
            raise PriceBookError("the answer is no page of Azure prices", where=http.base, mend="run the update again")
        unmapped: Counter[str] = Counter()
        rows = list(page_rows(page["Items"], currency, today, unmapped))
        http.tell(f"azure {service} {region or 'all regions'}", _skipped(cursor) + len(page["Items"]), None)
        return Batch(rows, unmapped, http.url(page["NextPageLink"]) if page.get("NextPageLink") else "")

    return Task(f"azure {service} {region} {currency} {today}", fetch)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _skipped(cursor: str) -> int:
    told = dict(parse_qsl(urlsplit(cursor).query)).get("$skip", "0")
    return int(told) if told.isdigit() else 0


def page_rows(items: Sequence[Item], currency: str, today: str, unmapped: Counter[str]) -> Iterator[PriceRow]:
    """The rows of one page; what the book has no name for is counted by service and product."""
    for item in items:
        try:
            rows = list(_rows(item, today)) if item.get("currencyCode") == currency else None
        except (KeyError, TypeError, ValueError, ArithmeticError):
            unmapped["Azure: items that lack a field"] += 1
            continue
        if rows is None:
            unmapped[f"Azure: prices in {item.get('currencyCode')}"] += 1
        elif not rows:
            unmapped[f"Azure {item.get('serviceName')}: {item.get('productName')}"] += 1
        yield from rows or ()


def _rows(item: Item, today: str) -> Iterator[PriceRow]:
    if item.get("type") != "Consumption":
        return
    if item["serviceName"] == "Virtual Machines":
        yield from _machine(item, today)
        return
    found = _disk(item)
    if found is None:
        return
    component, sku, unit, count = found
    price = exact_quotient(decimal(item["retailPrice"]), count)
    if price is not None:
        yield _row(item, ("managed_disks", component, sku, unit), price, "on_demand", today)


def _machine(item: Item, today: str) -> Iterator[PriceRow]:
    product, sku, words = str(item["productName"]), str(item.get("armSkuName") or ""), str(item["skuName"])
    refused = any(word in product for word in _REFUSED_MACHINES) or "Low Priority" in words
    if refused or not sku or item["unitOfMeasure"] != "1 Hour" or decimal(item["retailPrice"]) <= 0:
        return
    name = ("vm", "windows" if product.endswith("Windows") else "linux", sku, "hours")
    spot = words.endswith(" Spot")
    yield _row(item, name, decimal(item["retailPrice"]), "spot" if spot else "on_demand", today)
    for plan in () if spot else item.get("savingsPlan") or ():
        if plan.get("term") == "1 Year":
            yield _row(item, name, decimal(plan["retailPrice"]), "savings_plan_1y", today)


def _disk(item: Item) -> tuple[str, str, str, Decimal] | None:
    """Component, SKU, unit and how many units the price buys."""
    product, meter, unit = str(item["productName"]), str(item["meterName"]), item["unitOfMeasure"]
    special = _SPECIAL_DISKS.get((product, meter))
    if special is not None and special[2] == unit:
        return special[0], special[1], special[3], Decimal(1)
    match = _DISK_METER.fullmatch(meter)
    if match is None or product not in _DISKS:
        return None
    part, published, own = _DISK_PARTS[match["what"]]
    if unit != published:
        return None
    return f"{_DISKS[product]}_{part}", match["sku"], own, Decimal(10_000 if published == "10K" else 1)


def _row(item: Item, name: tuple[str, str, str, str], price: Decimal, purchase: str, today: str) -> PriceRow:
    service, component, sku, unit = name
    return PriceRow(
        provider="azurerm",
        region=str(item["armRegionName"]),
        service=service,
        component=component,
        sku=sku,
        unit=unit,
        price=price,
        tier_from=decimal(item.get("tierMinimumUnits") or 0),
        tier_to=None,
        purchase=purchase,
        currency=str(item["currencyCode"]),
        effective=today,
        source=SOURCE,
    )
