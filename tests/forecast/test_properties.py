"""Laws of a forecast that hold for any series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.calibrate import MOST, multiplier, violation
from lepton_iac.forecast.demand import forecast_series
from lepton_iac.forecast.rules import RULES, named
from lepton_iac.forecast.series import Floats, regular
from lepton_iac.forecast.single import METHODS
from lepton_iac.forecast.windows import quantiles
from lepton_iac.model import Demand

START = 480_000
METHOD = st.sampled_from(["auto", *sorted(METHODS)])


@st.composite
def series(draw: st.DrawFn) -> Floats:
    days = draw(st.integers(7, 50))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = rng.gamma(draw(st.sampled_from([0.05, 1.0, 20.0])), draw(st.sampled_from([1e-6, 1.0, 1e9])), days * 24)
    values[rng.random(days * 24) < draw(st.sampled_from([0.0, 0.1, 0.4]))] = np.nan
    if draw(st.booleans()):
        values[: days * 12] *= draw(st.sampled_from([0.0, 0.2, 5.0]))
    return values


def ask(values: Floats, method: str, unit: str = "Mbit/s", extra: Floats | None = None) -> Demand:
    whole = values if extra is None else np.concatenate([values, extra])
    hours = START + np.arange(len(whole))
    end = START + len(values)
    return forecast_series(hours, whole, dimension="network_mbps", unit=unit, method=method, as_of=end)


@settings(max_examples=80, deadline=None)
@given(series(), METHOD)
def test_quantiles_rise_and_the_capacity_is_not_below_the_median(values: Floats, method: str) -> None:
    demand = ask(values, method)
    levels = list(demand.quantiles.values())
    assert levels == sorted(levels)
    assert all(np.isfinite(level) and level >= 0 for level in levels)
    if demand.refused:
        assert demand.capacity is None
    else:
        assert demand.capacity is not None
        assert np.isfinite(demand.capacity)
        assert demand.capacity >= demand.quantiles[0.5]


@settings(max_examples=60, deadline=None)
@given(series(), METHOD, st.floats(0, 1e12))
def test_changing_the_future_moves_nothing(values: Floats, method: str, later: float) -> None:
    assert ask(values, method) == ask(values, method, extra=np.full(300, later))


@settings(max_examples=60, deadline=None)
@given(series(), METHOD, st.sampled_from([2.0**-20, 0.25, 1024.0]))
def test_another_unit_gives_the_same_demand_in_that_unit(values: Floats, method: str, factor: float) -> None:
    one, other = ask(values, method), ask(values * factor, method)
    assert one.refused.split(":")[0] == other.refused.split(":")[0]
    if one.capacity is not None and one.capacity > 1e-3:
        assert other.capacity == pytest.approx(one.capacity * factor, rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, st.integers(0, 400), elements=st.floats()), METHOD)
def test_any_floats_give_a_demand_or_our_error(values: Floats, method: str) -> None:
    try:
        demand = forecast_series(START + np.arange(len(values)), values, dimension="cpu", unit="%", method=method)
    except LeptonError:
        return
    assert demand.capacity is None or np.isfinite(demand.capacity)


@given(arrays(np.float64, (3, 40), elements=st.floats(0, 1e6)), st.sampled_from([0.0, 0.5, 0.95, 0.99, 1.0]))
def test_quantiles_agree_with_numpy_and_ignore_gaps(rows: Floats, level: float) -> None:
    holed = rows.copy()
    holed[:, ::3] = np.nan
    expected = np.nanquantile(holed, level, axis=1)
    assert quantiles(holed, (level,))[:, 0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.integers(0, 10**6), st.sampled_from([0.005, 0.02, 0.1]))
def test_a_multiplier_keeps_the_share_on_its_own_windows(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    capacities, actual = rng.uniform(1, 2, 20), rng.exponential(1.0, (20, 168))
    factor = multiplier(capacities, actual, share)
    assert violation(capacities * factor, actual) <= share
    if 0.3 < factor < MOST:
        assert violation(capacities * factor * 0.9, actual) >= violation(capacities * factor, actual)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_names_its_source(name: str) -> None:
    assert named(name).source.startswith("https://")
    assert named(name).words("cpu")


def test_rules_are_what_their_names_say() -> None:
    history = np.arange(1.0, 28 * 24 + 1)[None, :]
    assert named("max-28d").apply(history, "cpu")[0] == 672
    assert named("krr").apply(history, "memory")[0] == pytest.approx(672 * 1.15)
    assert named("krr").apply(history, "cpu")[0] == pytest.approx(np.quantile(history[0, -336:], 0.95))
    assert named("compute-optimizer").apply(history, "cpu")[0] == pytest.approx(
        np.quantile(history[0, -336:], 0.995) * 1.2
    )
    assert named("azure-advisor").apply(history, "cpu")[0] == pytest.approx(np.quantile(history[0, -168:], 0.95) * 1.25)
    with pytest.raises(LeptonError):
        named("gut-feeling")


def test_a_hostile_timestamp_does_not_eat_the_memory() -> None:
    history = regular(np.array([0, 9_999_999]), np.array([1.0, 2.0]))
    assert len(history.values) == 1
