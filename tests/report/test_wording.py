"""How figures, gaps, bars and pictures read."""

import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from lepton_iac.model import Bill, Equivalent
from lepton_iac.report import wording
from lepton_iac.report.comparison import comparison
from lepton_iac.report.figure import level, short, sparkline
from lepton_iac.report.html.chart import LABEL_GAP, chart
from lepton_iac.report.html.group import groups
from tests.report.evidence import demand
from tests.report.examples import complete, full, resource, web


@pytest.mark.parametrize(
    ("price", "text"),
    [("0.0000002", "$0.0000002"), ("0.1", "$0.10"), ("1234.5", "$1,234.50"), ("0", "$0.00"), ("-0.05", "-$0.05")],
)
def test_rate_keeps_all_digits(price: str, text: str) -> None:
    assert wording.rate(Decimal(price), "USD") == text


def test_other_currencies_carry_their_code() -> None:
    assert wording.rate(Decimal("0.1"), "EUR") == "0.10 EUR"
    assert wording.signed(Decimal(1), "EUR") == "+1.00 EUR"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("730", "730"),
        ("51200", "51,200"),
        ("0.5", "0.5"),
        ("-80", "-80"),
        ("0.00000001", "1.00e-8"),
        ("-0.25", "-0.25"),
        ("1E+21", "1.0000e+21"),
    ],
)
def test_quantity(amount: str, text: str) -> None:
    assert wording.quantity(Decimal(amount)) == text


def test_what_rounds_to_nothing_is_not_shown_as_zero() -> None:
    assert wording.cost(Decimal("0.001"), "USD") == "<$0.01"
    assert wording.cost(Decimal("-0.001"), "USD") == ">-$0.01"
    assert wording.cost(Decimal(0), "USD") == "$0.00"


def test_percent() -> None:
    assert wording.percent(Decimal(0), Decimal(5)) == ""
    assert wording.percent(Decimal(8), Decimal(9)) == "+12.5%"
    assert wording.percent(Decimal(1), Decimal(4)) == "+300%"


def test_units_after_per() -> None:
    assert [wording.per(unit) for unit in ("hours", "GB", "1M requests", "IOPS", "GB-seconds")] == [
        "hour",
        "GB",
        "1M requests",
        "IOPS",
        "GB-second",
    ]


def test_probability() -> None:
    found = [wording.probability(value) for value in (None, 0.0, 0.00001, 0.004, 0.25)]
    assert found == ["–", "0% of hours", "<0.01% of hours", "0.4% of hours", "25% of hours"]


def test_forecast_figures() -> None:
    assert [short(value) for value in (None, math.nan, 0.0, 12345.6, 0.1234, 0.00001)] == [
        "–",
        "–",
        "0",
        "12,346",
        "0.123",
        "1.0e-05",
    ]
    assert level(0.34, "fraction") == "34%"
    assert level(2.5, "GiB") == "2.5 GiB"
    assert sparkline((1.0, math.nan, 2.0)) == "▁ █"
    assert sparkline((1.0, 1.0)) == "▁▁"
    assert sparkline(()) == ""


def test_picture_words_do_not_cover_each_other() -> None:
    close = replace(demand(), quantiles={place / 10: 0.1 + place / 1000 for place in range(1, 10)})
    for drawn in (chart(demand()), chart(close)):
        assert drawn is not None
        heights = sorted(mark.text_y for mark in drawn.marks)
        assert min(b - a for a, b in pairwise(heights)) >= LABEL_GAP - 0.2


def test_picture_without_figures_is_none() -> None:
    empty = replace(demand(), quantiles={0.5: math.nan}, observed_max=math.inf, capacity=None, hour_of_day=())
    assert chart(empty) is None


def test_refused_capacity_is_not_drawn() -> None:
    drawn = chart(replace(demand(), refused="too little history"))
    assert drawn is not None
    assert not [mark for mark in drawn.marks if mark.sort == "capacity"]


def test_bars_add_up() -> None:
    line = web("m5.large", "0.1")
    lines = tuple(replace(line, resource=resource(f"aws_t{place}.x")) for place in range(40))
    by_type = next(group for group in groups(Bill(lines)) if group.title == "resource type")
    assert by_type.bars[-1].name == "(28 more)"
    assert sum(bar.cost for bar in by_type.bars) == Bill(lines).total
    assert math.isclose(sum(bar.share for bar in by_type.bars), 100)
    assert groups(Bill(())) == []


def test_equivalents_compare_only_what_is_priced_everywhere() -> None:
    found = comparison(full().projects[0])
    assert [row.address for row in found.compared] == ["module.web.aws_instance.this"]
    assert found.planned() == Decimal("316.84")
    assert found.total(("google", "europe-west1")) == Decimal("301.01")
    assert len(found.left_out) == 2


def test_nothing_comparable_has_no_total() -> None:
    lone = Equivalent("aws_instance.gone", "google", "europe-west1", "n2", Decimal(1))
    found = comparison(replace(complete().projects[0], equivalents=(lone,)))
    assert found.planned() is None
    assert found.total(("google", "europe-west1")) is None
