"""Price keys of type files that lead nowhere are listed."""

from pathlib import Path

import pytest

from lepton_iac.kinds.load import load_file
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.verify_keys import verify_keys

TYPE = """
type = "aws_test"
kind = "compute"
source = "https://example.com"
[[charges]]
name = "Good"
quantity = "1"
unit = "hours"
price = { service = "nat_gateway", component = "nat_gateway_hours" }
[[charges]]
name = "Bad"
quantity = "1"
unit = "hours"
price = { service = "nat_gateway", component = "nat_gateway_ours" }
[[charges]]
name = "Filled"
quantity = "1"
unit = "hours"
price = { service = "vm", component = "linux", sku = "{'m5.' + 'huge'}" }
[[examples]]
title = "it"
attributes = { }
quantities = { Good = 1, Bad = 1, Filled = 1 }
unpriced = ["Bad", "Filled"]
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def test_keys_that_lead_nowhere(tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "aws_test.toml"
    path.write_text(TYPE)
    spec = load_file(path, "aws")
    monkeypatch.setattr("lepton_iac.price.engine.spec_of", lambda provider, name: spec)
    found = verify_keys([spec], book)
    assert [(each.charge, each.detail.partition(" (")[0]) for each in found] == [
        ("Bad", "no region has a price of nat_gateway nat_gateway_ours"),
        ("Bad", "the price book has no component nat_gateway_ours of aws nat_gateway"),
        ("Filled", "the price book has no SKU m5.huge of aws vm linux"),
    ]
