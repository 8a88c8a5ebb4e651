"""Stored models: the same answers after a round trip, and nothing but errors of ours from hostile files."""

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lepton_iac.errors import ReadError, WriteError
from lepton_iac.forecast.features import COUNT
from lepton_iac.forecast.fleet import train
from lepton_iac.forecast.global_model import FleetModel
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.store import load, save


def model(learner: str) -> FleetModel:
    values = np.random.default_rng(1).gamma(2.0, 1.0, (22, 28 * 24))
    return train(Panel(values, np.arange(22) % 5, np.full(22, 1e-9), 500_000), learner=learner, breaches=(0.01, 0.05))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "fleet.npz"
    save(model("boosted"), path)
    return path


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_round_trip_changes_no_answer(learner: str, tmp_path: Path) -> None:
    made, path = model(learner), tmp_path / "m.npz"
    save(made, path)
    found = load(path)
    rows = np.random.default_rng(2).normal(0, 1, (50, COUNT))
    assert found.members.keys() == made.members.keys()
    for part, learned in made.members.items():
        assert np.array_equal(found.members[part].predict(rows), learned.predict(rows))
    assert {share: list(row) for share, row in found.multipliers.items()} == {
        share: list(row) for share, row in made.multipliers.items()
    }
    assert [path.name for path in tmp_path.iterdir()] == ["m.npz"]


def rewritten(stored: Path, target: Path, name: str, table: object) -> Path:
    with np.load(stored) as arrays:
        changed = {key: arrays[key] for key in arrays.files}
    changed[name] = table
    np.savez(target, **changed)
    return target


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("m0_left", lambda table: table + 10_000),
        ("m0_right", lambda table: table - 1),
        ("m0_feature", lambda table: table + COUNT),
        ("m0_value", lambda table: table * np.nan),
        ("m0_value", lambda table: table.astype(np.float32)),
        ("m0_threshold", lambda table: table[:, :-1]),
        ("m0_feature", lambda table: table.astype(object)),
        ("header", lambda table: table[:-3]),
        ("header", lambda table: np.zeros(0, dtype=np.uint8)),
        ("header", lambda table: table.astype(np.float64) * np.nan),
    ],
)
def test_a_damaged_model_is_refused(stored: Path, tmp_path: Path, name: str, change: object) -> None:
    with np.load(stored) as arrays:
        table = change(arrays[name])  # type: ignore[operator]
    with pytest.raises(ReadError):
        load(rewritten(stored, tmp_path / "bad.npz", name, table))


def test_code_in_a_model_never_runs(tmp_path: Path) -> None:
    witness = tmp_path / "ran"

    class Hostile:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (witness,))

    plain, packed = tmp_path / "plain.npz", tmp_path / "packed.npz"
    plain.write_bytes(pickle.dumps(Hostile()))
    np.savez(packed, header=np.array([Hostile()], dtype=object))
    for path in (plain, packed):
        with pytest.raises(ReadError):
            load(path)
    assert not witness.exists()


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("header.npy", "w") as entry:
        for _ in range(300):
            entry.write(bytes(2**20))
    with pytest.raises(ReadError, match="unpacks"):
        load(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_garbage_is_refused(tmp_path: Path, stored: Path, junk: bytes, place: int) -> None:
    path = tmp_path / "junk.npz"
    path.write_bytes(junk)
    with pytest.raises(ReadError):
        load(path)
    whole = stored.read_bytes()
    path.write_bytes(whole[:place])
    with pytest.raises(ReadError):
        load(path)


def test_missing_and_unwritable_places(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        load(tmp_path / "none.npz")
    with pytest.raises(WriteError):
        save(model("linear-quantile"), tmp_path / "no" / "where.npz")
