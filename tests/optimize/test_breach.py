"""Exceedance read off the forecast quantiles."""

import math

from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.optimize.breach import breach_probability
from tests.optimize.building import demand

CALM = demand("a.b", "cpu_fraction", 0.4)


def test_at_a_quantile_it_is_what_the_quantile_says() -> None:
    assert math.isclose(breach_probability(CALM, 0.4), 0.01)
    assert math.isclose(breach_probability(CALM, 0.2), 0.5)


def test_the_whole_machine_cannot_be_passed() -> None:
    assert breach_probability(CALM, 1.0) == 0.0


def test_what_was_never_seen_is_not_impossible() -> None:
    assert math.isclose(breach_probability(CALM, 0.99), 1 / (24 * 35 + 1))


def test_without_a_forecast_everything_may_be_passed() -> None:
    assert breach_probability(demand("a.b", "cpu_fraction", 0.4, quantiles={}, capacity=None), 0.9) == 1.0


@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=4).map(sorted),
    st.floats(0, 1),
    st.floats(0, 1.2),
    st.floats(0, 1.2),
)
def test_more_capacity_is_never_passed_more_often(levels: list[float], level: float, low: float, high: float) -> None:
    known = demand("a.b", "cpu_fraction", level, quantiles=dict(zip((0.5, 0.9, 0.95, 0.99), levels, strict=True)))
    least, most = sorted((low, high))
    assert 0 <= breach_probability(known, most) <= breach_probability(known, least) + 1e-12 <= 1 + 1e-12
