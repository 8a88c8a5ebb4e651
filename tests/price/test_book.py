"""Look-ups in the embedded price book, against published list prices."""

from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.model import PriceRow, Status, Unpriced
from lepton_iac.price.book import Book, open_book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.mktemp("book"))


def first(found: tuple[PriceRow, ...] | Unpriced) -> PriceRow:
    assert isinstance(found, tuple), found
    return found[0]


@pytest.mark.parametrize(
    ("key", "price", "unit"),
    [
        (("aws", "us-east-1", "vm", "linux", "m5.large"), "0.096", "hours"),
        (("aws", "us-east-1", "vm", "windows", "m5.large"), "0.188", "hours"),
        (("aws", "us-east-1", "vm", "linux", "t3.medium"), "0.0416", "hours"),
        (("aws", "us-east-1", "ebs", "ebs_gp3_storage"), "0.08", "GB-month"),
        (("aws", "us-east-1", "nat_gateway", "nat_gateway_hours"), "0.045", "hours"),
        (("aws", "us-east-1", "nat_gateway", "nat_gateway_data_processed"), "0.045", "GB"),
        (("aws", "us-east-1", "alb", "alb_hours"), "0.0225", "hours"),
        (("aws", "us-east-1", "alb", "alb_lcu_hours"), "0.008", "LCU-hours"),
        (("aws", "us-east-1", "eks", "eks_cluster_hours"), "0.10", "hours"),
        (("aws", "us-east-1", "s3", "s3_standard_storage"), "0.023", "GB-month"),
        (("aws", "us-east-1", "ecs_fargate", "fargate_vcpu", "linux_x86"), "0.04048", "vCPU-hours"),
        (("aws", "us-east-1", "ecs_fargate", "fargate_memory", "linux_x86"), "0.004445", "GB-hours"),
        (("aws", "us-east-1", "rds", "mysql/single-az", "db.m5.large"), "0.171", "hours"),
        (("aws", "us-east-1", "rds", "mysql/multi-az", "db.m5.large"), "0.342", "hours"),
        (("aws", "us-east-1", "rds", "aurora-mysql/single-az", "db.r6g.large"), "0.26", "hours"),
        (("aws", "us-east-1", "elasticache", "redis", "cache.m5.large"), "0.156", "hours"),
        (("azurerm", "eastus", "vm", "linux", "Standard_D2s_v5"), "0.096", "hours"),
        (("azurerm", "eastus", "vm", "windows", "Standard_D2s_v5"), "0.188", "hours"),
        (("google", "us-central1", "vm", "linux", "n2-standard-4"), "0.194236", "hours"),
        (("google", "us-central1", "persistent_disk", "pd_balanced_storage"), "0.10", "GB-month"),
        (("google", "us-central1", "gke", "gke_cluster_hours"), "0.10", "hours"),
    ],
)
def test_published_price(book: Book, key: tuple[str, ...], price: str, unit: str) -> None:
    row = first(book.ladder(*key))
    assert (row.price, row.unit) == (Decimal(price), unit)


def test_a_price_per_million_is_exact_per_request(book: Book) -> None:
    row = first(book.ladder("aws", "us-east-1", "lambda", "lambda_requests", "x86"))
    assert (row.price, row.unit) == (Decimal("0.0000002"), "requests")


def test_tiers_come_in_order_and_touch(book: Book) -> None:
    ladder = book.ladder("aws", "us-east-1", "s3", "s3_standard_storage")
    assert isinstance(ladder, tuple)
    assert [row.price for row in ladder] == [Decimal("0.023"), Decimal("0.022"), Decimal("0.021")]
    assert [row.tier_to for row in ladder] == [Decimal(51200), Decimal(512000), None]


def test_the_same_question_gets_the_same_object(book: Book) -> None:
    key = ("aws", "us-east-1", "ebs", "ebs_gp3_storage")
    assert book.ladder(*key) is book.ladder(*key)


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        (("aws", "us-east-1", "s4", "storage"), Status.UNPRICED, "no service s4"),
        (("aws", "us-east-1", "s3", "teleport"), Status.UNPRICED, "no component teleport"),
        (("aws", "us-east-1", "vm", "linux", "m5.huge"), Status.UNPRICED, "no SKU m5.huge"),
        (("aws", "moon-1", "vm", "linux", "m5.large"), Status.UNAVAILABLE, "there is one in af-south-1, "),
        (("aws", "us-east-1", "vm", "linux", "m5.large", "barter"), Status.UNPRICED, "only on_demand, spot"),
        (("aws", "", "vm", "linux", "m5.large"), Status.UNPRICED, "no region is given"),
    ],
)
def test_a_missing_price_says_why(book: Book, key: tuple[str, ...], status: Status, words: str) -> None:
    found = book.ladder(*key)
    assert isinstance(found, Unpriced)
    assert found.status is status
    assert words in found.reason


def test_a_service_without_regions_is_found_from_any_region(book: Book) -> None:
    row = first(book.ladder("aws", "eu-west-3", "route53", "route53_hosted_zone"))
    assert row.region == "global"


def test_search_lists_candidates(book: Book) -> None:
    rows = book.search("aws", "vm", "linux", "us-east-1", skus=["m5.large", "m5.xlarge"])
    assert {row.sku: row.price for row in rows} == {"m5.large": Decimal("0.096"), "m5.xlarge": Decimal("0.192")}


def test_specs_say_what_a_machine_offers(book: Book) -> None:
    spec = book.specs("aws")["m5.large"]
    assert (spec.vcpu, spec.memory_gib, spec.arch, spec.current) == (Decimal(2), Decimal(8), "x86_64", False)
    assert book.specs("aws")["m7i.large"].current is True
    assert book.specs("google")["e2-micro"].burstable is True
    assert book.specs("azurerm")["Standard_D2s_v5"].current is None


def test_an_overlay_row_wins(tmp_path: Path, book: Book) -> None:
    published = first(book.ladder("aws", "us-east-1", "ebs", "ebs_gp3_storage"))
    own = PriceRow(
        *("aws", "us-east-1", "ebs", "ebs_gp3_storage", "", "GB-month", Decimal("0.05"), Decimal(0), None),
        *("on_demand", "USD", "2026-11-01", "contract"),
    )
    priced = open_book(tmp_path, overlay=(own,))
    assert priced.ladder("aws", "us-east-1", "ebs", "ebs_gp3_storage") == (own,)
    assert published not in priced.search("aws", "ebs", "ebs_gp3_storage", "us-east-1")
