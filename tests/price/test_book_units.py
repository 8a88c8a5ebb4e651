"""Published units made single."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.price.book_units import exact_quotient, single_unit


@pytest.mark.parametrize(
    ("published", "unit", "count"),
    [
        ("hours", "hours", 1),
        ("months", "month", 1),
        ("GB-month", "GB-month", 1),
        ("1M-requests", "requests", 1_000_000),
        ("1M request", "requests", 1_000_000),
        ("10k-operations", "operations", 10_000),
        ("10K operations", "operations", 10_000),
        ("1k-transitions", "transitions", 1000),
        ("100 images", "images", 100),
        ("LCU-Hours", "LCU-hours", 1),
        ("RU/s x 100", "RU/s", 100),
        ("1 GiB/Month", "GiB-month", 1),
        ("hours (10 DPUs)", "DPU-hours", 10),
        ("s3", "s3", 1),
    ],
)
def test_one_thing_per_unit(published: str, unit: str, count: int) -> None:
    assert single_unit(published) == (unit, Decimal(count))


def test_a_quotient_that_does_not_end_is_refused() -> None:
    assert exact_quotient(Decimal("0.20"), Decimal(1_000_000)) == Decimal("0.0000002")
    assert exact_quotient(Decimal(1), Decimal(3)) is None


@given(st.decimals(min_value=0, max_value=10_000, places=9), st.sampled_from([1, 10, 100, 1000, 10_000, 1_000_000]))
def test_nothing_is_lost_in_division(price: Decimal, count: int) -> None:
    single = exact_quotient(price, Decimal(count))
    assert single is not None
    assert single * count == price
