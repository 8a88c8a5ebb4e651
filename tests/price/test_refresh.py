"""Updates are all or nothing, go on where they stopped, and never mix currencies."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow, Unpriced
from lepton_iac.price.book import open_book
from lepton_iac.price.book_diff import compare, edition
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.refresh import refresh, staging_path
from lepton_iac.price.refresh_store import currencies, current_path, edition_paths, open_current


def row(price: str, sku: str = "m5.large", **more: str) -> PriceRow:
    made = PriceRow(
        *("aws", "eu-west-1", "vm", "linux", sku, "hours", Decimal(price), Decimal(0), None),
        *("on_demand", "USD", "2026-11-23", "AWS Price List, AmazonEC2"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


class Source:
    """A price list of pages that may fall over once; remembers which pages it was asked for."""

    def __init__(self, *pages: list[PriceRow], falls_at: str = "never") -> None:
        self.pages, self.falls_at, self.asked = pages, falls_at, list[str]()

    def fetch(self, cursor: str) -> Batch:
        self.asked.append(cursor)
        at = int(cursor or 0)
        following = str(at + 1) if at + 1 < len(self.pages) else ""
        return Batch(self._rows(at, cursor), Counter({"odd": 1}), following)

    def _rows(self, at: int, cursor: str) -> Iterator[PriceRow]:
        for each in self.pages[at]:
            yield each
            if self.falls_at == cursor:
                self.falls_at = "never"
                raise KeyboardInterrupt


def prices(folder: Path, tmp: Path) -> str:
    found = open_book(tmp, data_dir=folder).ladder("aws", "eu-west-1", "vm", "linux", "m5.large")
    assert not isinstance(found, Unpriced)
    return f"{found[0].price} {found[0].source}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_new_prices_stand_in_front_of_the_embedded_ones(folder: Path, tmp_path: Path) -> None:
    assert prices(folder, tmp_path).startswith("0.107 ")
    result = refresh(folder, "u", [Task("a", Source([row("0.2")]).fetch)], "20261123T000000Z")
    assert (result.rows, result.kept, result.unmapped) == (1, 0, Counter({"odd": 1}))
    assert prices(folder, tmp_path) == "0.2 AWS Price List, AmazonEC2"
    book = open_book(tmp_path, data_dir=folder)
    assert book.edition == "20261123T000000Z"
    found = {each.sku: each.price for each in book.search("aws", "vm", "linux", "eu-west-1")}
    assert found["m5.large"] == Decimal("0.2")
    assert found["m5.xlarge"] == Decimal("0.214")


def test_a_killed_update_goes_on_and_changes_nothing_before_its_end(folder: Path, tmp_path: Path) -> None:
    refresh(folder, "u", [Task("a", Source([row("0.2")]).fetch)], "20261101T000000Z")
    source = Source([row("0.3")], [row("0.4", "m5.xlarge")], [row("0.5", "m5.2xlarge")], falls_at="1")
    with pytest.raises(KeyboardInterrupt):
        refresh(folder, "u", [Task("a", source.fetch)], "20261123T000000Z")
    assert prices(folder, tmp_path).startswith("0.2 ")
    assert staging_path(folder, "u").is_file()
    result = refresh(folder, "u", [Task("a", source.fetch)], "20261123T000000Z")
    assert source.asked == ["", "1", "1", "2"]
    assert (result.rows, result.unmapped["odd"]) == (3, 3)
    assert prices(folder, tmp_path).startswith("0.3 ")
    assert not staging_path(folder, "u").exists()


def test_a_failed_swap_leaves_the_old_prices(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(folder, "u", [Task("a", Source([row("0.2")]).fetch)], "20261101T000000Z")

    def full(path: Path, packed: Path, name: str) -> None:
        path.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr("lepton_iac.price.refresh_store._build", full)
    with pytest.raises(PriceBookError, match="no space left"):
        refresh(folder, "u", [Task("a", Source([row("0.9")]).fetch)], "20261123T000000Z")
    assert prices(folder, tmp_path).startswith("0.2 ")


def test_what_an_update_does_not_ask_about_stays(folder: Path) -> None:
    refresh(folder, "u", [Task("a", Source([row("0.2"), row("0.4", region="us-east-1")]).fetch)], "20261101T000000Z")
    result = refresh(folder, "u", [Task("a", Source([row("0.3")]).fetch)], "20261123T000000Z")
    assert (result.rows, result.kept) == (1, 1)
    assert [path.name for path in edition_paths(folder)] == [
        "20261101T000000Z-USD.csv.gz",
        "20261123T000000Z-USD.csv.gz",
    ]


def test_ladders_that_are_not_whole_are_refused(folder: Path) -> None:
    twins = [row("0.2"), row("0.3"), row("1", "m5.xlarge")]
    result = refresh(folder, "u", [Task("a", Source(twins).fetch)], "20261123T000000Z")
    assert (result.rows, result.refused) == (1, Counter({"several prices for one key": 2}))


def test_nothing_usable_is_an_error_and_changes_nothing(folder: Path) -> None:
    with pytest.raises(PriceBookError, match="none of the prices fetched"):
        refresh(folder, "u", [Task("a", Source([]).fetch)], "20261123T000000Z")
    assert open_current(folder) is None


def test_another_currency_is_kept_apart(folder: Path, tmp_path: Path) -> None:
    euros = [row("0.2", currency="EUR")]
    refresh(folder, "u", [Task("a", Source(euros).fetch)], "20261123T000000Z", "EUR")
    assert currencies(folder) == ["EUR"]
    assert prices(folder, tmp_path).startswith("0.107 ")
    with pytest.raises(PriceBookError, match="in USD and in EUR are not compared"):
        list(compare(edition("embedded", folder), edition("current", folder, "EUR")))


def test_two_updates_at_once(folder: Path) -> None:
    path = staging_path(folder, "u")
    path.parent.mkdir(parents=True)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(PriceBookError, match="locked"):
        refresh(folder, "u", [Task("a", Source([row("1")]).fetch)], "20261123T000000Z")
    other.close()


def test_a_damaged_file_says_so(folder: Path) -> None:
    path = current_path(folder)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database")
    with pytest.raises(PriceBookError, match="damaged"):
        open_current(folder)


def test_differences(folder: Path) -> None:
    old = [row("0.2"), row("1", "m5.xlarge"), row("7", region="us-east-1")]
    refresh(folder, "u", [Task("a", Source(old).fetch)], "20261101T000000Z")
    one = edition("2026-11-01", folder)
    refresh(folder, "u", [Task("a", Source([row("0.3"), row("2", "m5.2xlarge")]).fetch)], "20261123T000000Z")
    found = [(each.kind, each.key[3], each.percent) for each in compare(one, edition("20261123", folder))]
    assert found == [("new", "m5.2xlarge", None), ("changed", "m5.large", Decimal(50)), ("gone", "m5.xlarge", None)]
    assert list(compare(one, one)) == []
    with pytest.raises(PriceBookError, match="no such edition"):
        edition("1999", folder)
