"""`forecast` of a fleet that streams: files grow row by row, and a cluster gives what one process gives."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.csv"
    rng = np.random.default_rng(2)
    with path.open("w", encoding="utf-8") as stream:
        stream.write("series_id,timestamp,metric,unit,value,statistic,period_s\n")
        for number in range(6):
            for hour in range(15 * 24):
                value = 5 + np.sin(hour / 24 * 2 * np.pi) + rng.exponential(0.3)
                stamp = (497_000 + hour) * 3600
                stream.write(f"s{number},{stamp},network_mbps,Mbit/s,{value:.4f},maximum,3600\n")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_json_lines_are_what_one_go_gives(fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rows.jsonl"
    assert run(["forecast", str(fleet), "--method", "p99-28d", "--out", str(out)]) == EXIT_FINE
    assert "series forecast: 6" in capsys.readouterr().err
    assert run(["forecast", str(fleet), "--method", "p99-28d", "--format", "json"]) == EXIT_FINE
    assert read(out) == json.loads(capsys.readouterr().out)


def test_a_cluster_gives_the_same_rows(fleet: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    start: Any = LocalCluster
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    assert run(["forecast", str(fleet), "--out", str(here)]) == EXIT_FINE
    with start(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        command = ["forecast", str(fleet), "--cluster", cluster.scheduler_address, "--out", str(there)]
        assert run(command) == EXIT_FINE
    assert read(there) == read(here)
    assert len(read(here)) == 6


def test_streamed_rows_need_a_file(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forecast", str(fleet), "--workers", "2"]) == EXIT_INPUT
    assert "--out rows.csv" in capsys.readouterr().err


def test_a_file_in_no_order_is_refused_and_nothing_is_written(
    fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lepton_iac.forecast.sources.long_table.CHUNK_ROWS", 50)
    head, *rows = fleet.read_text("utf-8").splitlines()
    fleet.write_text("\n".join([head, *sorted(rows, key=lambda row: row.split(",")[1])]), "utf-8")
    out = tmp_path / "rows.csv"
    assert run(["forecast", str(fleet), "--workers", "2", "--out", str(out)]) == EXIT_INPUT
    assert "sort the file by series" in capsys.readouterr().err
    assert not out.exists()


def test_two_processes_write_one_table(fleet: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    command = ["forecast", str(fleet), "--method", "max-28d", "--workers", "2", "--out", str(out)]
    assert run(command) == EXIT_FINE
    assert len(out.read_text("utf-8").splitlines()) == 7
