"""Forecasts of any number of series in bounded memory: drawn, answered and handed on a batch at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice

from lepton_iac.errors import ReadError
from lepton_iac.forecast.capacity import CapacityRow, capacities, learnable, panel_of
from lepton_iac.forecast.clean import cleaned
from lepton_iac.forecast.fleet import MOST_SERIES, suits, train
from lepton_iac.forecast.fleet_levels import GLOBAL
from lepton_iac.forecast.global_model import FleetModel
from lepton_iac.forecast.inputs import lines
from lepton_iac.forecast.recording import Recording
from lepton_iac.model import Note
from lepton_iac.spread import spread

BATCH = 250
"""Series worked on together: small enough to travel, large enough that starting costs little."""

Batch = list[Recording]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every series; see ``capacity.capacities``."""

    horizon_hours: int = 168
    max_breach: float = 0.01
    as_of: datetime | int | None = None
    method: str = "auto"
    model: FleetModel | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of one batch, and what was noticed while it was read."""

    rows: tuple[CapacityRow, ...]
    notes: tuple[Note, ...]


def stream(
    recordings: Iterable[Recording], asked: Asked, *, workers: int = 1, cluster: str = "", size: int = BATCH
) -> Iterator[Answered]:
    """Answer recordings that come grouped by series, in their order, whatever their number.

    A global method without a model is trained on the first ``MOST_SERIES`` series, and all are answered by that model;
    where these are too few or too short, the best calibrated standing method of each batch answers.

    Args:
        recordings: such as ``read_metrics.recordings`` yields; all of one series must follow one another.
        workers, cluster: as ``spread.spread``.
        size: series in a batch.

    Raises:
        ReadError: a series comes back after another one began.
        LeptonError: an argument is out of bounds, the method is unknown, or as ``spread.spread``.
    """
    found = batches(recordings, size)
    head: list[Batch] = []
    if asked.model is None and asked.method in GLOBAL:
        head = list(islice(found, -(-MOST_SERIES // size)))
        asked = _learned(head, asked)
    task = partial(answer, asked=asked)
    for _, answered in spread(task, chain(head, found), workers=workers, cluster=cluster, ordered=True):
        yield answered


def answer(batch: Batch, asked: Asked) -> Answered:
    """The rows of one batch; a pure function, so that it may run anywhere and again."""
    metrics = cleaned(batch)
    rows = capacities(
        metrics,
        horizon_hours=asked.horizon_hours,
        max_breach=asked.max_breach,
        as_of=asked.as_of,
        method=asked.method,
        model=asked.model,
    )
    return Answered(tuple(rows), metrics.notes)


def batches(recordings: Iterable[Recording], size: int = BATCH) -> Iterator[Batch]:
    """Recordings of ``size`` series at a time.

    Raises:
        ReadError: a series comes back after another one began.
    """
    batch: Batch = []
    current, count = "", 0
    closed: set[int] = set()  # of hashes: a million take 60 MB, their names several times that
    for one in recordings:
        if one.identity != current or not batch:
            if hash(one.identity) in closed:
                mend = "sort the file by series, or leave out --workers and --cluster"
                raise ReadError(f"the series {one.identity} is spread over the file", where=one.source, mend=mend)
            closed.add(hash(one.identity))
            if count == size:
                yield batch
                batch, count = [], 0
            current, count = one.identity, count + 1
        batch.append(one)
    if batch:
        yield batch


def _learned(head: list[Batch], asked: Asked) -> Asked:
    """The question with a model learned from the first batches, or unchanged where they do not carry one."""
    found = lines(cleaned(chain.from_iterable(head)), asked.as_of) if head else ()
    fleet, groups = panel_of(learnable(found, asked.horizon_hours, asked.max_breach))
    if suits(fleet):
        return asked
    compete = asked.method == "auto"
    learner = "boosted" if compete else asked.method
    model = train(
        fleet,
        learner=learner,
        horizon=asked.horizon_hours,
        breaches=(asked.max_breach,),
        groups=groups,
        compete=compete,
    )
    return Asked(asked.horizon_hours, asked.max_breach, asked.as_of, asked.method, model)
