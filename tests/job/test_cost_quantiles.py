from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.job.cost_quantiles import apart, chance_above, together
from lepton_iac.model import Correlation, CostQuantiles

amounts = st.integers(min_value=0, max_value=10**7)


@st.composite
def parts(draw: st.DrawFn) -> list[CostQuantiles]:
    triples = draw(st.lists(st.lists(amounts, min_size=3, max_size=3).map(sorted), min_size=1, max_size=6))
    return [CostQuantiles(*(Decimal(amount) / 100 for amount in triple)) for triple in triples]


def quantiles(low: str, middle: str, high: str) -> CostQuantiles:
    return CostQuantiles(Decimal(low), Decimal(middle), Decimal(high))


def test_equal_normal_costs_spread_by_the_root_of_their_number() -> None:
    found = apart([quantiles("90", "100", "110")] * 4)
    assert found == quantiles("380.00", "400.00", "420.00")
    assert together([quantiles("90", "100", "110")] * 4) == quantiles("360", "400", "440")


def test_one_cost_keeps_its_own_quantiles() -> None:
    assert apart([quantiles("1", "2", "9"), quantiles("5", "5", "5")]) == quantiles("6", "7", "14")


def test_a_skewed_sum_stays_skewed() -> None:
    found = apart([quantiles("90", "100", "200")] * 3)
    assert found.p90 - found.p50 > found.p50 - found.p10 > 0


@settings(deadline=None)
@given(parts())
def test_quantiles_are_in_order_and_inside_the_widest(found: list[CostQuantiles]) -> None:
    inner, outer = apart(found), together(found)
    assert outer.p10 <= inner.p10 <= inner.p50 <= inner.p90 <= outer.p90


@settings(deadline=None)
@given(parts(), amounts, amounts, st.sampled_from(Correlation))
def test_a_higher_budget_is_never_likelier_passed(
    found: list[CostQuantiles], one: int, other: int, correlation: Correlation
) -> None:
    low, high = sorted((Decimal(one) / 100, Decimal(other) / 100))
    less, more = (chance_above(limit, Decimal(0), found, correlation) for limit in (low, high))
    assert 0 <= more <= less <= 1


@pytest.mark.parametrize("correlation", list(Correlation))
def test_the_quantiles_are_passed_as_often_as_they_say(correlation: Correlation) -> None:
    costs = [quantiles("80", "100", "150"), quantiles("10", "40", "45")]
    found = together(costs) if correlation is Correlation.FULL else apart(costs)
    chances = [chance_above(limit + 7, Decimal(7), costs, correlation) for limit in (found.p10, found.p50, found.p90)]
    assert chances == [pytest.approx(level, abs=0.001) for level in (0.9, 0.5, 0.1)]


def test_what_is_fixed_is_certain() -> None:
    assert chance_above(Decimal(5), Decimal(6), [quantiles("0", "1", "2")], Correlation.FULL) == 1.0
