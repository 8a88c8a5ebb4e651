"""What cutting a history at its last level shift is worth, through the stages that `forecast` of metrics alone uses.

``python tests/benchmarks/forecast_shift.py METRICS.csv.gz [--weeks 3] [--max-breach 0.01]``: the last weeks of the
file, each forecast from what was known before it, with whole and with cut histories.
"""

from pathlib import Path
from time import perf_counter

import click
import numpy as np

from lepton_iac.forecast.canonical import Metrics
from lepton_iac.forecast.capacity import machines
from lepton_iac.forecast.fleet_levels import levels
from lepton_iac.forecast.guard import guard
from lepton_iac.forecast.inputs import NOT_DEMAND, Line, lines
from lepton_iac.forecast.level import Question
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.series import HOURS_PER_WEEK

LEAST = 1e-6
Window = tuple[bool, int, int, float]
"""Whether the history was cut, hours above the capacity, hours measured, log of capacity over the window's peak."""


def windows(known: list[Line], after: dict[tuple[str, str], Line], breach: float, cut: bool) -> list[Window]:
    """One week of every series, forecast from whole or from cut histories."""
    asked = [Question(one.metric, one.unit, HOURS_PER_WEEK, breach) for one in known]
    guarded = [guard(one.history, question) for one, question in zip(known, asked, strict=True)]
    histories = [judged.history if cut else one.history for one, judged in zip(known, guarded, strict=True)]
    found = []
    answers = levels(histories, asked, groups=machines(known))
    for one, judged, answer in zip(known, guarded, answers, strict=True):
        whole = after[one.group, one.metric].history
        coming = whole.values[one.history.end - whole.start :][:HOURS_PER_WEEK]
        coming, capacity = coming[np.isfinite(coming)], answer.capacity * judged.widen
        if coming.size and np.isfinite(capacity):
            shifted = len(judged.history.values) < len(one.history.values)
            ratio = np.log(max(capacity, LEAST) / max(float(coming.max()), LEAST))
            found.append((shifted, int((coming > capacity).sum()), coming.size, float(np.clip(ratio, -5, 5))))
    return found


def demanded(metrics: Metrics, as_of: int | None) -> list[Line]:
    """The series that are a demand."""
    return [one for one in lines(metrics, as_of) if one.metric not in NOT_DEMAND]


def said(name: str, found: list[Window]) -> str:
    """One row of the table."""
    above, hours = sum(one[1] for one in found), sum(one[2] for one in found)
    level = float(np.exp(np.mean([one[3] for one in found])))
    return f"{name:28} {len(found):6} windows  {above / hours:8.3%} of hours above  capacity / peak {level:.3f}"


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--weeks", default=3, show_default=True)
@click.option("--max-breach", default=0.01, show_default=True)
def main(path: Path, weeks: int, max_breach: float) -> None:
    """Print hours above and capacity for all windows, and for those whose history was cut."""
    metrics = read_metrics([path])
    everything = demanded(metrics, None)
    after = {(one.group, one.metric): one for one in everything}
    end = max(one.history.end for one in everything)
    for cut in (False, True):
        began, found = perf_counter(), list[Window]()
        for back in range(weeks, 0, -1):
            found += windows(demanded(metrics, end - back * HOURS_PER_WEEK), after, max_breach, cut)
        name = "cut at the shift" if cut else "whole histories"
        print(said(name, found))
        print(said("  of shifted series", [one for one in found if one[0]]), f" {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
