"""A global model: learned on all series of a fleet, calibrated on series it did not see, for any series."""

from collections.abc import Mapping, Sequence

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.calibrate import TIGHTER, multiplier
from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.examples import MEMORY, Examples, examples_of, window_of
from lepton_iac.forecast.forest import Forest, joined
from lepton_iac.forecast.global_model import BREACHES, CENTRAL, MEMORY_RULE, FleetModel, Part, mixed, parts
from lepton_iac.forecast.learn import LEARNERS, Learned
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.rules import CONTENDERS
from lepton_iac.forecast.scores import Score, score
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hours

LEAST_SERIES = 20
LEAST_DAYS = 21
MOST_SERIES = 1500
"""Series a model is trained on; more cost time and memory and change little."""

FOLDS = 3
LEAST_ROWS = 200
CLEARLY = 0.95
"""A rule takes the learner's place when it needs at least five percent less: smaller differences are noise."""

OWN_SHARE = 0.5
"""A family's factor lies this far (in logarithms) from the fleet's common one to its own: pooling steadies it.
Memory, which another method answers, keeps its own."""


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
        compete: let the contending rules stand in where one needs less capacity at equal risk on the same windows.

    Raises:
        LeptonError: the panel is too small, or the learner is unknown.
    """
    reason = suits(panel)
    if reason:
        raise LeptonError(reason, mend="use a rule, or bring more series and longer history")
    if learner not in LEARNERS:
        raise LeptonError(f"there is no learner {learner!r}", mend=f"choose one of {', '.join(LEARNERS)}")
    chosen = _sample(len(panel))
    panel, groups = panel.part(chosen), (np.arange(len(panel)) if groups is None else groups)[chosen]
    examples = examples_of(panel, window_of(panel, horizon))
    wanted = sorted({part for breach in breaches for part in parts(breach)} | set(CENTRAL))
    fold = _folds(groups)[examples.series]
    members, unseen = _cross_fitted(examples, fold, wanted, learner)
    scores = tuple(one for breach in breaches for one in _scored(examples, unseen, learner, breach))
    rule = chosen_rule(scores) if compete else ""
    multipliers = {
        breach: _multipliers(examples, _mixed(examples, unseen, breach, rule), breach) for breach in breaches
    }
    days, count = panel.hours / HOURS_PER_DAY, len(examples.table)
    return FleetModel(learner, examples.horizon, members, multipliers, len(panel), days, count, rule, scores)


def chosen_rule(scores: Sequence[Score]) -> str:
    """The contender that needs clearly less capacity at equal risk over all breach shares, or empty."""
    totals: dict[str, float] = {}
    for one in scores:
        totals[one.method] = totals.get(one.method, 0.0) + one.equal_risk
    rules = {name: total for name, total in totals.items() if name in CONTENDERS}
    learned = min(total for name, total in totals.items() if name not in CONTENDERS)
    best = min(rules, key=lambda name: rules[name])
    return best if rules[best] < CLEARLY * learned else ""


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


def _mixed(examples: Examples, unseen: Mapping[Part, Floats], breach: float, rule: str = "") -> Floats:
    """What the model, or a rule in its place, would have said in each window without calibration."""
    if rule:
        raw = examples.rules[:, CONTENDERS.index(rule)]
    else:
        raw = mixed([unseen[part] for part in parts(breach)], examples.scale)
    return np.where(examples.families == MEMORY, examples.rules[:, CONTENDERS.index(MEMORY_RULE)], raw)


def _multipliers(examples: Examples, raw: Floats, breach: float) -> Floats:
    """One conformal factor per family at the asked share, all raised alike until the fleet keeps ``TIGHTER`` of it.

    Families differ in how far their bodies lie from their tails; the far tail of one family alone is too thin to tell.
    A family with too few series takes the common factor.
    """
    common = multiplier(raw, examples.actual, breach)
    raised = multiplier(raw, examples.actual, breach * TIGHTER) / common
    factors = np.full(len(FAMILIES), common)
    for code in range(len(FAMILIES)):
        own = examples.families == code
        if len(np.unique(examples.series[own])) >= LEAST_SERIES // 2:
            own_factor = multiplier(raw[own], examples.actual[own], breach)
            weight = 1.0 if code == MEMORY else OWN_SHARE
            factors[code] = common ** (1 - weight) * own_factor**weight
    return factors * raised


def _scored(examples: Examples, unseen: Mapping[Part, Floats], learner: str, breach: float) -> tuple[Score, ...]:
    """Learner and rules on the same past windows, each calibrated alike."""
    found = []
    for rule in ("", *CONTENDERS):
        raw = _mixed(examples, unseen, breach, rule)
        capacities = raw * _multipliers(examples, raw, breach)[examples.families]
        found.append(score(rule or learner, capacities, examples.actual, examples.top, breach))
    return tuple(found)


def _folds(groups: Hours) -> Hours:
    _, number = np.unique(groups, return_inverse=True)
    shuffled = np.random.default_rng(0).permutation(number.max() + 1)
    folds: Hours = shuffled[number].astype(np.int64) % FOLDS
    return folds


def _sample(count: int) -> Hours:
    if count <= MOST_SERIES:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, MOST_SERIES, replace=False)).astype(np.int64)
