"""Forecasts of whole metrics files: per Terraform address as Demands, or without a plan as plain rows."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np

from lepton_iac.forecast.canonical import Metrics
from lepton_iac.forecast.demand import MEMORY_HEADROOM, demand, needed, unforecast
from lepton_iac.forecast.fleet_levels import levels
from lepton_iac.forecast.global_model import FleetModel
from lepton_iac.forecast.guard import Guarded, guard
from lepton_iac.forecast.inputs import NOT_DEMAND, Line, by_address, credits_of, lines
from lepton_iac.forecast.level import Level, Question
from lepton_iac.forecast.panel import Panel, panel
from lepton_iac.forecast.series import Hourly, Hours
from lepton_iac.model import Demand


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """What one series of a metrics file will need.

    Attributes:
        capacity: in ``unit``, passed in at most the asked share of hours; ``None`` under seven days of history.
        refused: why nothing should be lowered on this evidence; the capacity stands beside it all the same, that of a
            saturated series never below what was seen.
        floor: for memory the highest level seen plus headroom, below which right-sizing never goes; else ``None``.
    """

    series: str
    metric: str
    unit: str
    capacity: float | None
    quantiles: Mapping[float, float]
    method: str
    why: str
    refused: str
    warnings: tuple[str, ...]
    history_days: float
    observed_max: float
    floor: float | None = None


def capacities(
    metrics: Metrics,
    *,
    horizon_hours: int = 168,
    max_breach: float = 0.01,
    as_of: datetime | int | None = None,
    method: str = "auto",
    model: FleetModel | None = None,
    workers: int = 1,
    cluster: str = "",
) -> list[CapacityRow]:
    """A capacity for every series with a week of history, from what was known at ``as_of``; refusals are flags.

    Raises:
        LeptonError: an argument is out of bounds, or the method is unknown.
    """
    found = demanded(lines(metrics, as_of))
    asked = [Question(line.metric, line.unit, horizon_hours, max_breach) for line in found]
    guarded = [guard(line.history, question) for line, question in zip(found, asked, strict=True)]
    solve = partial(levels, method=method, model=model, workers=workers, cluster=cluster)
    answers = _answers([each.history for each in guarded], guarded, asked, machines(found), solve)
    return [_row(*each) for each in zip(found, asked, guarded, answers, strict=True)]


def forecast_metrics(
    metrics: Metrics,
    matches: Mapping[str, str],
    *,
    horizon_hours: int = 168,
    max_breach: float = 0.01,
    method: str = "auto",
    as_of: datetime | int | None = None,
    model: FleetModel | None = None,
    workers: int = 1,
    cluster: str = "",
) -> Mapping[str, tuple[Demand, ...]]:
    """Demands per Terraform address, from series that were matched to addresses.

    Args:
        matches: series id to address; several series of one address are joined as ``inputs.by_address`` says.

    Raises:
        LeptonError: an argument is out of bounds, or the method is unknown.
    """
    everything = lines(metrics, as_of)
    found = by_address(everything, metrics, matches)
    balances = credits_of(everything, matches)
    asked = [Question(line.metric, line.unit, horizon_hours, max_breach) for line in found]
    guarded = [
        guard(line.history, question, _balance(balances, line, question))
        for line, question in zip(found, asked, strict=True)
    ]
    solve = partial(levels, method=method, model=model, workers=workers, cluster=cluster)
    answers = _answers([each.history for each in guarded], guarded, asked, machines(found), solve)
    demands: dict[str, tuple[Demand, ...]] = {}
    for line, question, each, level in zip(found, asked, guarded, answers, strict=True):
        made = demand(line.history, each, level, question) if level else unforecast(question, each, method)
        made = replace(made, address=line.group, series=line.names)
        demands[line.group] = (*demands.get(line.group, ()), made)
    return demands


def demanded(found: Sequence[Line]) -> list[Line]:
    """The lines that are a demand."""
    return [line for line in found if line.metric not in NOT_DEMAND]


def learnable(found: Sequence[Line], horizon_hours: int, max_breach: float) -> list[Line]:
    """The lines as a model sees them when it answers: histories cut at their last level shift, the short ones left out.

    Raises:
        LeptonError: the horizon or the breach share is out of bounds.
    """
    kept = demanded(found)
    guarded = [guard(line.history, Question(line.metric, line.unit, horizon_hours, max_breach)) for line in kept]
    pairs = zip(kept, guarded, strict=True)
    return [replace(line, history=each.history) for line, each in pairs if not _unusable(each)]


def panel_of(found: Sequence[Line]) -> tuple[Panel, Hours]:
    """The fleet of these lines, without what is no demand, and the machine each series belongs to: for ``train``."""
    kept = demanded(found)
    fleet = panel([line.history for line in kept], [line.metric for line in kept], [line.unit for line in kept])
    return fleet, machines(kept)


def machines(found: Sequence[Line]) -> Hours:
    """A number per series id or address, so that one machine's series stay together in calibration: shape (lines,)."""
    _, numbers = np.unique([line.group for line in found], return_inverse=True)
    return numbers.astype(np.int64)


def _balance(balances: Mapping[str, Hourly], line: Line, question: Question) -> np.typing.NDArray[np.float64] | None:
    if question.family != "cpu" or line.group not in balances:
        return None
    return balances[line.group].values


def _answers(
    histories: Sequence[Hourly],
    guarded: Sequence[Guarded],
    asked: Sequence[Question],
    groups: Hours,
    solve: Callable[..., tuple[Level, ...]],
) -> list[Level | None]:
    """Levels where there is a week of history, ``None`` elsewhere; the short ones do not take part in training."""
    usable = [place for place, each in enumerate(guarded) if not _unusable(each)]
    found = solve([histories[place] for place in usable], [asked[place] for place in usable], groups=groups[usable])
    answers: list[Level | None] = [None] * len(guarded)
    for place, level in zip(usable, found, strict=True):
        answers[place] = level
    return answers


def _unusable(guarded: Guarded) -> bool:
    return guarded.refused.startswith(("too short", "no history"))


def _row(line: Line, question: Question, guarded: Guarded, level: Level | None) -> CapacityRow:
    peak = float(np.nanmax(line.history.values))
    found = Level(math.nan, {}, "none", guarded.refused, guarded.warnings)
    if level is not None:
        found = needed(line.history, guarded, level, question)
    return CapacityRow(
        series=line.group,
        metric=line.metric,
        unit=line.unit,
        capacity=found.capacity if math.isfinite(found.capacity) else None,
        quantiles=found.quantiles,
        method=found.method,
        why=found.why,
        refused=guarded.refused,
        warnings=found.warnings,
        history_days=round(line.history.span_days, 2),
        observed_max=peak,
        floor=peak * MEMORY_HEADROOM if question.family == "memory" else None,
    )
