"""The Retail Prices API in its documented shape, page by page."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.errors import PriceBookError
from lepton_iac.price.fetch_azure import page_rows, tasks
from lepton_iac.price.fetch_http import Http

MACHINE: dict[str, Any] = {
    "currencyCode": "USD",
    "tierMinimumUnits": 0.0,
    "retailPrice": 0.12,
    "armRegionName": "westeurope",
    "skuName": "D2s v3",
    "armSkuName": "Standard_D2s_v3",
    "productName": "Virtual Machines DSv3 Series",
    "serviceName": "Virtual Machines",
    "unitOfMeasure": "1 Hour",
    "type": "Consumption",
    "meterName": "D2s v3",
}
DISK: dict[str, Any] = {
    "currencyCode": "USD",
    "tierMinimumUnits": 0.0,
    "retailPrice": 0.002,
    "armRegionName": "westeurope",
    "skuName": "E10 LRS",
    "productName": "Standard SSD Managed Disks",
    "meterName": "E10 LRS Disk Operations",
    "serviceName": "Storage",
    "unitOfMeasure": "10K",
    "type": "Consumption",
}


def keys(*items: dict[str, Any]) -> tuple[list[tuple[str, ...]], Counter[str]]:
    unmapped: Counter[str] = Counter()
    rows = page_rows(items, "USD", "2026-11-23", unmapped)
    return [(row.component, row.sku, row.purchase, str(row.price), row.unit) for row in rows], unmapped


def test_machines_and_their_savings_plans() -> None:
    plans = [{"retailPrice": 0.09, "unitPrice": 0.09, "term": "1 Year"}, {"retailPrice": 0.06, "term": "3 Years"}]
    assert keys({**MACHINE, "savingsPlan": plans})[0] == [
        ("linux", "Standard_D2s_v3", "on_demand", "0.12", "hours"),
        ("linux", "Standard_D2s_v3", "savings_plan_1y", "0.09", "hours"),
    ]
    spot = {**MACHINE, "skuName": "D2s v3 Spot", "productName": "Virtual Machines DSv3 Series Windows"}
    assert keys(spot)[0] == [("windows", "Standard_D2s_v3", "spot", "0.12", "hours")]


def test_disks() -> None:
    storage = {**DISK, "meterName": "E10 LRS Disk", "unitOfMeasure": "1/Month", "retailPrice": 9.6}
    ultra = {
        **DISK,
        "productName": "Ultra Disks",
        "meterName": "Ultra LRS Provisioned Capacity",
        "unitOfMeasure": "1 GiB/Hour",
        "retailPrice": 0.000213,
    }
    assert keys(DISK, storage, ultra)[0] == [
        ("managed_disk_standard_ssd_operations", "E10 LRS", "on_demand", "2E-7", "operations"),
        ("managed_disk_standard_ssd_disk", "E10 LRS", "on_demand", "9.6", "month"),
        ("managed_disk_ultra_provisioned_capacity", "Ultra LRS", "on_demand", "0.000213", "GiB-hours"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        {**MACHINE, "skuName": "D2s v3 Low Priority"},
        {**MACHINE, "productName": "Cloud Services Dv3 Series"},
        {**MACHINE, "type": "Reservation"},
        {**MACHINE, "currencyCode": "EUR"},
        {**MACHINE, "retailPrice": None},
        {**DISK, "meterName": "E10 LRS Snapshots"},
        {},
    ],
)
def test_what_has_no_place_is_counted(item: dict[str, Any]) -> None:
    rows, unmapped = keys(item)
    assert rows == []
    assert unmapped.total() == 1


def test_pages_are_followed_and_no_further_than_the_host(httpserver: HTTPServer) -> None:
    more = httpserver.url_for("/api/retail/prices?$skip=1")
    httpserver.expect_ordered_request("/api/retail/prices").respond_with_json(
        {"Items": [MACHINE], "NextPageLink": more}
    )
    httpserver.expect_ordered_request("/api/retail/prices").respond_with_json({"Items": [DISK], "NextPageLink": None})
    (task,) = tasks(Http(httpserver.url_for("")), ["westeurope"], ["Virtual Machines"], "USD", "2026-11-23")
    first = task.fetch("")
    assert (first.cursor, len(list(first.rows))) == (more, 1)
    second = task.fetch(first.cursor)
    assert (second.cursor, [row.price for row in second.rows]) == ("", [Decimal("2E-7")])
    asked = httpserver.log[0][0].args
    assert asked["$filter"] == (
        "serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq 'westeurope'"
    )
    httpserver.expect_ordered_request("/api/retail/prices").respond_with_json(
        {"Items": [], "NextPageLink": "https://other.example/"}
    )
    with pytest.raises(PriceBookError, match="another host"):
        task.fetch("")
