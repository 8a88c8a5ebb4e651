"""Any number of series in bounded memory: the same rows as in one go, on processes, and on a cluster that loses one."""

import csv
import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lepton_iac.errors import LeptonError, ReadError, WriteError
from lepton_iac.forecast.capacity import CapacityRow, capacities
from lepton_iac.forecast.clean import cleaned
from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.row_file import FIELDS, form_of, row_file
from lepton_iac.forecast.stream import Asked, batches, stream

START = 497_000
RULE = Asked(method="p99-28d")


def recordings(count: int, days: int = 15, seen: list[int] | None = None) -> Iterator[Recording]:
    hours = np.arange(days * 24)
    for number in range(count):
        if seen is not None:
            seen.append(number)
        rng = np.random.default_rng(number)
        values = 5 + np.sin(hours / 24 * 2 * np.pi) + rng.exponential(0.3, len(hours))
        yield Recording("plain", "network_mbps", "maximum", (START + hours) * 3600 * 10**9, values, unit="Mbit/s",
                        period_s=3600, series=f"s{number:04}")  # fmt: skip


def rows(count: int, asked: Asked, **more: Any) -> list[CapacityRow]:
    return [row for answered in stream(recordings(count), asked, **more) for row in answered.rows]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stream_gives_the_rows_of_one_go_in_their_order(workers: int) -> None:
    whole = capacities(cleaned(recordings(25)), method="p99-28d")
    assert rows(25, RULE, workers=workers, size=4) == whole


def test_a_global_method_is_trained_once_on_the_first_series() -> None:
    made = [row for one in stream(recordings(24, 35), Asked(method="linear-quantile"), size=6) for row in one.rows]
    assert {row.method for row in made} == {"linear-quantile"}
    assert all("trained on 24 series" in row.why for row in made)


def test_a_model_of_a_stream_learns_what_it_is_asked_about() -> None:
    """Both learn from histories that are cut at their last level shift: the stream's capacities are those of one go."""

    def moved() -> Iterator[Recording]:
        for number, one in enumerate(recordings(24, 35)):
            values = np.where(np.arange(35 * 24) < 480, one.values * 6, one.values) if number < 8 else one.values
            yield replace(one, values=values)

    whole = capacities(cleaned(moved()), method="linear-quantile")
    made = [row for one in stream(moved(), Asked(method="linear-quantile"), size=6) for row in one.rows]
    assert [row.capacity for row in made] == pytest.approx([row.capacity for row in whole])


def test_series_are_drawn_as_they_are_answered() -> None:
    seen: list[int] = []
    answers = stream(recordings(1000, 8, seen), RULE, size=5)
    for taken in range(1, 6):
        next(answers)
        assert len(seen) <= 5 * taken + 1


def test_a_series_that_comes_back_is_an_error() -> None:
    found = list(recordings(3))
    with pytest.raises(ReadError) as error:
        list(batches([*found, found[0]], 2))
    assert "s0000 is spread over the file" in error.value.what


def test_several_metrics_of_one_series_stay_in_one_batch() -> None:
    found = [one for one in recordings(5) for _ in range(3)]
    assert [len(batch) for batch in batches(found, 2)] == [6, 6, 3]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_rows_are_written_as_they_come(tmp_path: Path, form: str) -> None:
    made = rows(7, RULE, size=3)
    path = tmp_path / f"out.{form}"
    with row_file(path, form_of(path)) as write:
        for place in range(0, 7, 3):
            write(made[place : place + 3])
            assert not path.exists()
    found = read(path)
    assert [one["series"] for one in found] == [row.series for row in made]
    assert [float(one["capacity"]) for one in found] == [row.capacity for row in made]
    assert list(found[0]) == list(FIELDS)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8") as stream_of:
            return list(csv.DictReader(stream_of))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    from pyarrow import parquet

    found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return found


def test_a_run_cut_short_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    with suppress(LeptonError), row_file(path, "csv") as write:
        write(rows(2, RULE))
        raise LeptonError("stopped")
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError), row_file(tmp_path / "none" / "out.csv", "csv"):
        pass
    with pytest.raises(LeptonError):
        form_of(tmp_path / "out.xlsx")


def test_a_cluster_that_loses_a_worker_gives_the_same_rows() -> None:
    from distributed import LocalCluster

    start: Any = LocalCluster
    with start(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        made: list[CapacityRow] = []
        answers = stream(recordings(60), RULE, cluster=cluster.scheduler_address, size=2)
        for number, answered in enumerate(answers):
            made += answered.rows
            if number == 3:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert made == rows(60, RULE)
