"""The laws of a ladder: nothing is lost between tiers, more never costs less, units never mix."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.model import PriceRow
from lepton_iac.price.tiers import price_multiplier, split, tier_words
from lepton_iac.units import HOURS_PER_MONTH

amounts = st.decimals(min_value=0, max_value=10**7, places=3)


def row(start: Decimal, end: Decimal | None, price: str = "0.1", unit: str = "GB-month") -> PriceRow:
    key = ("aws", "r", "s", "c", "", unit)
    return PriceRow(*key, Decimal(price), start, end, "on_demand", "USD", "2026-01-01", "test")


def ladder(bounds: list[Decimal]) -> list[PriceRow]:
    starts = [Decimal(0), *sorted(set(bounds) - {Decimal(0)})]
    return [row(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


@given(st.lists(amounts, max_size=4), amounts)
def test_the_shares_of_all_tiers_are_the_quantity(bounds: list[Decimal], quantity: Decimal) -> None:
    shares = list(split(ladder(bounds), quantity, quantity, quantity, None))
    assert sum((share for _, share, _, _ in shares), Decimal(0)) == quantity


@given(st.lists(amounts, max_size=4), amounts)
def test_one_tier_prices_everything_when_the_place_is_given(bounds: list[Decimal], quantity: Decimal) -> None:
    found = list(split(ladder([Decimal(5), *bounds]), quantity, quantity, quantity, Decimal(1)))
    assert len(found) == 1
    assert found[0][1] == quantity


@given(amounts)
def test_what_lies_below_the_first_tier_is_included_elsewhere(quantity: Decimal) -> None:
    shares = [share for _, share, _, _ in split([row(Decimal(3000), None)], quantity, quantity, quantity, None)]
    assert sum(shares, Decimal(0)) == max(quantity - 3000, Decimal(0))


@pytest.mark.parametrize(
    ("shown", "booked", "factor"),
    [
        ("GB", "GB-month", 1),
        ("hours", "hours", 1),
        ("LCU", "LCU-hours", HOURS_PER_MONTH),
        ("requests", "requests", 1),
        ("anything", "unit", 1),
        ("GB", "hours", None),
        ("GB", "GiB-month", None),
        ("requests", "GB", None),
    ],
)
def test_units_are_compared_or_refused(shown: str, booked: str, factor: Decimal | None) -> None:
    assert price_multiplier(shown, booked) == factor


@pytest.mark.parametrize(
    ("start", "end", "unit", "words"),
    [
        (0, 51200, "GB-month", "first 50TB"),
        (51200, 512000, "GB-month", "next 450TB"),
        (512000, None, "GB-month", "over 500TB"),
        (0, 1000, "requests", "first 1K"),
        (1000, 10000, "requests", "next 9K"),
        (0, None, "requests", ""),
    ],
)
def test_tiers_are_named_as_the_field_does(start: int, end: int | None, unit: str, words: str) -> None:
    assert tier_words(row(Decimal(start), None if end is None else Decimal(end), unit=unit)) == words
