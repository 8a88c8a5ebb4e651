"""Laws between list prices, on made rows and on the whole embedded book."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.model import InstanceSpec, PriceRow
from lepton_iac.price.book import open_book
from lepton_iac.price.verify import verify


def row(price: str, region: str = "r1", component: str = "linux", purchase: str = "on_demand") -> PriceRow:
    return PriceRow(
        *("aws", region, "vm", component, "m5.large", "hours", Decimal(price), Decimal(0), None),
        *(purchase, "USD", "2026-01-01", "somewhere"),
    )


def laws(*rows: PriceRow) -> list[tuple[str, Decimal]]:
    return [(problem.law, problem.row.price) for problem in verify(rows)]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> list[PriceRow]:
    return open_book(tmp_path_factory.mktemp("book")).rows()


def test_prices_that_fit_have_no_problem() -> None:
    assert laws(row("2"), row("1", purchase="spot"), row("3", component="windows")) == []


def test_two_prices_for_one_key() -> None:
    assert laws(row("1"), row("2")) == [("ladder", Decimal(1)), ("ladder", Decimal(2))]


@pytest.mark.parametrize("purchase", ["spot", "savings_plan_1y", "reserved_1y_no_upfront", "cud_1y"])
def test_a_discount_is_never_dearer(purchase: str) -> None:
    assert laws(row("1"), row("2", purchase=purchase)) == [("purchase order", Decimal(2))]


def test_a_longer_commitment_is_never_dearer() -> None:
    assert laws(row("1", purchase="cud_1y"), row("2", purchase="cud_3y")) == [("purchase order", Decimal(2))]


def test_a_licence_is_never_cheaper() -> None:
    assert laws(row("2"), row("1", component="windows")) == [("licence order", Decimal(1))]


def test_a_region_far_from_the_median() -> None:
    usual = [row("1", region) for region in ("r1", "r2", "r3", "r4")]
    assert laws(*usual, row("2.6", "r5")) == [("regional outlier", Decimal("2.6"))]
    assert laws(*usual, row("0.3", "r5")) == [("regional outlier", Decimal("0.3"))]
    assert laws(*usual, row("2.4", "r5")) == []
    assert laws(*usual[:3], row("2.6", "r5")) == []


def test_a_larger_machine_below_a_smaller_one_wants_a_look() -> None:
    sizes = {"m5.large": Decimal(2), "m5.xlarge": Decimal(4)}
    specs = {"aws": {sku: InstanceSpec("aws", sku, "m5", vcpu, vcpu * 4) for sku, vcpu in sizes.items()}}
    problems = verify([row("2"), replace(row("1"), sku="m5.xlarge")], specs)
    assert [(problem.law, problem.hard) for problem in problems] == [("size order", False)]


def test_the_embedded_book_breaks_no_hard_law(embedded: list[PriceRow]) -> None:
    assert [problem for problem in verify(embedded) if problem.hard] == []


def test_every_embedded_price_is_exact_and_dated(embedded: list[PriceRow]) -> None:
    assert len(embedded) > 250_000
    assert {type(row.price) for row in embedded} == {Decimal}
    assert {row.currency for row in embedded} == {"USD"}
    assert all(row.effective and row.source and row.region and row.unit for row in embedded)


def test_rows_set_aside_are_kept_with_their_cause() -> None:
    text = (Path(__file__).parents[2] / "lepton_iac/price/data/quarantine.csv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    assert header.startswith("cause,provider,service,component,sku,purchase,region,")
    assert any(line.startswith("regional outlier: 32.011 is ") and "db.r5.8xlarge" in line for line in lines)


def test_rows_set_aside_are_not_served(embedded: list[PriceRow]) -> None:
    text = (Path(__file__).parents[2] / "lepton_iac/price/data/quarantine.csv").read_text(encoding="utf-8")
    names = ("provider", "service", "component", "sku", "purchase", "region", "effective", "source")
    aside = {(*(one[name] for name in names), Decimal(one["price"])) for one in csv.DictReader(text.splitlines())}
    served = {(*(getattr(row, name) for name in names), row.price) for row in embedded}
    assert len(aside) > 10
    assert aside & served == set()
