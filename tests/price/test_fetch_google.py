"""The Cloud Billing Catalog in its documented shape; machines are added up from cores and memory."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.errors import PriceBookError
from lepton_iac.price.fetch_google import key_headers, page_rows, tasks
from lepton_iac.price.fetch_google_machines import machines
from lepton_iac.price.fetch_http import Http


def sku(description: str, nanos: int, unit: str = "h", group: str = "CPU", **more: Any) -> dict[str, Any]:
    rate = {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": nanos}}
    family = more.pop("family", "Compute")
    return {
        "description": description,
        "category": {"resourceFamily": family, "resourceGroup": group, "usageType": more.pop("usage", "OnDemand")},
        "serviceRegions": ["us-central1"],
        "pricingInfo": [{"pricingExpression": {"usageUnit": unit, "tieredRates": [rate], **more}}],
    }


CORE = sku("N1 Predefined Instance Core running in Americas", 31_611_000)
RAM = sku("N1 Predefined Instance Ram running in Americas", 4_237_000, "GiBy.h", "RAM")


def keys(service: str, *skus: dict[str, Any]) -> tuple[list[tuple[str, ...]], Counter[str]]:
    unmapped: Counter[str] = Counter()
    rows = page_rows(skus, service, "USD", "2026-11-23", unmapped)
    return [(row.service, row.component, row.sku, row.purchase, str(row.price), row.unit) for row in rows], unmapped


def test_a_machine_costs_its_cores_and_its_memory() -> None:
    unmapped: Counter[str] = Counter()
    parts = list(page_rows([CORE, RAM], "Compute Engine", "USD", "2026-11-23", unmapped))
    found = {row.sku: row for row in machines(parts, unmapped)}
    assert found["n1-standard-1"].price == Decimal("0.04749975")
    assert found["n1-standard-1"].derived == "1 vCPU at 0.031611 and 3.75 GiB at 0.004237 an hour"
    assert "n1-highmem-2" in found
    assert not unmapped


def test_half_a_machine_is_no_machine() -> None:
    unmapped: Counter[str] = Counter()
    parts = list(page_rows([CORE], "Compute Engine", "USD", "2026-11-23", unmapped))
    assert list(machines(parts, unmapped)) == []
    assert unmapped.total() == 1


def test_services() -> None:
    disk = sku("SSD backed PD Capacity", 170_000_000, "GiBy.mo", "SSD", family="Storage")
    address = sku("External IP Charge on a Standard VM", 5_000_000, group="ExternalIp", family="Network")
    assert keys("Compute Engine", disk, address)[0] == [
        ("persistent_disk", "pd_ssd_storage", "", "on_demand", "0.17", "GB-month"),
        ("external_ip", "external_ip_vm_hours", "", "on_demand", "0.005", "hours"),
    ]
    database = sku("Cloud SQL for MySQL: Zonal - vCPU in Iowa", 41_300_000)
    assert keys("Cloud SQL", database)[0] == [
        ("cloudsql", "mysql/zonal", "db-custom-per-vcpu", "on_demand", "0.0413", "hours")
    ]
    bucket = sku("Standard Storage US Regional", 20_000_000, "GiBy.mo", "RegionalStorage", family="Storage")
    assert keys("Cloud Storage", bucket)[0] == [
        ("cloud_storage", "gcs_standard_storage", "", "on_demand", "0.02", "GB-month")
    ]


@pytest.mark.parametrize(
    "item",
    [
        sku("N1 Predefined Instance Core running in Americas", 1, "mo"),
        sku("Sole Tenancy Premium for N1 Predefined Instance Core running in Americas", 1),
        sku("Custom Instance Core running in Americas", 1),
        {"description": "x"},
    ],
)
def test_what_has_no_place_is_counted(item: dict[str, Any]) -> None:
    rows, unmapped = keys("Compute Engine", item)
    assert rows == []
    assert unmapped.total() == 1


def test_pages_and_the_key_travels_in_a_header(httpserver: HTTPServer) -> None:
    path = "/v1/services/6F81-5844-456A/skus"
    httpserver.expect_ordered_request(path).respond_with_json({"skus": [CORE], "nextPageToken": "two"})
    httpserver.expect_ordered_request(path).respond_with_json({"skus": [RAM], "nextPageToken": ""})
    http = Http(httpserver.url_for(""), key_headers({"GOOGLE_CLOUD_API_KEY": "s3cret"}))
    (task,) = tasks(http, ["us-central1"], ["Compute Engine"], "USD", "2026-11-23")
    first = task.fetch("")
    second = task.fetch(first.cursor)
    assert (first.cursor, second.cursor) == ("two", "")
    requests = [request for request, _ in httpserver.log]
    assert [request.headers["X-Goog-Api-Key"] for request in requests] == ["s3cret", "s3cret"]
    assert requests[1].args["pageToken"] == "two"
    assert "s3cret" not in task.name + "".join(request.url for request in requests)


def test_without_a_key() -> None:
    with pytest.raises(PriceBookError, match="needs an API key"):
        key_headers({})
