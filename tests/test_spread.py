"""Work spread over processes and clusters: every answer once, bounded memory, and lost workers are made up for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.spread import spread


def drawn(count: int, seen: list[int]) -> Iterator[int]:
    for number in range(count):
        seen.append(number)
        yield number


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    start: Any = LocalCluster
    with start(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as found:
        yield found


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("ordered", [True, False])
def test_every_item_is_answered_once(workers: int, ordered: bool) -> None:
    found = list(spread(lambda number: number * number, range(50), workers=workers, ordered=ordered))
    assert sorted(found) == [(number, number * number) for number in range(50)]
    if ordered:
        assert found == sorted(found)


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_nothing(workers: int) -> None:
    assert list(spread(abs, [], workers=workers)) == []


def test_items_are_drawn_no_faster_than_answers_are_taken() -> None:
    seen: list[int] = []
    answers = spread(abs, drawn(1000, seen), workers=2, in_flight=4)
    for taken in range(1, 20):
        next(answers)
        assert len(seen) <= taken + 4


def test_a_slow_item_holds_up_the_order_but_not_the_memory() -> None:
    seen: list[int] = []

    def slow_first(number: int) -> int:
        time.sleep(1.0 if number == 0 else 0.0)
        return number

    answers = spread(slow_first, drawn(100, seen), workers=2, in_flight=6, ordered=True)
    assert next(answers) == (0, 0)
    assert len(seen) <= 7
    assert [place for place, _ in answers] == list(range(1, 100))


def test_what_a_task_raises_is_raised_here() -> None:
    def refuse(number: int) -> int:
        raise LeptonError("no", where=f"item {number}", mend="ask less")

    with pytest.raises(LeptonError) as error:
        list(spread(refuse, [7], workers=2))
    assert (error.value.what, error.value.where, error.value.mend) == ("no", "item 7", "ask less")


def test_a_process_that_is_killed_loses_no_work(tmp_path: Path) -> None:
    mark = tmp_path / "died"

    def dies_once(number: int) -> int:
        if number == 5 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return -number

    assert dict(spread(dies_once, range(30), workers=2)) == {number: -number for number in range(30)}


def test_an_item_that_kills_every_process_is_named() -> None:
    def deadly(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(LeptonError) as error:
        list(spread(deadly, range(10), workers=2))
    assert error.value.where == "piece 3"


def test_a_cluster_gives_the_same_answers(cluster: Any) -> None:
    assert list(spread(lambda number: number + 1, range(40), cluster=cluster.scheduler_address, ordered=True)) == [
        (number, number + 1) for number in range(40)
    ]


def test_a_cluster_makes_up_for_a_worker_that_is_killed(cluster: Any) -> None:
    def slowly(number: int) -> tuple[int, int]:
        time.sleep(0.05)
        return number * number, os.getpid()

    found: dict[int, int] = {}
    for place, (answer, process) in spread(slowly, range(100), cluster=cluster.scheduler_address):
        found[place] = answer
        if len(found) == 20:
            os.kill(process, signal.SIGKILL)
    assert found == {number: number * number for number in range(100)}


def test_a_cluster_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lepton_iac.spread.CONNECT_S", 0.5)
    with pytest.raises(LeptonError) as error:
        list(spread(abs, [1], cluster="tcp://127.0.0.1:1"))
    assert "does not answer" in error.value.what


def test_a_cluster_without_dask_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LeptonError) as error:
        list(spread(abs, [1], cluster="tcp://127.0.0.1:1"))
    assert "lepton-iac[cluster]" in error.value.mend


_PARENT = """
import sys, time
from tests.test_spread import _told_and_busy
from lepton_iac.spread import spread
list(spread(_told_and_busy, [sys.argv[1] + "/a", sys.argv[1] + "/b"], workers=2))
"""


def _told_and_busy(path: str) -> None:
    Path(path).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(120)


def _alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def test_no_worker_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path)], cwd=root, stderr=subprocess.DEVNULL)
    files = (tmp_path / "a", tmp_path / "b")
    deadline = time.monotonic() + 60
    while not all(one.exists() and one.read_text(encoding="utf-8") for one in files) and time.monotonic() < deadline:
        time.sleep(0.1)
    workers = [int(one.read_text(encoding="utf-8")) for one in files]
    parent.kill()
    parent.wait()
    while any(map(_alive, workers)) and time.monotonic() < deadline + 30:
        time.sleep(0.1)
    assert not any(map(_alive, workers))
