"""Price queries in exactly the shape that Infracost's v0.10 command line sends."""

from typing import Any

import pytest

from tests.serve.conftest import Served

USD = """
		query($productFilter: ProductFilter!, $priceFilter: PriceFilter) {
			products(filter: $productFilter) {
				prices(filter: $priceFilter) {
					priceHash
					USD
				}
			}
		}
	"""
MACHINE = {
    "tenancy": "Shared",
    "operatingSystem": "Linux",
    "preInstalledSw": "NA",
    "licenseModel": "No License required",
    "capacitystatus": "Used",
}
AWS, AZURE, GCP = ("aws", "us-east-1"), ("azure", "eastus"), ("gcp", "us-central1")


def asked(
    place: tuple[str, str | None],
    service: str,
    family: str | None,
    attributes: dict[str, str],
    price: dict[str, str] | None = None,
    query: str = USD,
) -> dict[str, Any]:
    """One query; a text between slashes is a pattern."""
    filters = [
        {"key": key, "value_regex" if text.startswith("/") else "value": text} for key, text in attributes.items()
    ]
    product = {
        "vendorName": place[0],
        "service": service,
        "productFamily": family,
        "region": place[1],
        "sku": None,
        "attributeFilters": filters,
    }
    return {"query": query, "variables": {"productFilter": product, "priceFilter": price}}


def prices(served: Served, *queries: dict[str, Any], currency: str = "USD") -> list[list[str]]:
    """The prices of each query, all products together."""
    answer = served.client.post("/graphql", json=list(queries), headers=served.token())
    assert answer.status_code == 200, answer.text
    return [
        [price[currency] for product in one["data"]["products"] for price in product["prices"]] for one in answer.json()
    ]


@pytest.mark.parametrize(
    ("query", "price"),
    [
        (asked(AWS, "AmazonEC2", "Compute Instance", {"instanceType": "m5.large", **MACHINE},
               {"purchaseOption": "on_demand"}), "0.096"),
        (asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "/gp2/i"}), "0.1"),
        (asked(AWS, "AmazonEC2", "System Operation",
               {"volumeApiName": "/io2/i", "usagetype": "/EBS:VolumeP-IOPS.io2$/i"}), "0.065"),
        (asked(AWS, "AmazonEC2", "Provisioned Throughput",
               {"volumeApiName": "/gp3/i", "usagetype": "/VolumeP-Throughput.gp3/"}, {"unit": "GiBps-mo"}), "40.96"),
        (asked(AWS, "AmazonEC2", "NAT Gateway", {"usagetype": "/NatGateway-Hours/"}), "0.045"),
        (asked(AWS, "AWSELB", "Load Balancer-Application",
               {"locationType": "AWS Region",
                "usagetype": r"/^([A-Z]{3}\d-|Global-|EU-)?LoadBalancerUsage$/i"}), "0.0225"),
        (asked(AWS, "AmazonRDS", "Database Instance",
               {"instanceType": "db.m5.large", "deploymentOption": "Multi-AZ", "databaseEngine": "MySQL"},
               {"purchaseOption": "on_demand"}), "0.342"),
        (asked(AWS, "AmazonRDS", "Database Storage",
               {"deploymentOption": "Single-AZ", "databaseEngine": "Any", "volumeType": "General Purpose-GP3",
                "usagetype": r"/\-RDS\:GP3\-Storage$/"}), "0.115"),
        (asked(AWS, "AWSLambda", "Serverless",
               {"group": "AWS-Lambda-Duration", "usagetype": "/GB-Second/",
                "groupDescription": "/^(?!.*China free tier).*$/i"}, {"startUsageAmount": "6000000000"}), "0.000015"),
        (asked(AWS, "AmazonS3", None,
               {"usagetype": "/TimedStorage-ByteHrs/i", "volumeType": "/Standard/i", "operation": ""},
               {"startUsageAmount": "0"}), "0.023"),
        (asked(AWS, "AmazonS3", None, {"usagetype": "/Requests-Tier1/i", "operation": "//i"}), "0.000005"),
        (asked(AWS, "AmazonDynamoDB", "Database Storage", {"usagetype": "/(?<!IA-)TimedStorage-ByteHrs$/i"},
               {"description_regex": r"/^(?!.*\$0.00 per GB-Month).*$/i"}), "0.25"),
        (asked(AZURE, "Virtual Machines", "Compute",
               {"meterName": "/^(?!.*(Expired|Free)$).*$/i", "skuName": "/^(?!.*(Low Priority|Spot)$).*$/i",
                "armSkuName": "/^Standard_D2s_v5$/i", "productName": "/Series( Linux)?$/i"},
               {"purchaseOption": "Consumption", "unit": "1 Hour"}), "0.096"),
        (asked(AZURE, "Virtual Machines", "Compute",
               {"skuName": "/^(?!.*(Low Priority|Spot)$).*$/i", "armSkuName": "/^Standard_D2s_v5$/i",
                "productName": "/(Series )?Windows$/i"}, {"purchaseOption": "Consumption"}), "0.188"),
        (asked(("azure", "westeurope"), "Storage", "Storage",
               {"productName": "Premium SSD Managed Disks", "skuName": "P10 LRS",
                "meterName": "/^P10 (LRS )?Disk(s)?$/i"}, {"purchaseOption": "Consumption"}), "21.68"),
        (asked(GCP, "Compute Engine", "Compute Instance", {"machineType": "/^n2-standard-4$/i"},
               {"purchaseOption": "on_demand"}), "0.194236"),
        (asked(GCP, "Compute Engine", "Storage", {"description": "/^SSD backed PD Capacity/"},
               {"endUsageAmount": ""}), "0.17"),
        (asked(("aws", None), "AmazonRoute53", "DNS Zone", {"usagetype": "HostedZone"},
               {"startUsageAmount": "0"}), "0.5"),
    ],
)  # fmt: skip
def test_one_price_of_each_kind(served: Served, query: dict[str, Any], price: str) -> None:
    assert prices(served, query) == [[price]]


@pytest.mark.parametrize(
    "query",
    [
        asked(AWS, "AmazonEC2", "Compute Instance", {"instanceType": "m5.enormous", **MACHINE}),
        asked(AWS, "AmazonEC2", "Compute Instance", {"instanceType": "m5.large", "colour": "blue"}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "/[/"}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": f"/{'g' * 500}/"}),
        asked(AWS, "AmazonTea", "Storage", {}),
        asked(("aws", "moon-north-1"), "AmazonEC2", "Storage", {"volumeApiName": "gp2"}),
        asked(("ibm", "us-east-1"), "AmazonEC2", "Storage", {}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "gp2"}, {"purchaseOption": "barter"}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "gp2"}, {"weather": "fine"}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "gp2"}, {"startUsageAmount": "lots"}),
        asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "gp2"}, query=USD.replace("USD", "CNY")),
    ],
)
def test_what_is_not_known_has_an_empty_answer(served: Served, query: dict[str, Any]) -> None:
    assert prices(served, query) == [[]]


def test_a_thousand_queries_are_answered_in_their_order(served: Served) -> None:
    machine = asked(AWS, "AmazonEC2", "Compute Instance", {"instanceType": "m5.large", **MACHINE},
                    {"purchaseOption": "on_demand"})  # fmt: skip
    disk = asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "/gp2/i"})
    assert prices(served, *[machine, disk] * 500) == [["0.096"], ["0.1"]] * 500
    refused = served.client.post("/graphql", json=[disk] * 1001, headers=served.token())
    assert refused.status_code == 400


def test_another_currency_comes_from_the_operators_rate(served: Served) -> None:
    disk = asked(AWS, "AmazonEC2", "Storage", {"volumeApiName": "gp2"}, query=USD.replace("USD", "EUR"))
    assert prices(served, disk, currency="EUR") == [["0.05"]]


def test_reserved_and_spot_prices_are_told_apart(served: Served) -> None:
    attributes = {"instanceType": "m6a.xlarge", **MACHINE}
    reserved = {"purchaseOption": "reserved", "termLength": "1yr", "termPurchaseOption": "No Upfront",
                "termOfferingClass": "standard", "startUsageAmount": "0"}  # fmt: skip
    spot, year, none = prices(
        served,
        asked(AWS, "AmazonEC2", "Compute Instance", attributes, {"purchaseOption": "spot"}),
        asked(AWS, "AmazonEC2", "Compute Instance", attributes, reserved),
        asked(AWS, "AmazonEC2", "Compute Instance", attributes, {**reserved, "termOfferingClass": "convertible"}),
    )
    assert len(spot) == len(year) == 1
    assert float(spot[0]) < float(year[0]) < 0.1728
    assert none == []


def test_a_pattern_that_never_ends_is_cut_short(served: Served) -> None:
    slow = asked(AWS, "AmazonEC2", "Storage", {"usagetype": "/^(([A-Za-z:0-9]+)+)+!$/"})
    assert prices(served, slow) == [[]]


@pytest.mark.parametrize("body", [b"{", b"7", b'"x"', b"[[]]", b"null",
                                  b'[{"query": 7}]', b'{"query": "{"}',
                                  b'{"query": "query { secrets { all } }"}', b"[" * 100_000])  # fmt: skip
def test_garbage_gets_an_answer(served: Served, body: bytes) -> None:
    answer = served.client.post("/graphql", content=body, headers=served.token())
    assert answer.status_code in {200, 400}
    assert "error" in answer.text


def test_a_key_that_is_none_is_refused_in_the_words_the_command_line_knows(served: Served) -> None:
    answer = served.client.post("/graphql", json=[], headers={"X-Api-Key": "ico-wrong"})
    assert (answer.status_code, answer.json()) == (403, {"error": "Invalid API key"})


def test_events_are_taken_and_not_kept(served: Served) -> None:
    assert served.client.post("/event", json={"event": "x", "env": {}}, headers=served.token()).status_code == 200
