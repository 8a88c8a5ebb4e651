"""How a fleet of stacks is scanned: stacks a second and memory, by size, processes and workers of a Dask cluster.

    python -m tests.benchmarks.fleet_scan [MOST] [FEW] [--rows FILE] [--picture FILE]

Makes MOST (10,000) plans out of the sample stacks with a fixed seed, each with some of the resources of one. Scans all
with 2 processes, then FEW (1,000) with 1 and 2 processes and on a local Dask cluster of 1, 2 and 4 workers, kills one
of two workers in the middle, and compares all answers over the same stacks. Then fleets of other sizes, for the plot.
Every row is kept in FILE as soon as it is known, with the machine's load before it. Figures of one run are comparable
with each other, not with other machines.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

from tests.benchmarks.fleet_picture import drawn

ROOT = Path(__file__).parents[2]
SEED = 20261123
SIZES = (100, 300, 1_000, 3_000, 10_000)
TWO = ("--jobs", "2")
KILLED_AFTER_S = 25.0
"""Long enough for both workers to be at work, short enough for work to be left."""

Row = dict[str, Any]


def made(folder: Path, stacks: int, first: int = 0) -> None:
    """The synthetic fleet: every plan keeps a random half of the resources of one sample; its number is its seed."""
    samples = [json.loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("sample_stacks/*/*/plan.json"))]
    for number in range(first, stacks):
        dice = random.Random(SEED + number)
        sample = dice.choice(samples)
        keep = {one["address"] for one in sample["resource_changes"] if dice.random() < 0.5}
        path = folder / f"{number // 100:03}" / f"stack_{number:05}" / "plan.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(_thinned(sample, keep)), encoding="utf-8")


def _thinned(sample: dict[str, Any], keep: set[str]) -> dict[str, Any]:
    root = sample["planned_values"].get("root_module", {})
    resources = [one for one in root.get("resources", []) if one["address"] in keep]
    changes = [one for one in sample["resource_changes"] if one["address"] in keep]
    return {**sample, "planned_values": {"root_module": {"resources": resources}}, "resource_changes": changes}


class Memory:
    """The most memory that all processes below this one have held together, shared pages counted once."""

    def __init__(self) -> None:
        self.together = 0
        self.largest = 0
        self._stop = Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        watcher = Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._stop.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            found = [_held(one) for one in below(os.getpid())]
            self.together = max(self.together, sum(found))
            self.largest = max(self.largest, *found, 0)


def below(process: int) -> list[int]:
    """All processes that a process has started, and those that these have."""
    try:
        text = "".join(one.read_text() for one in Path(f"/proc/{process}/task").glob("*/children"))
    except OSError:
        return []
    children = [int(one) for one in text.split()]
    return children + [each for one in children for each in below(one)]


def _held(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def scanned(fleet: Path, results: Path, way: str, stacks: int, *more: str) -> Row:
    """One scan: seconds, stacks a second, memory in MiB, load of the machine, and what the fleet came to.

    ``cpu`` is the processor time of its own processes, which says more than the clock on a machine that others use too;
    workers of a cluster are not in it.
    """
    command = [sys.executable, "-m", "lepton_iac", "scan", str(fleet), "--results", str(results), "--format", "json"]
    load, memory, started, before = os.getloadavg()[0], Memory(), time.monotonic(), _cpu()
    with memory.watching():
        done = subprocess.run(
            [*command, "--ask", "clouds", "--ask", "waste", "--top", "0", *more],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    seconds = time.monotonic() - started
    return {
        "way": way, "stacks": stacks, "seconds": round(seconds, 1), "rate": round(stacks / seconds, 2),
        "cpu": round(_cpu() - before, 1),
        "together": memory.together, "largest": memory.largest, "load": round(load, 1),
        "totals": json.loads(done.stdout)["totals"], "answer": done.stdout,
    }  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """A local Dask cluster of single-threaded worker processes: its address and their process ids."""
    from distributed import LocalCluster

    local: Any = LocalCluster
    with local(n_workers=workers, threads_per_worker=1, dashboard_address=None) as found:
        yield found.scheduler_address, [one.process.pid for one in found.workers.values() if one.process]


def ways(folder: Path, most: int, few: int) -> Iterator[Row]:
    """Every way to scan, the largest fleet first; each size lies below a folder of its own."""
    sizes = sorted({size for size in SIZES if size < most} | {few})
    fleets = {size: folder / f"fleet{size}" for size in (*sizes, most)}
    for size, fleet in fleets.items():
        made(fleet, size)
    yield scanned(fleets[most], folder / "most.sqlite", "2 processes", most, *TWO)
    yield scanned(fleets[most], folder / "most.sqlite", "2 processes, nothing changed", most, *TWO)
    yield scanned(fleets[few], folder / "one.sqlite", "1 process", few, "--jobs", "1")
    for workers in (1, 2, 4):
        with cluster(workers) as (address, _):
            way = f"Dask, {workers} worker{'s' if workers > 1 else ''}"
            yield scanned(fleets[few], folder / f"d{workers}.sqlite", way, few, "--cluster", address)
    yield _killed(fleets[few], folder / "killed.sqlite", few)
    for size in sizes:
        yield scanned(fleets[size], folder / f"{size}.sqlite", "2 processes", size, *TWO)


def _killed(fleet: Path, results: Path, few: int) -> Row:
    with cluster(2) as (address, processes):
        timer = Timer(KILLED_AFTER_S, os.kill, (processes[0], signal.SIGKILL))
        timer.start()
        row = scanned(fleet, results, "Dask, 2 workers, one killed", few, "--cluster", address)
        happened = not timer.is_alive()
        timer.cancel()
    return row if happened else {**row, "way": "Dask, 2 workers, done before the kill"}


def different(rows: Sequence[Row]) -> int:
    """How many answers differ from another one over the same stacks."""
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row["stacks"], set()).add(row["answer"])
    return sum(len(answers) - 1 for answers in found.values())


def main(arguments: Sequence[str]) -> int:
    """Print the rows as they come; 1 when any way of scanning gives another answer."""
    options = argparse.ArgumentParser()
    options.add_argument("most", nargs="?", type=int, default=10_000)
    options.add_argument("few", nargs="?", type=int, default=1_000)
    options.add_argument("--rows", type=Path)
    options.add_argument("--picture", type=Path)
    chosen = options.parse_args(arguments)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        for row in ways(Path(name), chosen.most, chosen.few):
            rows.append(row)
            shown = {key: value for key, value in row.items() if key != "answer"}
            print(json.dumps(shown), flush=True)
            if chosen.rows:
                chosen.rows.write_text(json.dumps([{**one, "answer": None} for one in rows], indent=1), "utf-8")
    print(f"different answers: {different(rows)}")
    if chosen.picture:
        chosen.picture.write_text(drawn([row for row in rows if row["way"] == "2 processes"]), "utf-8")
    return int(different(rows) > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
