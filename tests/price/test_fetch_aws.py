"""The AWS Price List's offer files in their published shape, and spot prices."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.errors import PriceBookError
from lepton_iac.price.fetch_aws import offer_rows, spot_task, tasks
from lepton_iac.price.fetch_http import Http

HEADER = (
    "SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,"
    "Currency,LeaseContractLength,PurchaseOption,OfferingClass,Product Family,serviceCode,Region Code,Instance Type,"
    "Tenancy,Operating System,License Model,usageType,operation,CapacityStatus,Pre Installed S/W,Database Engine,"
    "Database Edition,Deployment Option,Cache Engine"
).split(",")
MACHINE = {
    "TermType": "OnDemand",
    "Unit": "Hrs",
    "PricePerUnit": "0.1070000000",
    "Currency": "USD",
    "Product Family": "Compute Instance",
    "Region Code": "eu-west-1",
    "Instance Type": "m5.large",
    "Tenancy": "Shared",
    "Operating System": "Linux",
    "License Model": "No License required",
    "usageType": "EU-BoxUsage:m5.large",
    "CapacityStatus": "Used",
    "Pre Installed S/W": "NA",
}


def offer(*lines: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", quoting=csv.QUOTE_ALL)
    text.write('"FormatVersion","v1.0"\n"Disclaimer","This pricing list is for informational purposes only."\n')
    text.write('"Publication Date","2026-11-20T10:00:00Z"\n"Version","20261120100000"\n"OfferCode","AmazonEC2"\n')
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def rows(
    tmp_path: Path, code: str, *lines: dict[str, str]
) -> tuple[list[tuple[str, str, str, str, str, str, str]], Counter[str]]:
    path = tmp_path / "offer.csv"
    path.write_text(offer(*lines))
    unmapped: Counter[str] = Counter()
    found = offer_rows(path, code, "USD", unmapped)
    keys = [(row.service, row.component, row.sku, row.purchase, row.region, str(row.price), row.unit) for row in found]
    return keys, unmapped


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, ("vm", "linux", "m5.large", "on_demand")),
        ({"Operating System": "Windows"}, ("vm", "windows", "m5.large", "on_demand")),
        ({"Tenancy": "Dedicated"}, ("vm", "linux_dedicated", "m5.large", "on_demand")),
        (
            {
                "TermType": "Reserved",
                "LeaseContractLength": "1yr",
                "PurchaseOption": "No Upfront",
                "OfferingClass": "standard",
            },
            ("vm", "linux", "m5.large", "reserved_1y_no_upfront"),
        ),
        (
            {
                "TermType": "Reserved",
                "LeaseContractLength": "3yr",
                "PurchaseOption": "No Upfront",
                "OfferingClass": "convertible",
            },
            ("vm", "linux", "m5.large", "convertible_3y_no_upfront"),
        ),
    ],
)
def test_machines(tmp_path: Path, changes: dict[str, str], key: tuple[str, ...]) -> None:
    found, unmapped = rows(tmp_path, "AmazonEC2", {**MACHINE, **changes})
    assert [row[:4] for row in found] == [key]
    assert found[0][4:] == ("eu-west-1", "0.1070000000", "hours")
    assert not unmapped


@pytest.mark.parametrize(
    "changes",
    [
        {"CapacityStatus": "UnusedCapacityReservation"},
        {"Pre Installed S/W": "SQL Std"},
        {"License Model": "Bring your own license"},
        {"Tenancy": "Host"},
        {"PricePerUnit": "0.0000000000"},
        {"Unit": "Quantity"},
        {"Currency": "CNY"},
        {"TermType": "Reserved", "LeaseContractLength": "1yr", "PurchaseOption": "All Upfront"},
        {"PricePerUnit": "free"},
    ],
)
def test_what_has_no_place_is_counted_and_never_guessed(tmp_path: Path, changes: dict[str, str]) -> None:
    found, unmapped = rows(tmp_path, "AmazonEC2", {**MACHINE, **changes})
    assert found == []
    assert unmapped.total() == 1


@pytest.mark.parametrize(
    ("code", "line", "key"),
    [
        (
            "AmazonEC2",
            {"usageType": "EU-EBS:VolumeP-Throughput.gp3", "Unit": "GiBps-mo", "PricePerUnit": "45.056"},
            ("ebs", "ebs_gp3_throughput", "", "0.044", "MBps-month"),
        ),
        (
            "AmazonEC2",
            {"usageType": "EBS:VolumeUsage.gp3", "Unit": "GB-Mo", "PricePerUnit": "0.08"},
            ("ebs", "ebs_gp3_storage", "", "0.08", "GB-month"),
        ),
        (
            "AmazonRDS",
            {
                "Product Family": "Database Instance",
                "Database Engine": "MySQL",
                "Unit": "Hrs",
                "Deployment Option": "Multi-AZ",
                "License Model": "No license required",
                "Instance Type": "db.m5.large",
                "usageType": "EU-Multi-AZUsage:db.m5.large",
                "PricePerUnit": "0.4",
            },
            ("rds", "mysql/multi-az", "db.m5.large", "0.4", "hours"),
        ),
        (
            "AmazonElastiCache",
            {
                "Product Family": "Cache Instance",
                "Cache Engine": "Redis",
                "Unit": "Hrs",
                "Instance Type": "cache.t3.micro",
                "usageType": "NodeUsage:cache.t3.micro",
                "PricePerUnit": "0.017",
            },
            ("elasticache", "redis", "cache.t3.micro", "0.017", "hours"),
        ),
        (
            "AWSELB",
            {
                "usageType": "EU-LCUUsage",
                "operation": "LoadBalancing:Network",
                "Unit": "LCU-Hrs",
                "PricePerUnit": "0.006",
            },
            ("nlb", "nlb_lcu_hours", "", "0.006", "LCU-hours"),
        ),
        (
            "AWSLambda",
            {"usageType": "APN1-Request-ARM", "Unit": "Requests", "PricePerUnit": "0.0000002000"},
            ("lambda", "lambda_requests", "arm", "2.000E-7", "requests"),
        ),
    ],
)
def test_services(tmp_path: Path, code: str, line: dict[str, str], key: tuple[str, ...]) -> None:
    usual = {"TermType": "OnDemand", "Currency": "USD", "Region Code": "eu-west-1"}
    found, unmapped = rows(tmp_path, code, {**usual, **line})
    assert [(*row[:3], *row[5:]) for row in found] == [key], unmapped


def test_tiers_of_io2(tmp_path: Path) -> None:
    usual = {"TermType": "OnDemand", "Currency": "USD", "Unit": "IOPS-Mo", "PricePerUnit": "0.046"}
    path = tmp_path / "offer.csv"
    path.write_text(offer({**usual, "usageType": "EBS:VolumeP-IOPS.io2.tier2"}))
    (row,) = offer_rows(path, "AmazonEC2", "USD", Counter())
    assert (row.tier_from, row.tier_to, row.effective) == (Decimal(32000), Decimal(64000), "2026-11-20")


def test_a_file_that_breaks_off_and_one_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "offer.csv"
    path.write_text(offer(MACHINE)[:-60])
    with pytest.raises(PriceBookError, match="breaks off"):
        list(offer_rows(path, "AmazonEC2", "USD", Counter()))
    path.write_text("<html>\n")
    with pytest.raises(PriceBookError, match="not an offer file"):
        list(offer_rows(path, "AmazonEC2", "USD", Counter()))


def serve(server: HTTPServer, text: str, region: str = "eu-west-1") -> None:
    code = "/offers/v1.0/aws/AmazonEC2"
    server.expect_request("/offers/v1.0/aws/index.json").respond_with_json(
        {"offers": {"AmazonEC2": {"currentRegionIndexUrl": f"{code}/current/region_index.json"}}}
    )
    server.expect_request(f"{code}/current/region_index.json").respond_with_json(
        {"regions": {region: {"currentVersionUrl": f"{code}/20261120/{region}/index.json"}}}
    )
    server.expect_request(f"{code}/20261120/{region}/index.csv").respond_with_data(text)


def test_from_the_index_to_the_rows(httpserver: HTTPServer, tmp_path: Path) -> None:
    serve(httpserver, offer(MACHINE))
    (task,) = tasks(Http(httpserver.url_for("")), tmp_path, ["eu-west-1"], ["AmazonEC2"], "USD")
    batch = task.fetch("")
    assert [row.price for row in batch.rows] == [Decimal("0.107")]
    assert batch.spent == tmp_path / "AmazonEC2-eu-west-1.csv"


def test_unknown_regions_and_services(httpserver: HTTPServer, tmp_path: Path) -> None:
    serve(httpserver, offer(MACHINE))
    http = Http(httpserver.url_for(""))
    with pytest.raises(PriceBookError, match="no AmazonEC2 prices for mars-1"):
        tasks(http, tmp_path, ["mars-1"], ["AmazonEC2"], "USD")[0].fetch("")
    with pytest.raises(PriceBookError, match="no such AWS service: Fax"):
        tasks(http, tmp_path, ["eu-west-1"], ["Fax"], "USD")
    with pytest.raises(PriceBookError, match="region by region"):
        tasks(http, tmp_path, [], ["AmazonEC2"], "USD")


class SpotClient:
    """Two pages of ``describe_spot_price_history`` in its documented shape."""

    def describe_spot_price_history(self, **asked: Any) -> dict[str, Any]:
        zone = "b" if asked.get("NextToken") else "a"
        entry = {"ProductDescription": "Linux/UNIX", "InstanceType": "m5.large"}
        price = {"a": "0.040000", "b": "0.050000"}[zone]
        page = {"SpotPriceHistory": [{**entry, "SpotPrice": price, "AvailabilityZone": f"eu-west-1{zone}"}]}
        return {**page, "NextToken": "more" if zone == "a" else ""}


def test_a_spot_price_is_that_of_the_dearest_zone() -> None:
    (row,) = spot_task(SpotClient(), "eu-west-1", datetime(2026, 11, 23, tzinfo=UTC)).fetch("").rows
    assert (row.purchase, row.price, row.derived) == (
        "spot",
        Decimal("0.05"),
        "the dearest zone of eu-west-1, eu-west-1b",
    )
