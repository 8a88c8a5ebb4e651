"""Fleets too small for a global model: one method for all, and a factor between the fleet's and each series' own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lepton_iac.forecast.calibrate import SMALL_TIGHTER, steady
from lepton_iac.forecast.contest import contest, standing, winner, words
from lepton_iac.forecast.examples import Examples, examples_of, window_of
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.level import Level, Question
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.rules import RULES, named
from lepton_iac.forecast.scores import Score
from lepton_iac.forecast.series import Floats, Hourly
from lepton_iac.forecast.single import pooled
from lepton_iac.forecast.standing import STANDING, by_name

DEFAULT = "p99-28d"
UNTRIED = "max-14d"
"""Where no past window can be scored: the rule that the comparison traces passed least of those that hold little."""

OWN_SHARE = 0.5
"""A series' factor lies half way (in logarithms) from the fleet's to its own: one series' month is few incidents."""


@dataclass(frozen=True, slots=True, eq=False)
class SmallFleet:
    """A method for a small fleet, raised to what past windows need.

    Attributes:
        method: a name in ``STANDING``; ``scores``: how all of them did.
        factors: per series, shape (series,); ``windows``: how many they rest on.
    """

    method: str
    scores: tuple[Score, ...]
    factors: Floats
    windows: int


def fitted(fleet: Panel, horizon: int, max_breach: float) -> SmallFleet:
    """Choose and calibrate on the fleet's own past windows; without any, a cautious rule as it is."""
    window = window_of(fleet, horizon)
    examples = examples_of(fleet, window) if fleet.hours >= window + 7 * 24 else None
    if examples is None or not len(examples):
        return SmallFleet(UNTRIED, (), np.ones(len(fleet)), 0)
    scores = contest(fleet, examples, (max_breach,), STANDING)
    method = winner(scores, DEFAULT)
    factors = _factors(examples, standing(fleet, examples, method, max_breach), max_breach, len(fleet))
    return SmallFleet(method, scores, factors, len(examples))


def small_levels(
    fleet: Panel, histories: Sequence[Hourly], questions: Sequence[Question], reason: str
) -> tuple[Level, ...]:
    """One level for each series of the panel; ``reason`` says why no global model answers."""
    asked = questions[0]
    small = fitted(fleet, asked.horizon, asked.max_breach)
    recent = fleet.histories(fleet.hours, HISTORY)
    raw = by_name(small.method, recent, fleet.families, asked.horizon, asked.max_breach) * small.factors
    found = []
    for place, (history, question) in enumerate(zip(histories, questions, strict=True)):
        why = _words(small, question, float(small.factors[place]), reason)
        capacity = max(float(raw[place]), float(fleet.floors[place])) if math.isfinite(raw[place]) else math.nan
        found.append(Level(capacity, pooled(history, 0.0), small.method, why))
    return tuple(found)


def _factors(examples: Examples, raw: Floats, breach: float, count: int) -> Floats:
    """Never below one: what a month of few series did not see is no reason to go below a rule."""
    share = breach * SMALL_TIGHTER
    common = steady(raw, examples.actual, share)
    factors = np.full(count, common)
    for series in np.unique(examples.series):
        own = examples.series == series
        factors[series] = common ** (1 - OWN_SHARE) * steady(raw[own], examples.actual[own], share) ** OWN_SHARE
    return np.maximum(np.where(np.isfinite(factors), factors, 1.0), 1.0)


def _words(small: SmallFleet, question: Question, factor: float, reason: str) -> str:
    rule = f": {named(small.method).words(question.family)}" if small.method in RULES else ""
    if not small.windows:
        return f"{small.method}{rule}, for there is no past window to compare methods on; {reason}"
    share = question.max_breach * SMALL_TIGHTER
    return (
        f"{small.method}{rule}, times {factor:.3g} so that {small.windows} past windows of these series pass it in "
        f"about {share:.2%} of their hours, {SMALL_TIGHTER:.0%} of the share asked; {reason}; {words(small.scores)}"
    )
