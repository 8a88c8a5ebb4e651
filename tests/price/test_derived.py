"""Windows prices that follow from published ones."""

from decimal import Decimal

import pytest

from lepton_iac.model import PriceRow, Unpriced
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.derived import proven_surcharges


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.mktemp("book"))


def published(*figures: str, sku: str = "m5.large") -> list[tuple[str, str, Decimal]]:
    return [(sku, f"r{at}", Decimal(figure)) for at, figure in enumerate(figures)]


def linux(region: str, sku: str = "m5.large") -> PriceRow:
    return PriceRow(
        *("aws", region, "vm", "linux", sku, "hours", Decimal(1), Decimal(0), None),
        *("on_demand", "USD", "2026-01-01", "somewhere"),
    )


def test_a_surcharge_needs_three_regions() -> None:
    assert proven_surcharges(published("0.092", "0.092")).by_sku == {}
    assert proven_surcharges(published("0.092", "0.092", "0.092")).by_sku["m5.large"].usd_per_hour == Decimal("0.092")


def test_a_surcharge_that_regions_dispute_is_not_proven() -> None:
    assert proven_surcharges(published("0.092", "0.092", "0.092", "0.1")).by_sku == {}


def test_a_surcharge_of_nothing_is_not_one() -> None:
    assert proven_surcharges(published("0", "0", "0")).by_sku == {}


def test_a_region_must_itself_follow_surcharges() -> None:
    skus = ("a", "b", "c", "d")
    found = [each for sku in skus for each in published("0.1", "0.1", "0.1", sku=sku)]
    surcharges = proven_surcharges(found)
    assert surcharges.regions == {"r0", "r1", "r2"}
    row = surcharges.windows_row(linux("r1", "a"))
    assert row is not None
    assert (row.component, row.price) == ("windows", Decimal("1.1"))
    assert "$0.1 per hour in the 3 regions" in row.derived
    assert surcharges.windows_row(linux("r9", "a")) is None
    assert surcharges.windows_row(linux("r1", "e")) is None


def test_a_derived_row_says_so_and_can_be_switched_off(book: Book, tmp_path_factory: pytest.TempPathFactory) -> None:
    computed = next(row for row in book.search("aws", "vm", "windows", "eu-west-3") if row.derived)
    key = ("aws", "eu-west-3", "vm", "windows", computed.sku)
    assert book.ladder(*key) == (computed,)
    plain = open_book(tmp_path_factory.mktemp("plain"), derived=False)
    assert isinstance(plain.ladder(*key), Unpriced)
    assert not [row for row in plain.search("aws", "vm", "windows", "eu-west-3") if row.derived]


def test_a_published_price_is_never_replaced(book: Book) -> None:
    rows = book.search("aws", "vm", "windows", "us-east-1", skus=["m5.large"])
    assert [(row.price, row.derived) for row in rows] == [(Decimal("0.188"), "")]


@pytest.mark.parametrize("purchase", ["spot", "reserved_1y_no_upfront"])
def test_only_on_demand_prices_are_derived(book: Book, purchase: str) -> None:
    assert not [row for row in book.search("aws", "vm", "windows", purchase=purchase) if row.derived]
