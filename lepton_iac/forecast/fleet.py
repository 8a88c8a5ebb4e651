"""A global model: learned on all series of a fleet, calibrated on series it did not see, for any series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.calibrate import TIGHTER, multiplier
from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.features import HISTORY, features
from lepton_iac.forecast.forest import Forest, joined
from lepton_iac.forecast.learn import LEARNERS, Learned
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.rules import named
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hours
from lepton_iac.forecast.windows import quantiles

LEAST_SERIES = 20
LEAST_DAYS = 21
MOST_SERIES = 1500
"""Series a model is trained on; more cost time and memory and change little."""

MOST_ORIGINS = 60
FOLDS = 3
CODES = tuple(range(len(FAMILIES)))
MEMORY = FAMILIES.index("memory")
MEMORY_RULE = "p99-28d"
"""Models gain nothing on memory: there the calibrated rule answers."""

BREACHES = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Breach shares a stored model is calibrated for; another is answered by the next smaller one."""

Part = tuple[float, float]
"""A level of the window's hours (0.99 is its p99) and the quantile of that level over possible windows."""

LOWEST, HIGHEST = -4.0, 3.0


def parts(max_breach: float) -> tuple[Part, Part]:
    """The two predictions whose geometric mean needs the least capacity at this breach share.

    Chosen by cross-validation over machines on a private-cloud trace; see tests/benchmarks/forecast_protocol.py.
    """
    if max_breach >= 0.03:
        return (0.95, 0.8), (0.99, 0.8)
    if max_breach >= 0.0075:
        return (0.99, 0.8), (0.995, 0.8)
    if max_breach >= 0.003:
        return (0.99, 0.9), (0.995, 0.8)
    return (0.995, 0.8), (1.0, 0.8)


CENTRAL: tuple[Part, ...] = tuple((level, 0.5) for level in QUANTILES)
"""The window's own quantiles at their median: what ``Demand.quantiles`` shows."""


@dataclass(frozen=True, slots=True, eq=False)
class FleetModel:
    """A calibrated global model.

    Attributes:
        learner: a name in ``LEARNERS``.
        horizon: hours of the windows it was trained on.
        members: part to the model that predicts it, in log units of the series' scale.
        multipliers: breach share to one factor per family code, shape (families,).
        series, days, windows: what it was trained on.
    """

    learner: str
    horizon: int
    members: Mapping[Part, Learned]
    multipliers: Mapping[float, Floats]
    series: int
    days: float
    windows: int

    def breach(self, asked: float) -> float:
        """The largest calibrated breach share that is not above the asked one.

        Raises:
            LeptonError: the model is calibrated for larger ones only.
        """
        fitting = [share for share in self.multipliers if share <= asked * (1 + 1e-9)]
        if not fitting:
            raise LeptonError(
                f"the model is not calibrated for a breach share of {asked:g}",
                mend=f"ask for at least {min(self.multipliers):g}, or train a model for it",
            )
        return max(fitting)

    def capacities(self, histories: Floats, families: Hours, floors: Floats, max_breach: float) -> Floats:
        """Calibrated capacities: histories (n, ``HISTORY``) to (n,), NaN where a history is empty."""
        breach = self.breach(max_breach)
        table, scale = features(histories, families, floors)
        raw = _raw(self.members, table, scale, breach)
        raw = np.where(families == MEMORY, _memory(histories), raw)
        return raw * self.multipliers[breach][families]

    def quantiles(self, histories: Floats, families: Hours, floors: Floats) -> Floats:
        """Quantiles of the coming hours: shape (n, len(``QUANTILES``)), rising in every row."""
        table, scale = features(histories, families, floors)
        columns = [np.exp(self.members[part].predict(table)) * scale for part in CENTRAL]
        return np.maximum.accumulate(np.column_stack(columns), axis=1)


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
) -> FleetModel:
    """Learn and calibrate on what the panel holds; nothing after its end exists for it.

    Args:
        breaches: breach shares to calibrate for.
        groups: shape (series,): series of one machine share a number, so that a machine is never in both halves.

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
    examples = _examples(panel, _window(panel, horizon))
    wanted = sorted({part for breach in breaches for part in parts(breach)} | set(CENTRAL))
    fold = _folds(groups)[examples.series]
    members, unseen = _cross_fitted(examples, fold, wanted, learner)
    multipliers = {breach: _multipliers(examples, unseen, breach) for breach in breaches}
    days = panel.hours / HOURS_PER_DAY
    return FleetModel(learner, examples.horizon, members, multipliers, len(panel), days, len(examples.table))


@dataclass(frozen=True, slots=True, eq=False)
class _Examples:
    """Past windows: features (n, f), scale (n,), the hours that followed (n, horizon), series and family of each."""

    table: Floats
    scale: Floats
    actual: Floats
    rule: Floats
    series: Hours
    families: Hours
    horizon: int

    def target(self, level: float) -> Floats:
        found = quantiles(self.actual, (level,))[:, 0]
        return np.clip(np.log(np.maximum(found / self.scale, np.exp(LOWEST))), LOWEST, HIGHEST)


def _examples(panel: Panel, horizon: int) -> _Examples:
    first = 2 * HOURS_PER_WEEK if panel.hours >= 5 * HOURS_PER_WEEK else HOURS_PER_WEEK
    origins = list(range(panel.hours - horizon, first - 1, -HOURS_PER_DAY))
    origins = origins[:: -(-len(origins) // MOST_ORIGINS)]
    pieces = [_at(panel, origin, horizon) for origin in origins]
    table, scale, actual, rule, series = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return _Examples(table, scale, actual, rule, series, panel.families[series], horizon)


def _at(panel: Panel, origin: int, horizon: int) -> tuple[Floats, Floats, Floats, Floats, Hours]:
    histories = panel.histories(origin, HISTORY)
    table, scale = features(histories, panel.families, panel.floors)
    actual = panel.values[:, origin : origin + horizon].astype(np.float32)
    enough = np.isfinite(histories[:, -4 * HOURS_PER_WEEK :]).sum(axis=1) >= HOURS_PER_WEEK // 2
    keep = enough & (np.isfinite(actual).sum(axis=1) >= horizon // 2) & np.isfinite(scale)
    return table[keep], scale[keep], actual[keep], _memory(histories)[keep], np.flatnonzero(keep).astype(np.int64)


def _cross_fitted(
    examples: _Examples, fold: Hours, wanted: Sequence[Part], learner: str
) -> tuple[dict[Part, Learned], dict[Part, Floats]]:
    """Per part the joined fold models, and the prediction of each example by the model that did not see its series."""
    members: dict[Part, Learned] = {}
    unseen: dict[Part, Floats] = {}
    for part in wanted:
        target = examples.target(part[0])
        if part in CENTRAL:
            members[part] = LEARNERS[learner](examples.table, target, part[1])
            continue
        unseen[part] = np.empty(len(target))
        forests = []
        for number in range(FOLDS):
            forests.append(LEARNERS[learner](examples.table[fold != number], target[fold != number], part[1]))
            unseen[part][fold == number] = forests[-1].predict(examples.table[fold == number])
        members[part] = _mean(forests, examples, target, part, learner)
    return members, unseen


def _mean(folds: Sequence[Learned], examples: _Examples, target: Floats, part: Part, learner: str) -> Learned:
    trees = [model for model in folds if isinstance(model, Forest)]
    if len(trees) == len(folds):
        return joined(trees)
    return LEARNERS[learner](examples.table, target, part[1])


def _raw(members: Mapping[Part, Learned], table: Floats, scale: Floats, breach: float) -> Floats:
    logs = np.mean([members[part].predict(table) for part in parts(breach)], axis=0)
    answer: Floats = np.exp(logs) * scale
    return answer


def _multipliers(examples: _Examples, unseen: Mapping[Part, Floats], breach: float) -> Floats:
    """Conformal factors per family at half the breach share; a family with too few hours takes the common one."""
    raw = np.exp(np.mean([unseen[part] for part in parts(breach)], axis=0)) * examples.scale
    raw = np.where(examples.families == MEMORY, examples.rule, raw)
    share = breach * TIGHTER
    common = multiplier(raw, examples.actual, share)
    factors = np.full(len(FAMILIES), common)
    for code in CODES:
        own = examples.families == code
        if len(np.unique(examples.series[own])) >= LEAST_SERIES // 2:
            factors[code] = multiplier(raw[own], examples.actual[own], share)
    return factors


def _memory(histories: Floats) -> Floats:
    return named(MEMORY_RULE).apply(histories, "memory")


def _window(panel: Panel, horizon: int) -> int:
    """The asked horizon where the history holds enough such windows, else a week."""
    return horizon if horizon <= HOURS_PER_WEEK or panel.hours >= 3 * horizon else HOURS_PER_WEEK


def _folds(groups: Hours) -> Hours:
    _, number = np.unique(groups, return_inverse=True)
    shuffled = np.random.default_rng(0).permutation(number.max() + 1)
    folds: Hours = shuffled[number].astype(np.int64) % FOLDS
    return folds


def _sample(count: int) -> Hours:
    if count <= MOST_SERIES:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, MOST_SERIES, replace=False)).astype(np.int64)
