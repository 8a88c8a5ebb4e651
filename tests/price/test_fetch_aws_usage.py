"""Every usage type that an update understands lands on a key, in a unit, that some type file asks for."""

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.kinds.load import spec_of, type_names
from lepton_iac.model import PriceRow
from lepton_iac.price.fetch_aws import offer_rows
from lepton_iac.price.fetch_aws_names import PUBLISHED_UNITS, USAGE
from lepton_iac.price.tiers import price_multiplier
from lepton_iac.units import noun

Asked = tuple[re.Pattern[str], str, bool]
COLUMNS = (
    *("SKU", "TermType", "StartingRange", "EndingRange", "Unit", "PricePerUnit", "Currency", "Product Family"),
    *("Region Code", "usageType", "Queue Type", "operation", "File System Type", "Deployment Option", "Storage Type"),
)
UNASKED = {"EBS:SnapshotArchiveRetrieval"}
"""What no resource is billed for by itself: a restore somebody asks for."""
LISTED = [(offer, usage) for offer, entries in USAGE.items() for usage in entries if usage not in UNASKED]


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """What type files ask for: service, component and SKU as one pattern, and the unit they bill in."""
    found = []
    for name in type_names("aws", internal=True):
        spec = spec_of("aws", name)
        for rule in spec.charges if spec else ():
            for key in filter(None, (rule.price, rule.fallback)):
                text = "|".join((key.service.text, key.component.text, key.sku.text))
                parts = [re.escape(part) for part in re.split(r"\{[^{}]*\}", text)]
                found.append((re.compile("[^|]*".join(parts)), rule.unit, rule.hourly))
    return found


def fits(row: PriceRow, wanted: Asked) -> bool:
    pattern, unit, hourly = wanted
    if pattern.fullmatch(f"{row.service}|{row.component}|{row.sku}") is None:
        return False
    return hourly or price_multiplier(noun(unit), row.unit) is not None


def rows(path: Path, offer: str, *lines: dict[str, str]) -> tuple[list[PriceRow], Counter[str]]:
    usual = {"TermType": "OnDemand", "Currency": "USD", "Region Code": "eu-west-1", "PricePerUnit": "0.0000005"}
    with path.open("w", newline="") as stream:
        stream.write('"Publication Date","2026-11-20T10:00:00Z"\n')
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({**usual, **line} for line in lines)
    unmapped: Counter[str] = Counter()
    return list(offer_rows(path, offer, "USD", unmapped)), unmapped


@pytest.mark.parametrize(("offer", "usage"), LISTED, ids=[f"{offer}-{usage}" for offer, usage in LISTED])
def test_a_listed_usage_type_is_asked_for(tmp_path: Path, asked: list[Asked], offer: str, usage: str) -> None:
    unit = min(PUBLISHED_UNITS[USAGE[offer][usage][3]])
    (row,), unmapped = rows(tmp_path / "o.csv", offer, {"usageType": f"EUW1-{usage}", "Unit": unit})
    assert not unmapped
    assert any(fits(row, wanted) for wanted in asked), (row.service, row.component, row.sku, row.unit)


@pytest.mark.parametrize(
    ("offer", "line", "sku"),
    [
        ("AmazonMSK", {"usageType": "EUW1-Kafka.m5.large"}, "m5.large"),
        ("AmazonDocDB", {"usageType": "EUW1-InstanceUsage:db.r5.large"}, "db.r5.large"),
        ("AmazonRedshift", {"usageType": "EUW1-Node:ra3.4xlarge"}, "ra3.4xlarge"),
        ("AmazonES", {"usageType": "EUW1-ESInstance:m5.large"}, "m5.large"),
    ],
)
def test_machines_of_services(tmp_path: Path, asked: list[Asked], offer: str, line: dict[str, str], sku: str) -> None:
    (row,), _ = rows(tmp_path / "o.csv", offer, {**line, "Unit": "Hrs"})
    assert (row.sku, row.unit) == (sku, "hours")
    assert any(fits(row, wanted) for wanted in asked)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({"usageType": "EUW1-TransitGateway-Hours", "operation": "TransitGatewayVPC", "Unit": "hour"}, "hours vpc"),
        ({"usageType": "EUW1-TransitGateway-Hours", "operation": "TransitGatewayVPN", "Unit": "hour"}, "hours vpn"),
        ({"usageType": "EUW1-TransitGateway-Bytes", "operation": "TransitGatewayVPC", "Unit": "GigaBytes"}, "GB vpc"),
    ],
)
def test_attachments_are_told_apart_by_their_operation(
    tmp_path: Path, asked: list[Asked], line: dict[str, str], key: str
) -> None:
    (row,), _ = rows(tmp_path / "o.csv", "AmazonVPC", line)
    assert f"{row.unit} {row.sku}" == key
    assert any(fits(row, wanted) for wanted in asked)
    assert rows(tmp_path / "o.csv", "AmazonVPC", {**line, "operation": "Another"})[0] == []


FILES = [
    (("Windows", "Multi-AZ", "SSD", "Storage", "Storage_MAZ:SSD", "GB-Mo"), "windows_ssd_multi_az"),
    (("Windows", "Single-AZ", "HDD", "Storage", "Storage:HDD", "GB-Mo"), "windows_hdd_single_az"),
    (("Windows", "Single-AZ", "", "Provisioned Throughput", "Throughput", "MiBps-Mo"), "windows_throughput_single_az"),
    (("Windows", "Single-AZ", "", "Storage", "BackupUsage", "GB-Mo"), "windows_backup"),
    (("OpenZFS", "Single-AZ", "SSD", "Storage", "ZFS-Storage", "GB-Mo"), "openzfs_ssd_single_az_1"),
    (("OpenZFS", "Single-AZ", "", "Provisioned IOPS", "ZFS-IOPS", "IOPS-Mo"), "openzfs_iops_single_az_1"),
    (("ONTAP", "Multi-AZ", "", "Provisioned Throughput", "ONTAP-TP", "MiBps-Mo"), "ontap_throughput_multi_az_1"),
    (("Lustre", "", "", "Storage", "Lustre-BackupUsage", "GB-Mo"), "lustre_backup"),
]


def file_line(system: str, zones: str, storage: str, family: str, usage: str, unit: str) -> dict[str, str]:
    kept = {"File System Type": system, "Deployment Option": zones, "Storage Type": storage, "Product Family": family}
    return {**kept, "usageType": f"EUW1-{usage}", "Unit": unit}


@pytest.mark.parametrize(("said", "component"), FILES, ids=[component for _, component in FILES])
def test_file_systems(
    tmp_path: Path, asked: list[Asked], said: tuple[str, str, str, str, str, str], component: str
) -> None:
    (row,), _ = rows(tmp_path / "o.csv", "AmazonFSx", file_line(*said))
    assert row.component == component
    assert any(fits(row, wanted) for wanted in asked), (row.service, row.component, row.unit)


def test_file_systems_of_another_generation_stay_without_a_name(tmp_path: Path) -> None:
    newer = file_line("OpenZFS", "Single-AZ_2N", "SSD", "Storage", "ZFS-Storage2", "GB-Mo")
    lustre = file_line("Lustre", "Single-AZ", "SSD", "Storage", "Lustre-Storage", "GB-Mo")
    found, unmapped = rows(tmp_path / "o.csv", "AmazonFSx", newer, lustre)
    assert (found, unmapped.total()) == ([], 2)


def test_queues_of_both_kinds(tmp_path: Path, asked: list[Asked]) -> None:
    line = {"usageType": "EUW1-Requests-Tier1", "Unit": "Requests", "Queue Type": "FIFO (first-in, first-out)"}
    found, _ = rows(tmp_path / "o.csv", "AWSQueueService", line, {**line, "Queue Type": "Standard"})
    assert [row.sku for row in found] == ["fifo", "standard"]
    assert all(any(fits(row, wanted) for wanted in asked) for row in found)


def test_a_product_family_with_one_price(tmp_path: Path, asked: list[Asked]) -> None:
    secret, _ = rows(tmp_path / "o.csv", "AWSSecretsManager", {"Product Family": "Secret", "Unit": "Secrets"})
    assert [row.component for row in secret] == ["secrets_manager_secret"]
    assert any(fits(secret[0], wanted) for wanted in asked)


def test_a_region_in_small_letters_and_a_class_that_looks_like_one(tmp_path: Path) -> None:
    key, _ = rows(tmp_path / "k.csv", "awskms", {"usageType": "eu-west-1-KMS-Keys", "Unit": "Keys"})
    (storage,), _ = rows(
        tmp_path / "d.csv", "AmazonDynamoDB", {"usageType": "IA-TimedStorage-ByteHrs", "Unit": "GB-Mo"}
    )
    assert key[0].component == "kms_key"
    assert (storage.component, storage.sku) == ("dynamodb_storage", "standard_ia")


def test_a_free_share_of_the_account_is_left_out_and_the_price_counts_from_the_start(tmp_path: Path) -> None:
    usual = {"usageType": "EUW1-ReadCapacityUnit-Hrs", "Unit": "ReadCapacityUnit-Hrs"}
    free = {**usual, "StartingRange": "0", "EndingRange": "18600", "PricePerUnit": "0"}
    paid = {**usual, "StartingRange": "18600", "EndingRange": "Inf", "PricePerUnit": "0.000147"}
    (row,), unmapped = rows(tmp_path / "o.csv", "AmazonDynamoDB", free, paid)
    assert (row.tier_from, row.tier_to, row.price) == (Decimal(0), None, Decimal("0.000147"))
    assert unmapped.total() == 1


def test_another_unit_is_not_taken_for_this_one(tmp_path: Path) -> None:
    found, unmapped = rows(tmp_path / "o.csv", "AmazonEFS", {"usageType": "EUW1-TimedStorage-ByteHrs", "Unit": "Hrs"})
    assert (found, unmapped.total()) == ([], 1)
