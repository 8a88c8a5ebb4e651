"""`forecast --backtest`: our own answers beside the named rules, from the command line."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from lepton_iac.cli.main import run
from lepton_iac.forecast.fleet_levels import NAMES
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.served import served

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


def written(path: Path, *, days: int = 42, series: int = 3) -> Path:
    rng = np.random.default_rng(5)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["series_id", "timestamp", "metric", "unit", "value"])
        for number in range(series):
            for hour in range(days * 24):
                stamp = (BEGIN + timedelta(hours=hour)).isoformat().replace("+00:00", "Z")
                value = 40 + 20 * np.sin(hour / 24 * 2 * np.pi) + rng.exponential(3)
                writer.writerow([f"vm-{number}", stamp, "cpu_utilization", "%", f"{value:.3f}"])
    return path


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("backtest") / "metrics.csv")


def test_our_answers_stand_beside_the_rules_and_fit_eighty_columns(
    metrics: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forecast", str(metrics), "--backtest"]) == 0
    shown = capsys.readouterr().out
    assert "asked to be passed in at most 1 %" in shown
    rows = {line[:22].strip(): line[22:].split() for line in shown.splitlines() if line[:1].isalpha()}
    assert rows["auto, as served"][-1] == "9"
    assert rows["boosted"] == ["–", "–", "–", "–", "0"]
    assert {"p99-28d", "krr", "compute-optimizer", "linear", "flat-7d", "as served"} <= set(rows)
    assert max(map(len, shown.splitlines())) <= 80


def test_unknown_figures_are_null_and_our_path_beats_a_flat_one(
    metrics: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forecast", str(metrics), "--backtest", "--format", "json", "--max-breach", "2%"]) == 0
    told = json.loads(capsys.readouterr().out)
    capacity = {row["method"]: row for row in told["capacity"]}
    assert capacity["auto, as served"]["asked"] == 0.02
    assert capacity["auto, as served"]["violation"] <= 0.02
    assert capacity["boosted"]["violation"] is None
    path = {row["method"]: row for row in told["path"]}
    assert path["as served"]["wql"] < path["flat-7d"]["wql"]


def test_a_stacks_metrics_are_scored_not_forecast(metrics: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forecast", "plan.json", "--metrics", str(metrics), "--backtest", "--method", "max-28d"]) == 0
    assert "max-28d, as served" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--format", "csv"], ["--from", "prometheus"]])
def test_what_a_backtest_cannot_do_is_said(wrong: list[str], metrics: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forecast", str(metrics), "--backtest", *wrong]) == 1
    assert "backtest" in capsys.readouterr().err


def test_nothing_after_as_of_is_scored(metrics: Path, tmp_path: Path) -> None:
    short = read_metrics([written(tmp_path / "short.csv", days=35, series=1)])
    end = int(BEGIN.timestamp()) // 3600 + 35 * 24
    whole = read_metrics([written(tmp_path / "long.csv", days=42, series=1)])
    assert served(whole, as_of=end, method="p99-28d") == served(short, method="p99-28d")


def test_every_method_is_named_in_the_help_and_in_the_mend(metrics: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forecast", "--help"]) == 0
    words = set(capsys.readouterr().out.replace(",", " ").replace(";", " ").replace(".", " ").split())
    assert set(NAMES) <= words
    assert run(["forecast", str(metrics), "--method", "oracle"]) == 1
    mend = capsys.readouterr().err
    assert all(name in mend for name in NAMES)
