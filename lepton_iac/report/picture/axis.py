"""Ticks at round figures and at midnights."""

import math
from datetime import datetime, timedelta

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_DAYS = (1, 2, 4, 7, 14, 28)
_PLACES = 12


def figures(top: float, most: int = 5) -> tuple[float, ...]:
    """Round figures from 0 up to ``top``, at most ``most`` above 0."""
    rough = top / most
    if not (math.isfinite(top) and rough > 10**-_PLACES):
        return (0.0,)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((factor * power for factor in _STEPS if factor * power >= rough), 10 * power)
    return tuple(round(place * step, _PLACES) for place in range(math.floor(top / step + 1e-9) + 1))


def midnights(start: datetime, hours: int, most: int = 7) -> tuple[tuple[int, str], ...]:
    """(hours from the start, date) of evenly spaced midnights, at most ``most`` of them."""
    step = next((days for days in _DAYS if hours / 24 / days <= most), _DAYS[-1])
    first = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if first < start:
        first += timedelta(days=1)
    found = []
    while (ahead := int((first - start) / timedelta(hours=1))) <= hours:
        found.append((ahead, f"{first.day} {first:%b}"))
        first += timedelta(days=step)
    return tuple(found)
