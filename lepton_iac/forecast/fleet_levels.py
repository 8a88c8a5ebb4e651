"""Levels for many series at once: a global model where the fleet carries one, a calibrated standing one elsewhere."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.calibrate import aim
from lepton_iac.forecast.contest import words
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.fleet import suits, train
from lepton_iac.forecast.global_model import BLENDED, LOOSE, FleetModel, memory_rule, parts
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.level import QUANTILES, Level, Question
from lepton_iac.forecast.panel import Panel, panel
from lepton_iac.forecast.parallel import each
from lepton_iac.forecast.rules import RULES, named
from lepton_iac.forecast.series import Hourly, Hours
from lepton_iac.forecast.single import METHODS, by_method
from lepton_iac.forecast.small_fleet import small_levels

CHUNK = 2000
"""Series scored at once: bounds the memory at about 100 MB."""

GLOBAL = ("auto", *LEARNERS)
NAMES = (*GLOBAL, *METHODS)
"""Every method that can be asked for."""


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

    A global method is trained on the histories given, unless a ``model`` is; with too few series or days the method
    that suited the past best, calibrated, stands in, and ``why`` says so. All questions share horizon and breach share.

    Args:
        groups: shape (series,); series of one machine share a number.
        workers, cluster: where methods that take one series at a time run; see ``parallel.each``.

    Raises:
        LeptonError: the method is unknown, or the model is not calibrated for the breach share.
    """
    if method not in NAMES:
        raise LeptonError(f"there is no forecast method {method!r}", mend=f"choose one of {', '.join(NAMES)}")
    if not histories:
        return ()
    pairs = list(zip(histories, questions, strict=True))
    if method not in GLOBAL:
        return each(partial(_alone, method), pairs, workers=workers, cluster=cluster)
    fleet = panel(histories, [one.dimension for one in questions], [one.unit for one in questions])
    reason = "" if model is not None else suits(fleet)
    if reason:
        return small_levels(fleet, histories, questions, reason)
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
    breach = model.breach(questions[0].max_breach)
    for place in range(0, len(fleet), CHUNK):
        rows = fleet.part(np.arange(place, min(place + CHUNK, len(fleet))))
        recent = rows.histories(rows.hours, HISTORY)
        capacities = model.capacities(recent, rows.families, rows.floors, questions[0].max_breach)
        quantiles = model.quantiles(recent, rows.families, rows.floors)
        for row, question in enumerate(questions[place : place + CHUNK]):
            spread = {level: float(quantiles[row, column]) for column, level in enumerate(QUANTILES)}
            name = memory_rule(breach) if question.family == "memory" else model.rule or model.learner
            why = reasons(model, question, int(rows.families[row]), given)
            found.append(Level(float(capacities[row]), spread, name, why, _other_horizon(model, question)))
    return tuple(found)


def reasons(model: FleetModel, question: Question, family: int, given: bool) -> str:
    """The model in words: what it was trained on, which levels it mixes, and how it was calibrated."""
    breach = model.breach(question.max_breach)
    factor = float(model.multipliers[breach][family])
    origin = "the given model, trained on" if given else "trained on this fleet's own past,"
    past = f"{origin} {model.series} series, {model.days:.0f} days, {model.windows} windows"
    if model.left_out:
        past += f", calibrated without {model.left_out} series that changed their work, which no factor covers"
    if question.family == "memory":
        rule = memory_rule(breach)
        head = f"{rule}: {named(rule).words(question.family)} (models gain nothing on memory)"
        return (
            f"{head}; {past}; times {factor:.3g}, so that the fleet's windows pass it in at most {breach:.2%} of hours"
        )
    if model.rule:
        rule = f": {named(model.rule).words(question.family)}" if model.rule in RULES else ""
        head = f"{model.rule}{rule}, which beat every learned method on past windows"
    else:
        mixed = " and ".join(f"p{100 * level:g} at its q{quantile:g}" for level, quantile in parts(breach))
        blend = f", a quarter {BLENDED}" if breach >= LOOSE else ""
        head = f"{model.learner}: mean of the window's {mixed}{blend}"
    part = aim(model.series)
    table = f"; {words(model.scores)}" if model.scores else ""
    return (
        f"{head}; {past}; times {factor:.3g}, so that the fleet's windows, unseen in training, pass it in about "
        f"{breach * part:.2%} of their hours, {part:.0%} of the share asked{table}"
    )


def _other_horizon(model: FleetModel, question: Question) -> tuple[str, ...]:
    if model.horizon == question.horizon:
        return ()
    return (f"the model was trained on windows of {model.horizon} hours, {question.horizon} were asked",)


def _alone(method: str, pair: tuple[Hourly, Question]) -> Level:
    return by_method(*pair, method)
