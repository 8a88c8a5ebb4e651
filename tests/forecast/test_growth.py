"""Trends with known slopes, and how far they may be drawn."""

import numpy as np
import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.demand import forecast_series
from lepton_iac.forecast.growth import growth
from lepton_iac.forecast.series import Hourly


def rising(days: int, per_day: float = 2.0, noise: float = 0.0, gaps: bool = False) -> Hourly:
    rng = np.random.default_rng(4)
    values = (
        100 + per_day * np.arange(days * 24) / 24 + rng.normal(0, noise, days * 24)
        if noise
        else (100 + per_day * np.arange(days * 24) / 24)
    )
    if gaps:
        values[days * 12 : days * 12 + 30] = np.nan
    return Hourly(500_000, values)


def test_a_straight_line_is_drawn_on() -> None:
    found = growth(rising(90), 365)
    assert found.per_day == pytest.approx(2.0)
    assert found.expected == pytest.approx(100 + 2 * (90 + 365), abs=2.1)
    assert found.low == pytest.approx(found.high, abs=0.1)


def test_noise_and_gaps_widen_the_interval_around_the_truth() -> None:
    found = growth(rising(120, noise=5.0, gaps=True), 365)
    truth = 100 + 2 * (120 + 365)
    assert found.low < found.expected < found.high
    assert found.expected == pytest.approx(truth, rel=0.05)
    assert found.per_day_low < 2.0 < found.per_day_high + 0.1


def test_a_burst_does_not_bend_the_trend() -> None:
    history = rising(60)
    history.values[40 * 24 : 42 * 24] = 1e6
    assert growth(history, 30).per_day == pytest.approx(2.0, rel=0.05)


def test_when_the_disk_is_full() -> None:
    found = growth(rising(90), 30, limit=100 + 2 * 100)
    assert found.full_in_days == pytest.approx(10, abs=1.1)
    assert growth(rising(90, -1.0), 30, limit=500).full_in_days is None


@pytest.mark.parametrize(("days", "ahead"), [(10, 7), (30, 365), (80, 365)])
def test_a_year_needs_a_quarter(days: int, ahead: int) -> None:
    with pytest.raises(LeptonError):
        growth(rising(days), ahead)


def test_a_growing_disk_is_sized_for_where_it_will_be() -> None:
    history = rising(90)
    hours = 500_000 + np.arange(len(history.values))
    demand = forecast_series(hours, history.values, dimension="storage_gib", unit="GiB", horizon_hours=30 * 24)
    assert demand.capacity is not None
    assert demand.capacity >= 100 + 2 * 119
    assert demand.quantiles[0.5] == pytest.approx(100 + 2 * 120, rel=0.02)
    assert "trend 2 a day" in demand.why
