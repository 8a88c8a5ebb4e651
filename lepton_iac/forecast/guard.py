"""When a forecast must not be trusted to lower anything, and which part of the history still counts."""

from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.dimension import ceiling, floor
from lepton_iac.forecast.level import Question
from lepton_iac.forecast.saturation import exhausted, saturated
from lepton_iac.forecast.series import HOURS_PER_DAY, Floats, Hourly
from lepton_iac.forecast.shift import last_shift

LEAST_DAYS = 7.0
SURE_DAYS = 14.0
WIDER = 1.25
"""Factor on the capacity while the history is shorter than ``SURE_DAYS``: p99 x 1.15 of 7 days breached 2.0 % of the
hours of the comparison traces, of 28 days 1.4 %; the factor was set on those to make up for it."""

LEAST_SHARE = 0.5
STALE_HOURS = 72


@dataclass(frozen=True, slots=True)
class Guarded:
    """A history fit for use, with what must be said about it.

    Attributes:
        history: after cuts.
        refused: why nothing may be lowered on this evidence, or empty.
        widen: factor on the capacity for thin evidence.
        least: no capacity is told below it: the highest level of a series whose demand was censored.
    """

    history: Hourly
    refused: str
    warnings: tuple[str, ...]
    widen: float = 1.0
    least: float = 0.0


def guard(history: Hourly, question: Question, credits_left: Floats | None = None) -> Guarded:
    """Judge a history: length, gaps, age, level shifts, saturation, in that order; the first refusal is given.

    Args:
        credits_left: burst credit balance of the same machine, any length, NaN for missing.
    """
    short = _too_short(history)
    if short:
        return Guarded(history, short, ())
    cut, warnings, fresh = _cut_at_shift(history, question)
    censored = saturated(cut.values, ceiling(question.dimension, question.unit))
    empty = exhausted(credits_left) if credits_left is not None else ""
    refused = _stale(history) or censored or empty or fresh
    thin = cut.span_days < SURE_DAYS
    if thin:
        warnings += (f"only {cut.span_days:.0f} days of history: capacity widened by {WIDER - 1:.0%}",)
    if history.negatives:
        warnings += (f"{history.negatives} negative values were taken as missing",)
    least = float(np.nanmax(history.values)) if censored else 0.0
    return Guarded(cut, refused, warnings, WIDER if thin else 1.0, least)


def _too_short(history: Hourly) -> str:
    if not history.observed:
        return "no history: the series holds no value"
    if history.span_days < LEAST_DAYS:
        return f"too short: {history.span_days:.1f} days of history, {LEAST_DAYS:.0f} are needed"
    share = history.observed / len(history.values)
    if history.observed < LEAST_SHARE * min(len(history.values), 28 * HOURS_PER_DAY):
        return f"too many gaps: only {share:.0%} of {history.span_days:.0f} days were measured"
    return ""


def _stale(history: Hourly) -> str:
    silent = len(history.values) - 1 - int(np.flatnonzero(np.isfinite(history.values))[-1])
    return f"stale: nothing was measured in the last {silent} hours" if silent > STALE_HOURS else ""


def _cut_at_shift(history: Hourly, question: Question) -> tuple[Hourly, tuple[str, ...], str]:
    shift = last_shift(history.values, floor(question.unit))
    if shift is None:
        return history, (), ""
    if shift.fresh:
        reason = f"fresh level shift: {shift.words}"
        upward = shift.after > shift.before
        kept = history.since(history.start + shift.index) if upward and shift.days_ago >= LEAST_DAYS else history
        return kept, (reason,), reason
    return history.since(history.start + shift.index), (f"history cut: {shift.words}",), ""
