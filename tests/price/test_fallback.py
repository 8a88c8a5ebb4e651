"""A charge may name a coarser source for regions in which the first is silent, and a heading to stand under."""

from decimal import Decimal
from pathlib import Path

from lepton_iac.kinds.evaluate import item_of
from lepton_iac.kinds.load import load_file
from lepton_iac.kinds.world import World
from lepton_iac.model import Charge, PriceRow, Resource, Stack, Status, Unpriced
from lepton_iac.price.charge import charges

FILE = """
type = "aws_thing"
kind = "other"
source = "https://aws.amazon.com/"
[[charges]]
name = "Storage"
within = "Standard"
quantity = "10"
unit = "GB"
price = { service = "fine", component = "storage" }
fallback = { service = "coarse", component = "storage" }
"""


class Shelf:
    """A book with one price a service."""

    def __init__(self, **prices: str) -> None:
        self.prices = prices

    def ladder(
        self, provider: str, region: str, service: str, component: str, sku: str = "", purchase: str = "on_demand"
    ) -> tuple[PriceRow, ...] | Unpriced:
        if service not in self.prices:
            return Unpriced(Status.UNPRICED, f"no service {service}")
        price = Decimal(self.prices[service])
        key = (provider, region, service, component, sku, "GB-month")
        return (PriceRow(*key, price, Decimal(0), None, purchase, "USD", "2026-11-01", "test"),)


def priced(folder: Path, shelf: Shelf) -> Charge:
    path = folder / "aws_thing.toml"
    path.write_text(FILE, encoding="utf-8")
    thing = Resource("aws_thing.one", "aws_thing", "one", "aws", {}, region="us-east-1")
    spec = load_file(path, "aws")
    (line,) = charges(spec.charges[0], item_of(spec, thing, World(Stack((thing,), source="test"))), shelf)
    return line


def test_the_finer_source_wins(tmp_path: Path) -> None:
    assert priced(tmp_path, Shelf(fine="2", coarse="3")).cost == Decimal(20)


def test_the_coarser_source_stands_in(tmp_path: Path) -> None:
    line = priced(tmp_path, Shelf(coarse="3"))
    assert line.cost == Decimal(30)
    assert line.part == ("Standard",)


def test_without_either_the_first_reason_is_given(tmp_path: Path) -> None:
    assert priced(tmp_path, Shelf()).cost == Unpriced(Status.UNPRICED, "no service fine")
