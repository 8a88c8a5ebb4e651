"""One series in, one Demand out: guard the history, ask the method, keep the floors, say why."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.dimension import floor, grows
from lepton_iac.forecast.fleet_levels import levels
from lepton_iac.forecast.global_model import FleetModel
from lepton_iac.forecast.growth import growth
from lepton_iac.forecast.guard import Guarded, guard
from lepton_iac.forecast.level import QUANTILES, Level, Question
from lepton_iac.forecast.profile import hour_of_day
from lepton_iac.forecast.series import HOURS_PER_DAY, Floats, Hourly, regular
from lepton_iac.model import Demand

MEMORY_HEADROOM = 1.15
"""Memory never goes below the highest level ever seen plus 15 %, the buffer of krr; running out of it kills."""


def forecast_series(
    hours: Any,
    values: Any,
    *,
    dimension: str,
    unit: str,
    horizon_hours: int = 168,
    max_breach: float = 0.01,
    method: str = "auto",
    model: FleetModel | None = None,
    as_of: datetime | int | None = None,
    credits_left: Floats | None = None,
) -> Demand:
    """Forecast what one series will need; the caller fills the address.

    Args:
        hours: epoch hours, shape (n,); ``values``: hourly maxima in ``unit``, shape (n,), NaN for missing.
        max_breach: share of the hours that may pass the capacity.
        method: a name in ``METHODS`` or ``LEARNERS``; ``model``: a trained global model for ``auto`` and learners.
        as_of: nothing that had not ended by then is looked at.
        credits_left: burst credit balance of the same machine, where it has one.

    Raises:
        LeptonError: an argument is out of bounds, or the method is unknown.
        ReadError: hours and values do not fit together.
    """
    question = Question(dimension, unit, horizon_hours, max_breach)
    history = regular(hours, values, as_of=as_of)
    guarded = guard(history, question, credits_left)
    if not guarded.history.observed:
        return unforecast(question, guarded, method)
    level = levels([guarded.history], [question], method=method, model=model)[0]
    return demand(history, guarded, level, question)


def needed(history: Hourly, guarded: Guarded, level: Level, question: Question) -> Level:
    """The level tied to the evidence: widened where it is thin, raised to where its trend will be, in order."""
    capacity, quantiles, why = level.capacity * guarded.widen, ordered(level.quantiles), level.why
    warnings = guarded.warnings + level.warnings
    capacity = max(capacity, floor(question.unit), guarded.least)
    if grows(question.dimension):
        capacity, quantiles, why, warnings = _grown(history, question, capacity, quantiles, why, warnings)
    return Level(max(capacity, quantiles.get(0.5, 0.0)), quantiles, level.method, why, warnings)


def demand(history: Hourly, guarded: Guarded, level: Level, question: Question) -> Demand:
    """What a level asks of a resource: for memory never below its floor, and nothing where it is refused."""
    peak, found = float(np.nanmax(history.values)), needed(history, guarded, level, question)
    capacity, warnings = found.capacity, found.warnings
    refused = guarded.refused or ("" if math.isfinite(capacity) else "the history says nothing about a level")
    if question.family == "memory":
        capacity, warnings = _memory(capacity, peak, warnings)
    return Demand(
        address="",
        dimension=question.dimension,
        unit=question.unit,
        quantiles=found.quantiles,
        capacity=None if refused else capacity,
        max_breach=question.max_breach,
        observed_max=peak,
        method=level.method,
        why=found.why,
        history_days=round(guarded.history.span_days, 2),
        horizon_hours=question.horizon,
        refused=refused,
        warnings=warnings,
        hour_of_day=hour_of_day(guarded.history),
    )


def unforecast(question: Question, guarded: Guarded, method: str) -> Demand:
    """A Demand that says only why there is none."""
    return Demand(
        address="",
        dimension=question.dimension,
        unit=question.unit,
        quantiles={},
        capacity=None,
        max_breach=question.max_breach,
        observed_max=math.nan,
        method=method,
        why=guarded.refused,
        history_days=0.0,
        horizon_hours=question.horizon,
        refused=guarded.refused,
    )


def ordered(quantiles: Mapping[float, float]) -> dict[float, float]:
    """Quantiles that never cross and never fall below zero; those that are not finite are left out."""
    levels = [level for level in QUANTILES if math.isfinite(quantiles.get(level, math.nan))]
    rising = np.maximum.accumulate([max(quantiles[level], 0.0) for level in levels])
    return {level: float(value) for level, value in zip(levels, rising, strict=True)}


def _grown(
    history: Hourly,
    question: Question,
    capacity: float,
    quantiles: dict[float, float],
    why: str,
    warnings: tuple[str, ...],
) -> tuple[float, dict[float, float], str, tuple[str, ...]]:
    """Raise a level to where its trend will be; where no trend can be told, say so."""
    try:
        trend = growth(history, question.horizon / HOURS_PER_DAY)
    except LeptonError as error:
        return capacity, quantiles, why, (*warnings, f"growth not forecast: {error.what}")
    raised = ordered(
        {0.5: trend.expected} | {level: max(value, trend.high) for level, value in quantiles.items() if level > 0.5}
    )
    return max(capacity, trend.high), raised, f"{why}; {trend.words}", warnings


def _memory(capacity: float, peak: float, warnings: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    least = peak * MEMORY_HEADROOM
    if not capacity < least:
        return capacity, warnings
    said = f"memory is kept at the highest level seen plus {MEMORY_HEADROOM - 1:.0%}"
    return least, (*warnings, said)
