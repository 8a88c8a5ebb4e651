"""Known answers and refusals of one series."""

import math
import re
from typing import Any

import numpy as np
import pytest

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.forecast.demand import forecast_series
from lepton_iac.forecast.linear import LinearModel
from lepton_iac.forecast.series import Floats
from lepton_iac.forecast.single import METHODS
from lepton_iac.model import Demand

START = 500_000


def steady(days: int, level: float = 0.3, seed: int = 7) -> Floats:
    noise = np.random.default_rng(seed).normal(0, 0.02, days * 24)
    return level + 0.1 * np.sin(np.arange(days * 24) * 2 * np.pi / 24) + noise


def ask(values: Floats, dimension: str = "cpu_fraction", unit: str = "fraction", **more: Any) -> Demand:
    hours = START + np.arange(len(values))
    return forecast_series(hours, values, dimension=dimension, unit=unit, **more)


def test_the_worked_example_of_the_linear_model() -> None:
    assert LinearModel(10, 2, 0.5).predict(50, 100) == 160
    assert LinearModel(10, 2, 0.5).predict(100, 50) == 235


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_a_steady_series_gets_a_capacity_near_its_peak(method: str) -> None:
    demand = ask(steady(42), method=method)
    assert demand.refused == ""
    assert demand.capacity is not None
    assert 0.35 < demand.capacity < 0.65
    assert method in demand.why or method == "auto"
    assert list(demand.quantiles) == [0.5, 0.9, 0.95, 0.99]
    assert len(demand.hour_of_day) == 24


def test_max_28d_is_the_maximum_of_28_days() -> None:
    values = np.full(24 * 40, 0.2)
    values[24 * 5] = 0.9
    values[24 * 20] = 0.5
    assert ask(values, method="max-28d").capacity == 0.5


def test_linear_shows_its_coefficients() -> None:
    why = ask(steady(60), method="linear").why
    assert "R = " in why
    assert re.search(r"R = \S+ [+-] [\d.e-]+ L [+-] [\d.e-]+ H", why)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full(6 * 24, 0.3), "too short"),
        (np.full(0, 0.3), "no history"),
        (np.full(60 * 24, np.nan), "no history"),
        (np.where(np.arange(60 * 24) % 10 == 0, 0.3, np.nan), "too many gaps"),
        (np.concatenate([steady(30), np.full(5 * 24, np.nan), [np.nan]]), "stale"),
        (np.concatenate([steady(30), steady(20, 1.2).clip(max=1.0)]), "saturated"),
        (np.concatenate([steady(40, 0.2), steady(8, 0.7)]), "fresh level shift"),
        (np.concatenate([steady(40, 0.7), steady(8, 0.2)]), "fresh level shift"),
    ],
)
def test_nothing_is_lowered_on_weak_evidence(values: Floats, reason: str) -> None:
    hours = START + np.arange(len(values))
    demand = forecast_series(hours, values, dimension="cpu_fraction", unit="fraction", as_of=int(START + len(values)))
    assert demand.capacity is None
    assert demand.refused.startswith(reason)


def test_an_empty_credit_balance_refuses() -> None:
    demand = ask(steady(30), credits_left=np.concatenate([np.full(200, 50.0), np.zeros(20)]))
    assert demand.refused.startswith("throttled")
    assert ask(steady(30), credits_left=np.full(200, 50.0)).refused == ""


def test_an_old_shift_cuts_the_history() -> None:
    demand = ask(np.concatenate([steady(30, 0.8), steady(30, 0.25)]))
    assert demand.refused == ""
    assert 29 <= demand.history_days <= 31
    assert any(text.startswith("history cut") for text in demand.warnings)
    assert demand.capacity is not None
    assert demand.capacity < 0.6


def test_a_short_history_is_widened_and_says_so() -> None:
    values = np.tile(np.linspace(0.1, 0.4, 24), 20)
    short, long = ask(values[: 24 * 10], method="max-7d"), ask(values, method="max-7d")
    assert long.capacity == pytest.approx(0.4)
    assert short.capacity == pytest.approx(0.5)
    assert any("widened" in text for text in short.warnings)


def test_memory_stays_above_the_highest_level_ever_seen() -> None:
    values = steady(60, 0.3)
    values[100] = 0.8
    demand = ask(values, "memory_fraction")
    assert demand.capacity == pytest.approx(0.8 * 1.15)
    assert any("memory is kept" in text for text in demand.warnings)


def test_a_flat_zero_series_gets_the_floor_and_not_zero() -> None:
    demand = ask(np.zeros(24 * 30))
    assert demand.capacity == 0.01
    assert demand.refused == ""


def test_a_gap_is_not_zero() -> None:
    values = steady(40)
    holes = values.copy()
    holes[::5] = np.nan
    full, holed = ask(values, method="p99-28d").capacity, ask(holes, method="p99-28d").capacity
    assert full is not None
    assert holed == pytest.approx(full, rel=0.05)


def test_the_largest_of_duplicates_counts_and_order_does_not() -> None:
    values = steady(30)
    hours = START + np.arange(len(values))
    twice = forecast_series(
        np.concatenate([hours[::-1], hours]),
        np.concatenate([values[::-1], values / 2]),
        dimension="cpu",
        unit="fraction",
    )
    assert twice == forecast_series(hours, values, dimension="cpu", unit="fraction")


@pytest.mark.parametrize(
    "more", [{"horizon_hours": 0}, {"max_breach": 0.0}, {"max_breach": math.nan}, {"method": "oracle"}]
)
def test_what_cannot_be_answered_is_an_error(more: dict[str, Any]) -> None:
    with pytest.raises(LeptonError):
        ask(steady(20), **more)


def test_hours_and_values_must_fit() -> None:
    with pytest.raises(ReadError):
        forecast_series([1, 2], [1.0], dimension="cpu", unit="fraction")
    with pytest.raises(ReadError):
        forecast_series([1, 2], ["a", "b"], dimension="cpu", unit="fraction")
