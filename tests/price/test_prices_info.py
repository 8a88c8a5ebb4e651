"""What the book says about itself."""

from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.book_keys import key_lines, main


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.mktemp("book"))


def test_counts_add_up(book: Book) -> None:
    info = book.info()
    assert [each.provider for each in info.providers] == ["aws", "azurerm", "google"]
    assert info.rows == sum(each.rows for each in info.providers) > 250_000
    for each in info.providers:
        assert sum(count for _, count in each.sources) == each.rows
        assert each.oldest < "2025" < each.newest


def test_regions_of_a_service(book: Book) -> None:
    assert {"us-east-1", "eu-central-1"} < set(book.regions("aws", "vm"))
    assert book.regions("aws", "nothing") == ()


def test_keys_are_listed_for_people_who_write_resource_types(book: Book) -> None:
    (line,) = (line for line in key_lines(book, "aws", "nat_gateway") if "nat_gateway_hours" in line)
    assert line == "nat_gateway  nat_gateway_hours  [hours]  regions=38  on_demand  sku: (empty)"
    (tiered,) = (line for line in key_lines(book, "aws", "s3") if "  s3_standard_storage  " in line)
    assert "  tiered  " in tiered


def test_a_listing_needs_a_provider(tmp_path: Path) -> None:
    with pytest.raises(PriceBookError, match="no provider"):
        main([])
