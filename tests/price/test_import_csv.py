"""Private prices: what they take off, what they show, and what is refused with its line."""

from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow, Unpriced
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.import_csv import check_against, private_path, read_private, store_private

HEADER = "provider,service,region,component,sku,purchase,percent,price,unit\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def book(cache: Path, folder: Path, lines: str) -> Book:
    text = HEADER + lines
    private = read_private(text, "deal.csv")
    check_against(private, open_book(cache).ladder)
    store_private(folder, private, text)
    return open_book(cache, data_dir=folder)


def first(book: Book, sku: str = "m5.large", region: str = "us-east-1", purchase: str = "on_demand") -> PriceRow:
    found = book.ladder("aws", region, "vm", "linux", sku, purchase)
    assert not isinstance(found, Unpriced)
    return found[0]


def test_a_discount_shows_both_figures(cache: Path, tmp_path: Path) -> None:
    row = first(book(cache, tmp_path, "aws,*,,,,,10,,\n"))
    assert row.price == Decimal("0.0864")
    assert row.derived.startswith("private discount of 10 %; list 0.096 of ")
    assert row.source == "private: deal.csv, line 2"


def test_spot_is_no_list_price_unless_named(cache: Path, tmp_path: Path) -> None:
    plain = first(open_book(cache), purchase="spot")
    assert first(book(cache, tmp_path, "aws,,,,,,10,,\n"), purchase="spot") == plain
    assert first(book(cache, tmp_path, "aws,,,,,*,10,,\n"), purchase="spot").price == plain.price * 9 / 10


def test_the_narrower_rule_wins_and_a_price_beats_a_discount(cache: Path, tmp_path: Path) -> None:
    rules = "aws,,,,,,10,,\naws,vm,us-east-1,,,,20,,\naws,vm,us-east-1,linux,m5.xlarge,,,0.1,hours\n"
    found = book(cache, tmp_path, rules)
    assert first(found).price == Decimal("0.0768")
    assert first(found, region="eu-west-1").price == Decimal("0.0963")
    assert first(found, "m5.xlarge").price == Decimal("0.1")
    prices = {row.sku: row.price for row in found.search("aws", "vm", "linux", "us-east-1")}
    assert (prices["m5.large"], prices["m5.xlarge"]) == (Decimal("0.0768"), Decimal("0.1"))


def test_a_price_of_something_unlisted(cache: Path, tmp_path: Path) -> None:
    found = book(cache, tmp_path, "aws,vm,us-east-1,linux,z9.huge,,,5,hours\n")
    assert first(found, "z9.huge").derived == "private price; no list price known"
    assert isinstance(found.ladder("aws", "us-east-1", "vm", "linux", "z9.other"), Unpriced)


def test_removed(cache: Path, tmp_path: Path) -> None:
    assert book(cache, tmp_path, "aws,,,,,,10,,\n").private is not None
    private_path(tmp_path).unlink()
    assert open_book(cache, data_dir=tmp_path).private is None


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("aws,vm,,,,,,,", "either a percent or a price"),
        ("aws,vm,,,,,101,,", "no percentage"),
        ("aws,vm,,,,,ten,,", "no number"),
        ("aws,vm,,,,,,-1,hours", "below zero"),
        (",vm,,,,,10,,", "no provider"),
        ("aws,,,,m5.large,,,1,hours", "needs its service"),
        ("aws,,,,,,10,,\naws,,,,,,20,,", "the same thing as line 2"),
        ("aws,vm,,,,,10,,,,", "more cells"),
    ],
)
def test_refused_lines(line: str, what: str) -> None:
    with pytest.raises(PriceBookError, match=what) as caught:
        read_private(f"{HEADER}{line}\n", "deal.csv")
    assert caught.value.where == f"deal.csv:{1 + len(line.splitlines())}"


def test_refused_files(cache: Path) -> None:
    with pytest.raises(PriceBookError, match="column service is missing"):
        read_private("provider\naws\n", "deal.csv")
    with pytest.raises(PriceBookError, match="unknown column cost"):
        read_private("provider,service,cost\n", "deal.csv")
    with pytest.raises(PriceBookError, match="currencies are not mixed"):
        read_private("provider,service,percent,currency\naws,vm,5,EUR\n", "deal.csv")
    other_unit = read_private(f"{HEADER}aws,vm,us-east-1,linux,m5.large,,,1,seconds\n", "deal.csv")
    with pytest.raises(PriceBookError, match="unit is hours, not seconds"):
        check_against(other_unit, open_book(cache).ladder)
