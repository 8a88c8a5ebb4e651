"""Small fleets keep their promise in time: asked one percent, at most one percent, on windows nobody had seen."""

from pathlib import Path

import numpy as np
import pytest

from lepton_iac.forecast.calibrate import steady, violation
from lepton_iac.forecast.capacity import capacities
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.fleet_levels import levels
from lepton_iac.forecast.inputs import NOT_DEMAND, lines
from lepton_iac.forecast.level import Question
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.series import Floats, Hourly
from lepton_iac.forecast.small_fleet import UNTRIED, fitted
from lepton_iac.forecast.standing import STANDING, by_name

WEEK = 168
SAMPLES = sorted((Path(__file__).parents[2] / "sample_stacks").glob("*/*/metrics.csv.gz"))


def loads(series: int, days: int, seed: int) -> Floats:
    """Daily waves with bursts whose size and frequency drift from week to week."""
    rng = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    wave = 1 + rng.uniform(0, 0.8, (series, 1)) * np.sin(hours / 24 * 2 * np.pi)
    drift = np.repeat(rng.lognormal(0, 0.15, (series, days // 7 + 1)), WEEK, axis=1)[:, : days * 24]
    bursts = (rng.random((series, days * 24)) < 0.01 * drift) * rng.exponential(1.0, (series, days * 24))
    values: Floats = rng.uniform(1, 100, (series, 1)) * drift * (wave + np.abs(rng.normal(0, 0.1, wave.shape)) + bursts)
    return values


def fleet(values: Floats) -> Panel:
    return Panel(values, np.arange(len(values)) % 4, np.full(len(values), 1e-9), 500_000)


@pytest.mark.parametrize(("series", "days"), [(1, 35), (4, 28), (8, 42)])
def test_one_percent_is_kept_on_synthetic_small_fleets(series: int, days: int) -> None:
    above = hours = 0
    for seed in range(12):
        values = loads(series, days + 7, seed)
        known = fleet(values[:, : days * 24])
        small = fitted(known, WEEK, 0.01)
        found = by_name(small.method, known.histories(known.hours, HISTORY), known.families, WEEK, 0.01) * small.factors
        above += int((values[:, days * 24 :] > found[:, None]).sum())
        hours += values[:, days * 24 :].size
        assert (found < 4 * values.max(axis=1)).all()
    assert above / hours <= 0.01


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_one_percent_is_kept_on_the_sample_stacks(path: Path) -> None:
    metrics = read_metrics([path])
    actual = {(line.group, line.metric): line.history for line in lines(metrics) if line.metric not in NOT_DEMAND}
    end = max(history.end for history in actual.values())
    above = hours = 0
    for row in capacities(metrics, as_of=end - WEEK):
        later = actual[row.series, row.metric].since(end - WEEK).values
        if row.capacity is not None and not row.refused:
            above += int((later > row.capacity).sum())
            hours += int(np.isfinite(later).sum())
    assert hours > 0
    assert above / hours <= 0.01


def test_the_choice_rests_on_every_standing_method_and_is_told() -> None:
    values = loads(4, 42, 1)
    small = fitted(fleet(values), WEEK, 0.01)
    assert {one.method for one in small.scores} == set(STANDING)
    assert (small.factors >= 1).all()
    asked = [Question("net", "Mbit/s")] * 4
    for level in levels([Hourly(0, row) for row in values], asked):
        assert "4 series are fewer than the 20" in level.why
        assert "10% of the share asked" in level.why
        assert "p99-28d " in level.why


def test_without_a_past_window_a_cautious_rule_stands_as_it_is() -> None:
    small = fitted(fleet(loads(3, 10, 2)), WEEK, 0.01)
    assert (small.method, small.windows) == (UNTRIED, 0)
    assert (small.factors == 1).all()


def test_a_steady_factor_is_the_mean_over_the_band() -> None:
    actual = np.exp(np.linspace(-1, 1, 10_001))[None, :]
    assert steady(np.ones(1), actual, 0.01) < np.exp(1 - 2 * 0.01)
    assert violation(np.full(1, steady(np.ones(1), actual, 0.01)), actual) == pytest.approx(0.13 / 3, abs=0.001)
