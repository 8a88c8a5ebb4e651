"""The global model: it learns, is calibrated on what it did not see, never looks ahead, and scales with its data."""

from datetime import UTC, datetime

import numpy as np
import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.calibrate import aim, violation
from lepton_iac.forecast.canonical import Metrics, SeriesInfo, framed
from lepton_iac.forecast.capacity import capacities, forecast_metrics
from lepton_iac.forecast.contest import contest, split, winner
from lepton_iac.forecast.examples import examples_of
from lepton_iac.forecast.features import COUNT, HISTORY, features
from lepton_iac.forecast.fleet import suits, train
from lepton_iac.forecast.fleet_levels import levels
from lepton_iac.forecast.global_model import FleetModel, memory_rule, parts
from lepton_iac.forecast.learn import LEARNERS, linear_quantile
from lepton_iac.forecast.level import Question
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.scores import Score
from lepton_iac.forecast.series import Floats, Hourly
from lepton_iac.forecast.standing import STANDING

WEEK = 168


def fleet(series: int = 24, days: int = 49, seed: int = 3) -> Panel:
    """Daily waves of different sizes with bursts, the same for the same seed."""
    rng = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    size = rng.uniform(1, 100, series)[:, None]
    wave = 1 + rng.uniform(0, 0.6, series)[:, None] * np.sin(hours / 24 * 2 * np.pi)
    bursts = (rng.random((series, days * 24)) < 0.01) * rng.exponential(1.0, (series, days * 24))
    values = size * (wave + np.abs(rng.normal(0, 0.1, wave.shape)) + bursts)
    return Panel(values, np.arange(series) % 4, np.full(series, 1e-9), 500_000 + days * 24)


@pytest.fixture(scope="module")
def trained() -> FleetModel:
    return train(fleet().before(42 * 24), breaches=(0.01,))


def scored(model: FleetModel, panel: Panel) -> Floats:
    return model.capacities(panel.histories(panel.hours, HISTORY), panel.families, panel.floors, 0.01)


def test_what_is_promised_is_kept_on_the_next_week(trained: FleetModel) -> None:
    panel = fleet()
    found = scored(trained, panel.before(42 * 24))
    assert violation(found, panel.values[:, 42 * 24 :]) <= 0.01
    assert (found < 3 * panel.values[:, : 42 * 24].max(axis=1)).all()


def test_the_future_does_not_leak_into_training_or_features(trained: FleetModel) -> None:
    panel = fleet()
    changed = panel.values.copy()
    changed[:, 42 * 24 :] = 1e6
    other = Panel(changed, panel.families, panel.floors, panel.end).before(42 * 24)
    again = train(other, breaches=(0.01,))
    assert np.array_equal(scored(again, other), scored(trained, panel.before(42 * 24)))


def test_a_rescaled_series_gets_a_rescaled_capacity(trained: FleetModel) -> None:
    panel = fleet().before(42 * 24)
    thousand = Panel(panel.values * 1024, panel.families, panel.floors, panel.end)
    assert scored(trained, thousand) == pytest.approx(scored(trained, panel) * 1024)


def test_quantiles_rise_and_capacity_is_above_the_median(trained: FleetModel) -> None:
    panel = fleet(seed=9).before(42 * 24)
    spread = trained.quantiles(panel.histories(panel.hours, HISTORY), panel.families, panel.floors)
    assert (np.diff(spread, axis=1) >= 0).all()
    assert (scored(trained, panel) >= spread[:, 0]).all()


def test_features_have_no_gaps_even_where_the_history_has() -> None:
    histories = np.full((3, HISTORY), np.nan)
    histories[1, -200:] = 5.0
    histories[2, ::7] = np.arange(len(histories[2, ::7]))
    table, scale = features(histories, np.array([0, 1, 2]), np.full(3, 1e-9))
    assert table.shape == (3, COUNT)
    assert np.isfinite(table).all()
    assert np.isnan(scale[0])
    assert scale[1] == 5.0


@pytest.mark.parametrize(("panel", "words"), [(fleet(series=19), "series"), (fleet(days=20), "days")])
def test_small_fleets_fall_back_to_rules_and_say_so(panel: Panel, words: str) -> None:
    assert words in suits(panel)
    with pytest.raises(LeptonError):
        train(panel)
    histories = [Hourly(panel.end - panel.hours, row) for row in panel.values[:5]]
    asked = [Question("net", "Mbit/s")] * 5
    for level in levels(histories, asked, method="boosted"):
        assert "a global model needs" in level.why
        assert level.method in STANDING
        assert "10% of the share asked" in level.why


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_answers_with_sane_capacities(learner: str) -> None:
    panel = fleet().before(35 * 24)
    model = train(panel, learner=learner, breaches=(0.02,))
    found = model.capacities(panel.histories(panel.hours, HISTORY), panel.families, panel.floors, 0.02)
    assert violation(found, fleet().values[:, 35 * 24 : 42 * 24]) <= 0.03
    assert (found < 3 * panel.values.max(axis=1)).all()


def test_the_linear_model_agrees_with_the_linear_programme() -> None:
    from sklearn.linear_model import QuantileRegressor

    rng = np.random.default_rng(0)
    rows = rng.normal(0, 1, (800, 5))
    target = rows @ np.array([1.0, -2.0, 0.5, 0.0, 0.3]) + rng.exponential(1.0, 800)
    ours = linear_quantile(rows, target, 0.8).predict(rows)
    theirs = QuantileRegressor(quantile=0.8, alpha=0.0, solver="highs").fit(rows, target).predict(rows)
    assert np.abs(ours - theirs).mean() < 0.05
    assert (target <= ours).mean() == pytest.approx(0.8, abs=0.01)


def test_parts_get_stricter_as_the_breach_share_shrinks() -> None:
    shares = (0.05, 0.01, 0.005, 0.001)
    strict = [sum(level for level, _ in parts(share)) for share in shares]
    assert strict == sorted(strict)


def test_a_share_below_the_calibrated_ones_is_an_error(trained: FleetModel) -> None:
    assert trained.breach(0.02) == 0.01
    with pytest.raises(LeptonError):
        trained.breach(0.001)


def metrics(days: int = 42, series: int = 3, name: str = "net_rx", unit: str = "Mbit/s") -> Metrics:
    panel = fleet(series, days)
    hours = np.tile(panel.end - panel.hours + np.arange(panel.hours), series)
    count = len(hours)
    columns = {
        "series": np.repeat([f"s{number}" for number in range(series)], panel.hours),
        "time": hours * 3600 * 10**9,
        "metric": [name] * count,
        "statistic": ["maximum"] * count,
        "period_s": [3600] * count,
        "unit": [unit] * count,
        "value": panel.values.ravel(),
    }
    return Metrics(framed(columns))


def test_every_series_with_a_week_gets_a_capacity_and_shorter_ones_a_reason() -> None:
    rows = capacities(metrics(8))
    assert [row.capacity is not None for row in rows] == [True, True, True]
    short = capacities(metrics(6))
    assert [row.capacity for row in short] == [None, None, None]
    assert all(row.refused.startswith("too short") for row in short)


def test_nothing_after_as_of_is_looked_at() -> None:
    whole = metrics(42)
    moment = 500_000 + 30 * 24
    early = whole.frame[whole.frame["time"] < datetime.fromtimestamp(moment * 3600, UTC)]
    cut = capacities(Metrics(framed({name: early[name] for name in early.columns})), as_of=moment)
    assert capacities(whole, as_of=moment) == cut
    assert capacities(whole, as_of=datetime.fromtimestamp(moment * 3600, UTC)) == cut


def test_members_of_a_group_bear_their_own_load_and_parts_add_up() -> None:
    whole = metrics()
    one = dict.fromkeys(("s0", "s1", "s2"), "aws_autoscaling_group.a")
    peaks = [row.observed_max for row in capacities(whole, method="max-28d")]
    (together,) = forecast_metrics(whole, one, method="max-28d")["aws_autoscaling_group.a"]
    assert together.observed_max == max(peaks)
    assert together.series == ("s0", "s1", "s2")
    info = {name: SeriesInfo(name, dimensions={"VolumeId": "v"}, part=name) for name in one}
    (summed,) = forecast_metrics(Metrics(whole.frame, info), one, method="max-28d")["aws_autoscaling_group.a"]
    assert max(peaks) < summed.observed_max <= sum(peaks)


def test_memory_is_answered_by_a_rule_and_the_rest_by_the_model() -> None:
    panel = fleet(24, 35)
    asked = [Question(name, "GiB" if name == "memory_gib" else "1/s") for name in ("cpu_used", "memory_gib")] * 12
    found = levels([Hourly(panel.end - panel.hours, row) for row in panel.values], asked, method="boosted")
    assert {level.method for level in found[::2]} == {"boosted"}
    assert {level.method for level in found[1::2]} == {memory_rule(0.01)}
    assert f"{aim(24):.0%} of the share asked" in found[0].why


def test_every_named_method_competes_on_windows_that_no_learner_has_seen() -> None:
    panel = fleet().before(42 * 24)
    examples = examples_of(panel, WEEK)
    seen, asked = split(examples)
    assert (examples.origins[seen].max() + WEEK) <= examples.origins[asked].min()
    scores = contest(panel, examples, (0.01,))
    assert {one.method for one in scores} == {*STANDING, *LEARNERS}
    assert len({one.windows for one in scores}) == 1
    model = train(panel, breaches=(0.01,), compete=True)
    assert (model.rule or model.learner) == winner(scores, "boosted")
    assert all(np.isfinite(one.equal_risk) for one in model.scores)


def test_auto_shows_the_score_table() -> None:
    panel = fleet(24, 42)
    asked = [Question("net", "Mbit/s")] * 24
    (first, *_) = levels([Hourly(panel.end - panel.hours, row) for row in panel.values], asked)
    for name in ("boosted", "tree", "mlp", "linear-quantile", "linear", "krr", "hour-of-day"):
        assert f"{name} " in first.why.partition("at equal risk on ")[2]


def test_a_method_takes_over_only_when_it_clearly_needs_less() -> None:
    def table(learned: float, rule: float) -> list[Score]:
        return [Score(name, 0.01, 0, 0, 1, risk, 9) for name, risk in (("boosted", learned), ("p99-28d", rule))]

    assert winner(table(1.0, 0.9), "boosted") == "p99-28d"
    assert winner(table(1.0, 0.97), "boosted") == "boosted"
    assert winner(table(0.8, 0.9), "boosted") == "boosted"
    assert winner((), "boosted") == "boosted"
