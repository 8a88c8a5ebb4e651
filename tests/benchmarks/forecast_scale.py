"""Series per second and memory of the streamed forecast, at any number of synthetic series.

``python tests/benchmarks/forecast_scale.py --series 10000 100000 --workers 2`` makes each fleet on the fly, streams it
through and writes the rows to a file that is thrown away; ``--cluster tcp://host:8786`` does the same on Dask.
Each size runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.row_file import row_file
from lepton_iac.forecast.stream import Asked, stream

BLOCK = 500
START = 1_790_000_000 // 3600


def synthetic(series: int, days: int) -> Iterator[Recording]:
    """Daily waves with noise and bursts, made a block at a time, the same for the same number."""
    hours = np.arange(days * 24)
    times = (START + hours) * 3600 * 10**9
    for first in range(0, series, BLOCK):
        rng = np.random.default_rng(first)
        wave = 1 + rng.uniform(0, 0.8, (BLOCK, 1)) * np.sin(hours / 24 * 2 * np.pi)
        bursts = (rng.random(wave.shape) < 0.01) * rng.exponential(1.0, wave.shape)
        values = rng.uniform(1, 100, (BLOCK, 1)) * (wave + np.abs(rng.normal(0, 0.1, wave.shape)) + bursts)
        for place in range(min(BLOCK, series - first)):
            yield Recording("plain", "network_mbps", "maximum", times, values[place], unit="Mbit/s", period_s=3600,
                            series=f"s{first + place}")  # fmt: skip


def measured(series: int, days: int, method: str, workers: int, cluster: str) -> str:
    """Run one size here and say what it took."""
    begun = time.perf_counter()
    count = 0
    with tempfile.TemporaryDirectory() as folder, row_file(Path(folder) / "rows.csv", "csv") as write:
        for answered in stream(synthetic(series, days), Asked(method=method), workers=workers, cluster=cluster):
            write(answered.rows)
            count += len(answered.rows)
    took = time.perf_counter() - begun
    own, largest = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (
        f"{count:>9,} series of {days} days, {method}, {cluster or f'{workers} processes'}: {took:,.0f} s, "
        f"{count / took:,.0f} series/s, peak {own:,.0f} MiB here and {largest:,.0f} MiB in the largest worker"
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--method", default="auto")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cluster", default="")
    chosen = parser.parse_args(arguments)
    if len(chosen.series) == 1:
        print(measured(chosen.series[0], chosen.days, chosen.method, chosen.workers, chosen.cluster), flush=True)
        return
    shared = [
        "--days",
        chosen.days,
        "--method",
        chosen.method,
        "--workers",
        chosen.workers,
        "--cluster",
        chosen.cluster,
    ]
    for series in chosen.series:
        subprocess.run([sys.executable, __file__, "--series", str(series), *map(str, shared)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
