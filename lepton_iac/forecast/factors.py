"""The factors that raise a fleet's capacities until its own past windows keep the promise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lepton_iac.forecast.calibrate import aim, multiplier, steady
from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.examples import MEMORY, Examples
from lepton_iac.forecast.series import Floats

Rows = npt.NDArray[np.bool_]

LEAST_SERIES = 10
"""Series a family needs for a factor of its own."""

OWN_SHARE = 0.5
"""A family's factor lies this far (in logarithms) from the fleet's common one to its own: pooling steadies it."""

ALONE_FACTOR, LEAST_OTHERS = 1.25, 5
"""A series without which the common factor falls by a fifth is left out, where at least five others remain."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """One factor per family code, shape (families,), and the series that calibration left out."""

    values: Floats
    left_out: tuple[int, ...]


def factors(examples: Examples, raw: Floats, breach: float, series: int) -> Factors:
    """One steady factor per family at the asked share, all raised alike until the fleet keeps its ``aim``.

    Families differ in how far their bodies lie from their tails; the far tail of one family alone is too thin to tell.
    A family with too few series takes the common factor. Memory, which a rule answers, is raised by itself to the
    asked share, and never goes below the rule. An ``outlier`` counts in neither.

    Args:
        raw: uncalibrated capacities of the windows, each made without seeing its series, shape (n,).
        series: how many the fleet has.
    """
    share = breach * aim(series)
    memory = examples.families == MEMORY
    rest = ~memory if (~memory).any() else memory
    odd = outlier(examples, raw, rest, share)
    rest = rest & (examples.series != odd)
    common = steady(raw[rest], examples.actual[rest], breach)
    raised = steady(raw[rest], examples.actual[rest], share) / common
    values = np.full(len(FAMILIES), common)
    for code in range(len(FAMILIES)):
        own = rest & (examples.families == code)
        if code != MEMORY and len(np.unique(examples.series[own])) >= LEAST_SERIES:
            own_factor = steady(raw[own], examples.actual[own], breach)
            values[code] = common ** (1 - OWN_SHARE) * own_factor**OWN_SHARE
    values *= raised
    odd_memory = outlier(examples, raw, memory, breach) if memory.any() else -1
    memory = memory & (examples.series != odd_memory)
    if memory.any():
        values[MEMORY] = max(1.0, multiplier(raw[memory], examples.actual[memory], breach))
    return Factors(values, tuple(sorted({odd, odd_memory} - {-1})))


def outlier(examples: Examples, raw: Floats, rows: Rows, share: float) -> int:
    """The one series without which the factor would be far smaller, or -1.

    A machine that changed its work passes any factor, and in a fleet of thirty it alone would more than double every
    other machine's capacity; no factor buys its promise back, so that it is left out of calibration, and said.
    """
    factor = steady(raw[rows], examples.actual[rows], share)
    above = ((examples.actual > (raw * factor)[:, None]) & rows[:, None]).sum(axis=1)
    worst = int(np.argmax(np.bincount(examples.series, weights=above)))
    others = rows & (examples.series != worst)
    if len(np.unique(examples.series[others])) < LEAST_OTHERS:
        return -1
    return worst if factor > ALONE_FACTOR * steady(raw[others], examples.actual[others], share) else -1
