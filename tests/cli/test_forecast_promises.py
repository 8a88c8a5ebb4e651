"""What a forecast promises to refuse, widen and say, through the command."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE


def calm(hour: int) -> float:
    return 0.2 + 0.05 * (hour % 24 > 9) + 0.003 * (hour % 7)


def told(
    folder: Path, days: int, level: Callable[[int], float], capsys: pytest.CaptureFixture[str], metric: str
) -> dict[str, Any]:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    lines = ["series_id,timestamp,metric,unit,value,statistic,period_s"]
    for hour in range(days * 24):
        stamp = (start + timedelta(hours=hour)).isoformat()
        lines.append(f"x,{stamp},{metric},fraction,{level(hour):.4f},maximum,3600")
    path = folder / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert run(["forecast", str(path), "--format", "json"]) == EXIT_FINE
    (row,) = json.loads(capsys.readouterr().out)
    return dict(row)


def test_under_seven_days_there_is_no_capacity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = told(tmp_path, 5, calm, capsys, "cpu_fraction")
    assert row["capacity"] is None
    assert "7 are needed" in row["refused"]


def test_under_fourteen_days_the_capacity_is_wider(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = told(tmp_path, 10, calm, capsys, "cpu_fraction")
    full = told(tmp_path, 30, calm, capsys, "cpu_fraction")
    assert short["warnings"] == ["only 10 days of history: capacity widened by 25%"]
    assert short["capacity"] > full["capacity"] * 1.2


def test_demand_above_a_full_processor_was_never_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = told(tmp_path, 30, lambda hour: 1.0 if hour % 24 > 6 else 0.7, capsys, "cpu_fraction")
    assert "saturated" in row["refused"]
    assert row["capacity"] >= row["observed_max"] == 1


def test_a_level_shift_is_said_and_the_old_level_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = told(tmp_path, 40, lambda hour: calm(hour) * (3 if hour > 480 else 1), capsys, "cpu_fraction")
    assert any("history cut: the level moved" in warning for warning in row["warnings"])
    assert row["p50"] > 0.5
    assert row["observed_max"] < row["capacity"] < 1.2 * row["observed_max"]


def test_memory_has_a_floor_above_the_highest_level_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = told(tmp_path, 40, lambda hour: 0.8 if hour == 3 else calm(hour), capsys, "memory_fraction")
    assert row["floor"] == pytest.approx(0.8 * 1.15)
    assert run(["forecast", str(tmp_path / "x.csv")]) == EXIT_FINE
    assert "but right-size to no less than 0.92 fraction" in capsys.readouterr().out


def test_what_grows_is_told_where_it_will_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = told(tmp_path, 60, lambda hour: 100 + hour / 24, capsys, "storage_used")
    assert row["capacity"] >= 160 + 7
    assert "trend" in row["why"]
