"""The hours of the night in which nobody uses something."""

import re
from collections.abc import Sequence

from lepton_iac.optimize.schedule_blocks import Hours

LEAST_HOURS = 6
QUIET_LEVEL = 0.15
"""A quiet hour is also quiet in itself: below 15 % of the processor, the level Compute Optimizer's peers call idle."""


def quiet_hours(levels: Sequence[float], share: float) -> Hours | None:
    """The longest run of quiet hours around the clock, less an hour at each end; ``None`` when it is too short."""
    top = max(levels)
    if min(levels) < 0 or top <= 0:
        return None
    quiet = [level <= share * top and level < QUIET_LEVEL for level in levels]
    if all(quiet):
        return None
    text = "".join("q" if one else "b" for one in quiet) * 2
    runs = [(found.end() - found.start(), -found.start()) for found in re.finditer("q+", text)]
    length, begin = max(runs, default=(0, 0))
    if length - 2 < LEAST_HOURS:
        return None
    stop = (-begin + 1) % 24
    return Hours(stop, (stop + length - 2) % 24, length - 2)


def max_in(levels: Sequence[float], hours: Hours) -> float:
    """The highest level while stopped."""
    return max(levels[(hours.stop + step) % 24] for step in range(hours.length))
