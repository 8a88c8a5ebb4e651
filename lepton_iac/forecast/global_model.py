"""A calibrated global model, ready to answer for any series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.examples import MEMORY, by_rule
from lepton_iac.forecast.features import features
from lepton_iac.forecast.learn import Learned
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.scores import Score
from lepton_iac.forecast.series import Floats, Hours
from lepton_iac.forecast.standing import by_name

BLENDED, BLEND_SHARE = "p99-28d", 0.25
"""From a breach share of ``LOOSE`` on, the model's logarithm gives way to this rule's by a quarter: it needed 3 to 5 %
less capacity at equal risk; below, the rule only harms."""

LOOSE = 0.0075

BREACHES = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Breach shares a stored model is calibrated for; another is answered by the next smaller one."""

Part = tuple[float, float]
"""A level of the window's hours (0.99 is its p99) and the quantile of that level over possible windows."""


def parts(max_breach: float) -> tuple[Part, Part]:
    """The two predictions whose geometric mean needs the least capacity at this breach share.

    Chosen by cross-validation over machines on a private-cloud trace; see tests/benchmarks/forecast_protocol.py.
    """
    if max_breach >= 0.03:
        return (0.95, 0.8), (0.99, 0.8)
    if max_breach >= LOOSE:
        return (0.99, 0.8), (0.995, 0.8)
    if max_breach >= 0.003:
        return (0.99, 0.9), (0.995, 0.8)
    return (0.995, 0.8), (1.0, 0.8)


def memory_rule(max_breach: float) -> str:
    """Models gain nothing on memory: the rule that answers there, never below what its own tool would give."""
    return "p99-28d" if max_breach >= LOOSE else "compute-optimizer"


def blended(raw: Floats, rule: Floats, max_breach: float) -> Floats:
    """A model's capacities with the share of ``BLENDED`` that is due at this breach share."""
    if max_breach < LOOSE:
        return raw
    answer: Floats = raw ** (1 - BLEND_SHARE) * np.maximum(rule, 1e-12) ** BLEND_SHARE
    return answer


def mixed(logs: Sequence[Floats], scale: Floats) -> Floats:
    """The geometric mean of predictions in log units, back in the unit of the series, never below ``LEAST_SHARE``."""
    answer: Floats = np.maximum(np.exp(np.mean(logs, axis=0)), LEAST_SHARE) * scale
    return answer


LEAST_SHARE = 0.6
"""No model may go below this share of the p99 of the last 28 days: it cost nothing in the comparison, and it stops a
model from taking a pause in one machine's work for a pattern of another's."""

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
        rule: a name in ``STANDING`` that beat every learner on the fleet's past and answers in their place; or empty.
        scores: how every method did there, per breach share.
        left_out: how many series calibration left out, because they changed their work.
    """

    learner: str
    horizon: int
    members: Mapping[Part, Learned]
    multipliers: Mapping[float, Floats]
    series: int
    days: float
    windows: int
    rule: str = ""
    scores: tuple[Score, ...] = ()
    left_out: int = 0

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
        if self.rule:
            raw = by_name(self.rule, histories, families, self.horizon, breach)
        else:
            table, scale = features(histories, families, floors)
            raw = mixed([self.members[part].predict(table) for part in parts(breach)], scale)
            raw = blended(raw, by_rule(BLENDED, histories, families), breach)
        raw = np.where(families == MEMORY, by_rule(memory_rule(breach), histories, families), raw)
        return np.maximum(raw, floors) * self.multipliers[breach][families]

    def quantiles(self, histories: Floats, families: Hours, floors: Floats) -> Floats:
        """Quantiles of the coming hours: shape (n, len(``QUANTILES``)), rising in every row."""
        table, scale = features(histories, families, floors)
        columns = [np.exp(self.members[part].predict(table)) * scale for part in CENTRAL]
        return np.maximum.accumulate(np.column_stack(columns), axis=1)
