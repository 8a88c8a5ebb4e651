"""Factors that keep a promise, and one machine that changed its work and must not make all others dear."""

import numpy as np
import pytest

from lepton_iac.forecast.calibrate import aim, violation
from lepton_iac.forecast.contest import standing
from lepton_iac.forecast.examples import examples_of
from lepton_iac.forecast.factors import factors
from lepton_iac.forecast.panel import Panel

DAYS = 42


def fleet(series: int) -> Panel:
    rng = np.random.default_rng(6)
    hours = np.arange(DAYS * 24)
    values = 5 + np.sin(hours / 24 * 2 * np.pi) + rng.exponential(0.3, (series, len(hours)))
    return Panel(values, np.arange(series) % 4, np.full(series, 1e-9), 500_000)


def found(panel: Panel) -> tuple[float, tuple[int, ...]]:
    examples = examples_of(panel, 168)
    made = factors(examples, standing(panel, examples, "p99-28d", 0.01), 0.01, len(panel))
    return float(made.values[0]), made.left_out


def test_a_steady_fleet_keeps_all_series_and_its_promise() -> None:
    panel = fleet(24)
    factor, left_out = found(panel)
    assert left_out == ()
    examples = examples_of(panel, 168)
    rest = examples.families != 1
    raw = standing(panel, examples, "p99-28d", 0.01)
    assert violation(raw[rest] * factor, examples.actual[rest]) <= 0.01


@pytest.mark.parametrize(("changed", "family"), [(0, 0), (5, 1)])
def test_one_machine_that_changed_its_work_is_left_out(changed: int, family: int) -> None:
    panel = fleet(24)
    plain, _ = found(panel)
    panel.values[changed, 25 * 24 :] *= 4
    assert panel.families[changed] == family
    factor, left_out = found(panel)
    assert left_out == (changed,)
    assert factor == pytest.approx(plain, rel=0.1)


def test_a_fleet_of_few_leaves_none_out() -> None:
    panel = fleet(5)
    panel.values[0, 25 * 24 :] *= 4
    assert found(panel)[1] == ()


def test_few_series_aim_tighter_than_many() -> None:
    assert [aim(count) for count in (1, 20, 200, 5000)] == pytest.approx([0.1, 0.1, 0.2, 0.2])
    assert aim(36) < aim(60) < aim(120) < aim(200)
