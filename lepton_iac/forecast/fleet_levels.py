"""Levels for many series at once: a global model where the fleet carries one, the best calibrated rule elsewhere."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lepton_iac.forecast.calibrate import TIGHTER
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.fleet import suits, train
from lepton_iac.forecast.global_model import MEMORY_RULE, FleetModel, parts
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.level import QUANTILES, Level, Question
from lepton_iac.forecast.panel import Panel, panel
from lepton_iac.forecast.parallel import each
from lepton_iac.forecast.rules import named
from lepton_iac.forecast.series import Hourly, Hours
from lepton_iac.forecast.single import METHODS, by_method

CHUNK = 2000
"""Series scored at once: bounds the memory at about 100 MB."""

GLOBAL = ("auto", *LEARNERS)


def levels(
    histories: Sequence[Hourly],
    questions: Sequence[Question],
    *,
    method: str = "auto",
    model: FleetModel | None = None,
    groups: Hours | None = None,
    workers: int = 1,
    cluster: str = "",
) -> tuple[Level, ...]:
    """One level for each history, in order.

    A global method is trained on the histories given, unless a ``model`` is; with too few series or days each series
    gets the best calibrated rule, and its ``why`` says so. All questions share horizon and breach share.

    Args:
        groups: shape (series,); series of one machine share a number.
        workers, cluster: where methods that take one series at a time run; see ``parallel.each``.

    Raises:
        LeptonError: the method is unknown, or the model is not calibrated for the breach share.
    """
    if not histories:
        return ()
    pairs = list(zip(histories, questions, strict=True))
    if method not in GLOBAL:
        return each(partial(_alone, method), pairs, workers=workers, cluster=cluster)
    fleet = panel(histories, [one.dimension for one in questions], [one.unit for one in questions])
    reason = "" if model is not None else suits(fleet)
    if reason:
        return each(partial(_fallback, reason), pairs, workers=workers, cluster=cluster)
    learner = "boosted" if method == "auto" else method
    fitted = model or train(
        fleet,
        learner=learner,
        horizon=questions[0].horizon,
        breaches=(questions[0].max_breach,),
        groups=groups,
        compete=method == "auto",
    )
    return scored(fitted, fleet, questions, given=model is not None)


def scored(model: FleetModel, fleet: Panel, questions: Sequence[Question], *, given: bool) -> tuple[Level, ...]:
    """Apply a global model to every series of a panel, ``CHUNK`` at a time."""
    found: list[Level] = []
    for place in range(0, len(fleet), CHUNK):
        rows = fleet.part(np.arange(place, min(place + CHUNK, len(fleet))))
        recent = rows.histories(rows.hours, HISTORY)
        capacities = model.capacities(recent, rows.families, rows.floors, questions[0].max_breach)
        quantiles = model.quantiles(recent, rows.families, rows.floors)
        for row, question in enumerate(questions[place : place + CHUNK]):
            spread = {level: float(quantiles[row, column]) for column, level in enumerate(QUANTILES)}
            name = MEMORY_RULE if question.family == "memory" else model.rule or model.learner
            why = reasons(model, question, int(rows.families[row]), given)
            found.append(Level(float(capacities[row]), spread, name, why, _other_horizon(model, question)))
    return tuple(found)


def reasons(model: FleetModel, question: Question, family: int, given: bool) -> str:
    """The model in words: what it was trained on, which levels it mixes, and how it was calibrated."""
    breach = model.breach(question.max_breach)
    factor = float(model.multipliers[breach][family])
    origin = "the given model, trained on" if given else "trained on this fleet's own past,"
    if question.family == "memory":
        head = f"{MEMORY_RULE}: {named(MEMORY_RULE).words(question.family)} (models gain nothing on memory)"
    elif model.rule:
        head = f"{model.rule}: {named(model.rule).words(question.family)}, which beat {model.learner} on past windows"
    else:
        mixed = " and ".join(f"p{100 * level:g} at its q{quantile:g}" for level, quantile in parts(breach))
        head = f"{model.learner}: mean of the window's {mixed}"
    return (
        f"{head}; {origin} {model.series} series, {model.days:.0f} days, {model.windows} windows; times {factor:.3g}, "
        f"so that the fleet's windows, unseen in training, pass it in {breach * TIGHTER:.2%} of their hours, "
        f"{TIGHTER:.0%} of the share asked"
    )


def _other_horizon(model: FleetModel, question: Question) -> tuple[str, ...]:
    if model.horizon == question.horizon:
        return ()
    return (f"the model was trained on windows of {model.horizon} hours, {question.horizon} were asked",)


def _alone(method: str, pair: tuple[Hourly, Question]) -> Level:
    return by_method(*pair, method)


def _fallback(reason: str, pair: tuple[Hourly, Question]) -> Level:
    level = METHODS["auto"](*pair)
    return Level(level.capacity, level.quantiles, level.method, f"{reason}; {level.why}", level.warnings)
