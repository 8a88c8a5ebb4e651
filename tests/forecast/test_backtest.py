"""Scores with known answers, and paths that beat nothing by looking ahead."""

import numpy as np
import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.backtest import accuracy, backtest, naive_paths
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.parallel import each
from lepton_iac.forecast.path import train_path
from lepton_iac.forecast.scores import score
from lepton_iac.forecast.series import Hourly

WEEK = 168


def waves(series: int, days: int) -> Panel:
    rng = np.random.default_rng(8)
    hours = np.arange(days * 24)
    wave = 2 + np.sin(hours / 24 * 2 * np.pi)[None, :] * rng.uniform(0.5, 1.5, (series, 1))
    values = wave + np.abs(rng.normal(0, 0.1, wave.shape))
    return Panel(values, np.arange(series) % 4, np.full(series, 1e-9), 500_000)


def test_a_score_counts_hours_windows_and_capacity() -> None:
    actual = np.ones((2, 100))
    actual[0, :4] = 3.0
    one = score("x", np.array([2.0, 2.0]), actual, np.array([4.0, 2.0]), 0.01)
    assert one.violation == pytest.approx(0.02)
    assert one.bad_windows == 0.5
    assert one.over_provision == pytest.approx((2 / 4 + 2 / 2) / (3 / 4 + 1 / 2))
    assert one.equal_risk == pytest.approx(one.over_provision * 1.5)


def test_missing_hours_are_not_scored() -> None:
    actual = np.full((2, 100), np.nan)
    actual[0, :60] = 1.0
    one = score("x", np.array([2.0, 2.0]), actual, np.ones(2), 0.01)
    assert (one.windows, one.violation) == (1, 0.0)
    assert score("x", np.array([2.0]), actual[1:], np.ones(1), 0.01).windows == 0


def test_rules_and_models_are_scored_side_by_side() -> None:
    found = backtest(waves(24, 42), methods=("p99-28d", "max-7d", "linear-quantile"), origins=2)
    assert [one.method for one in found] == ["p99-28d", "max-7d", "linear-quantile"]
    assert all(one.violation <= 0.02 for one in found)
    assert all(0.9 < one.over_provision < 1.6 for one in found)
    with pytest.raises(LeptonError):
        backtest(waves(24, 42), methods=("oracle",))
    with pytest.raises(LeptonError):
        backtest(waves(24, 21))


def test_a_perfect_path_loses_nothing() -> None:
    panel = waves(3, 21)
    actual, history = panel.values[:, -WEEK:], panel.values[:, :-WEEK]
    perfect = accuracy("perfect", np.repeat(actual[:, :, None], 4, axis=2), actual, history)
    assert (perfect.mase, perfect.wql, perfect.coverage) == (0.0, 0.0, 1.0)
    off = accuracy("off", np.repeat(actual[:, :, None] + 1, 4, axis=2), actual, history)
    assert off.wql > 0.1


def test_the_global_path_learns_the_day_and_sees_no_future() -> None:
    panel = waves(24, 35)
    known = panel.before(28 * 24)
    paths = train_path(known).predict(known, WEEK)
    assert paths.shape == (24, WEEK, 4)
    assert (np.diff(paths, axis=2) >= 0).all()
    actual = panel.values[:, 28 * 24 :]
    flat = np.stack([naive_paths(Hourly(0, row), WEEK)["flat-7d"] for row in known.values])
    assert accuracy("path", paths, actual, known.values).wql < 0.5 * accuracy("flat", flat, actual, known.values).wql


@pytest.mark.parametrize("workers", [1, 2])
def test_work_comes_back_in_order(workers: int) -> None:
    assert each(abs, [-number for number in range(450)], workers=workers) == tuple(range(450))
