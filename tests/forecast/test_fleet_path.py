"""Paths learned from a fleet: in shape, without a look ahead, and no worse than each series' own."""

import numpy as np

from lepton_iac.forecast.fleet_path import fleet_paths
from lepton_iac.forecast.inputs import Line
from lepton_iac.forecast.outlook import paths
from lepton_iac.forecast.series import Floats, Hourly

START = 490_000
WEEK = 168


def waves(count: int, days: int) -> Floats:
    rng = np.random.default_rng(4)
    hours = np.arange(days * 24)
    size = rng.uniform(1, 50, (count, 1))
    values: Floats = size * (2 + np.sin(hours / 24 * 2 * np.pi) + np.abs(rng.normal(0, 0.3, (count, len(hours)))))
    return values


def lines(values: Floats, metric: str = "network_mbps") -> list[Line]:
    return [Line(f"vm-{place}", metric, "Mbit/s", Hourly(START, row), ()) for place, row in enumerate(values)]


def loss(found: Floats, actual: Floats) -> float:
    return float(np.abs(found - actual).mean())


def test_a_fleet_learns_its_paths_together() -> None:
    values = waves(24, 42)
    known = lines(values[:, : 35 * 24])
    learned, alone = fleet_paths(known), paths(known)
    assert list(learned) == list(alone)
    for (key, path), actual in zip(learned.items(), values[:, 35 * 24 :], strict=True):
        assert path.p10.shape == path.p50.shape == path.p90.shape == (WEEK,)
        assert (path.p10 <= path.p50).all()
        assert (path.p50 <= path.p90).all()
        assert "learned on 24 machines" in path.why
        assert loss(path.p50, actual) < 1.05 * loss(alone[key].p50, actual)


def test_small_fleets_and_what_grows_keep_their_own_paths() -> None:
    few = lines(waves(5, 35))
    assert all("learned" not in path.why for path in fleet_paths(few).values())
    growing = lines(waves(24, 35), "storage_gib")
    assert all("learned" not in path.why for path in fleet_paths(growing).values())
    assert fleet_paths([]) == {}
