"""Methods that need no training, by name, for many histories at once."""

import numpy as np

from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.examples import by_rule
from lepton_iac.forecast.level import Question
from lepton_iac.forecast.rules import RULES
from lepton_iac.forecast.series import Floats, Hourly, Hours
from lepton_iac.forecast.single import METHODS

ALONE: tuple[str, ...] = tuple(name for name in METHODS if name not in RULES)
"""Methods fitted to each series by itself: a millisecond each, where a rule takes microseconds."""

STANDING: tuple[str, ...] = (*RULES, *ALONE)


def by_name(name: str, histories: Floats, families: Hours, horizon: int, max_breach: float) -> Floats:
    """Uncalibrated capacities: histories (n, hours) that end at their origin to (n,), NaN where they are empty.

    Raises:
        LeptonError: the method is unknown.
    """
    if name not in ALONE:
        return by_rule(name, histories, families)
    return np.array(
        [_alone(name, row, FAMILIES[code], horizon, max_breach) for row, code in zip(histories, families, strict=True)]
    )


def _alone(name: str, row: Floats, family: str, horizon: int, max_breach: float) -> float:
    known = np.flatnonzero(np.isfinite(row))
    if not known.size:
        return float("nan")
    history = Hourly(0, np.asarray(row[known[0] :], dtype=np.float64))
    return METHODS[name](history, Question(family, "", horizon, max_breach)).capacity
