"""How a fleet of stacks is scanned: stacks a second and memory, by processes and by workers of a Dask cluster.

    python tests/benchmarks/fleet_scan.py [STACKS] [FOLDER]

Makes STACKS (1,000 if not given) plans out of the sample stacks with a fixed seed, each with some of the resources
of one, scans them with 1 and 2 processes and on a local Dask cluster of 1, 2 and 4 workers, kills one of two workers
in the middle, and compares all answers. Figures of one run are comparable with each other, not with other machines.
"""

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
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).parents[2]
SEED = 20261123


def made(folder: Path, stacks: int) -> None:
    """The synthetic fleet: every plan keeps a random half of the resources of one sample."""
    dice = random.Random(SEED)
    samples = [json.loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("sample_stacks/*/*/plan.json"))]
    for number in range(stacks):
        sample = dice.choice(samples)
        keep = {one["address"] for one in sample["resource_changes"] if dice.random() < 0.5}
        path = folder / f"{number % 100:02}" / f"stack_{number:05}" / "plan.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(_thinned(sample, keep)), encoding="utf-8")


def _thinned(sample: dict[str, Any], keep: set[str]) -> dict[str, Any]:
    root = sample["planned_values"].get("root_module", {})
    resources = [one for one in root.get("resources", []) if one["address"] in keep]
    changes = [one for one in sample["resource_changes"] if one["address"] in keep]
    return {**sample, "planned_values": {"root_module": {"resources": resources}}, "resource_changes": changes}


def scanned(fleet: Path, results: Path, *more: str) -> tuple[float, int, str]:
    """Seconds, peak memory of the largest process in MiB, and the answer to ``totals``."""
    command = [sys.executable, "-m", "lepton_iac", "scan", str(fleet), "--results", str(results), "--format", "json"]
    started = time.monotonic()
    done = subprocess.run([*command, "--ask", "clouds", *more], capture_output=True, text=True, check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return time.monotonic() - started, peak, json.dumps(json.loads(done.stdout)["totals"], sort_keys=True)


def cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """A local Dask cluster of single-threaded worker processes: its address and their process ids."""
    from distributed import LocalCluster

    local: Any = LocalCluster
    with local(n_workers=workers, threads_per_worker=1, dashboard_address=None) as found:
        yield found.scheduler_address, [one.process.pid for one in found.workers.values() if one.process]


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 when any way of scanning gives another answer."""
    stacks = int(arguments[0]) if arguments else 1000
    with tempfile.TemporaryDirectory(dir=arguments[1] if len(arguments) > 1 else None) as name:
        folder = Path(name)
        made(folder / "fleet", stacks)
        rows = list(_ways(folder, folder / "fleet"))
    for way, seconds, peak, _ in rows:
        print(f"{way:32} {stacks / seconds:8.1f} stacks/s {seconds:8.1f} s {peak:6} MiB")
    answers = {answer for *_, answer in rows}
    print(f"different answers: {len(answers) - 1}; {answers.pop()}")
    return int(len(answers) > 0)


def _ways(folder: Path, fleet: Path) -> Iterator[tuple[str, float, int, str]]:
    for jobs in (1, 2):
        yield f"{jobs} process(es)", *scanned(fleet, folder / f"{jobs}.sqlite", "--jobs", str(jobs))
    yield "2 processes, nothing changed", *scanned(fleet, folder / "2.sqlite", "--jobs", "2")
    for workers in (1, 2, 4):
        for address, _ in cluster(workers):
            yield f"Dask, {workers} worker(s)", *scanned(fleet, folder / f"d{workers}.sqlite", "--cluster", address)
    for address, processes in cluster(2):
        timer = Timer(20, os.kill, (processes[0], signal.SIGKILL))
        timer.start()
        yield "Dask, 2 workers, one killed", *scanned(fleet, folder / "killed.sqlite", "--cluster", address)
        timer.cancel()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
