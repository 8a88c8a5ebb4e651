"""A global model: learned on all series of a fleet, calibrated on series it did not see, for any series."""

from collections.abc import Mapping, Sequence

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.contest import contest, standing, winner
from lepton_iac.forecast.examples import MEMORY, Examples, examples_of, window_of
from lepton_iac.forecast.factors import factors
from lepton_iac.forecast.forest import Forest, joined
from lepton_iac.forecast.global_model import (
    BLENDED,
    BREACHES,
    CENTRAL,
    FleetModel,
    Part,
    blended,
    memory_rule,
    mixed,
    parts,
)
from lepton_iac.forecast.learn import LEARNERS, Learned
from lepton_iac.forecast.panel import Panel, thinned
from lepton_iac.forecast.rules import CONTENDERS
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hours
from lepton_iac.forecast.standing import ALONE

LEAST_SERIES = 20
LEAST_DAYS = 21
MOST_SERIES = 1500
"""Series a model is trained on; more cost time and memory and change little."""

FOLDS = 3
LEAST_ROWS = 200
MOST_ALONE = 3000


def suits(panel: Panel) -> str:
    """Why a global model cannot be learned on this panel, or an empty text."""
    if len(panel) < LEAST_SERIES:
        return f"{len(panel)} series are fewer than the {LEAST_SERIES} a global model needs"
    if panel.hours < LEAST_DAYS * HOURS_PER_DAY:
        return f"{panel.hours / HOURS_PER_DAY:.0f} days are fewer than the {LEAST_DAYS} a global model needs"
    return ""


def train(
    panel: Panel,
    *,
    learner: str = "boosted",
    horizon: int = HOURS_PER_WEEK,
    breaches: Sequence[float] = BREACHES,
    groups: Hours | None = None,
    compete: bool = False,
) -> FleetModel:
    """Learn and calibrate on what the panel holds; nothing after its end exists for it.

    Args:
        breaches: breach shares to calibrate for.
        groups: shape (series,): series of one machine share a number, so that a machine is never in both halves.
        compete: let every named method compete on past windows, and the one that clearly needs least capacity at equal
            risk answer in the learner's place.

    Raises:
        LeptonError: the panel is too small, or the learner is unknown.
    """
    reason = suits(panel)
    if reason:
        raise LeptonError(reason, mend="use a rule, or bring more series and longer history")
    if learner not in LEARNERS:
        raise LeptonError(f"there is no learner {learner!r}", mend=f"choose one of {', '.join(LEARNERS)}")
    chosen = thinned(np.arange(len(panel)), MOST_SERIES)
    panel, groups = panel.part(chosen), (np.arange(len(panel)) if groups is None else groups)[chosen]
    examples = examples_of(panel, window_of(panel, horizon))
    scores = contest(panel, examples, breaches) if compete else ()
    best = winner(scores, learner)
    learner, rule = (best, "") if best in LEARNERS else (learner, best)
    wanted = set(CENTRAL) | {part for breach in breaches for part in parts(breach) if not rule}
    members, unseen = _cross_fitted(examples, _folds(groups)[examples.series], sorted(wanted), learner)
    some = thinned(np.arange(len(examples)), MOST_ALONE if rule in ALONE else len(examples))
    shown, past = examples.part(some), {part: logs[some] for part, logs in unseen.items()}
    found = {breach: factors(shown, _raw(panel, shown, past, breach, rule), breach, len(panel)) for breach in breaches}
    odd = len({series for one in found.values() for series in one.left_out})
    values = {breach: one.values for breach, one in found.items()}
    days, count = panel.hours / HOURS_PER_DAY, len(examples)
    return FleetModel(learner, examples.horizon, members, values, len(panel), days, count, rule, scores, odd)


def _cross_fitted(
    examples: Examples, fold: Hours, wanted: Sequence[Part], learner: str
) -> tuple[dict[Part, Learned], dict[Part, Floats]]:
    """Per part the joined fold models, and the prediction of each example by the model that did not see its series."""
    members: dict[Part, Learned] = {}
    unseen: dict[Part, Floats] = {}
    learned = examples.families != MEMORY if (examples.families != MEMORY).sum() >= LEAST_ROWS else fold >= 0
    for part in wanted:
        target = examples.target(part[0])
        if part in CENTRAL:
            members[part] = LEARNERS[learner](examples.table, target, part[1])
            continue
        unseen[part] = np.empty(len(target))
        forests = []
        for number in range(FOLDS):
            seen = learned & (fold != number)
            forests.append(LEARNERS[learner](examples.table[seen], target[seen], part[1]))
            unseen[part][fold == number] = forests[-1].predict(examples.table[fold == number])
        members[part] = _mean(forests, examples, target, part, learner)
    return members, unseen


def _mean(folds: Sequence[Learned], examples: Examples, target: Floats, part: Part, learner: str) -> Learned:
    trees = [model for model in folds if isinstance(model, Forest)]
    if len(trees) == len(folds):
        return joined(trees)
    return LEARNERS[learner](examples.table, target, part[1])


def _raw(panel: Panel, examples: Examples, unseen: Mapping[Part, Floats], breach: float, rule: str) -> Floats:
    """What the model, or a method in its place, would have said in each window without calibration."""
    if rule:
        raw = standing(panel, examples, rule, breach)
    else:
        raw = mixed([unseen[part] for part in parts(breach)], examples.scale)
        raw = blended(raw, examples.rules[:, CONTENDERS.index(BLENDED)], breach)
    return np.where(examples.families == MEMORY, examples.rules[:, CONTENDERS.index(memory_rule(breach))], raw)


def _folds(groups: Hours) -> Hours:
    _, number = np.unique(groups, return_inverse=True)
    shuffled = np.random.default_rng(0).permutation(number.max() + 1)
    folds: Hours = shuffled[number].astype(np.int64) % FOLDS
    return folds
