"""Forecast figures for people: numbers with three significant digits, a sparkline, quantile names."""

import math
from collections.abc import Iterable, Sequence

BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = "_.:-=+*#"
"""For terminals whose encoding knows no block characters."""


def short(value: float | None) -> str:
    """A number with three significant digits, thousands separated; a dash when it is not known."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"


def level(value: float | None, unit: str) -> str:
    """A number with its unit; fractions read as percent, counts as plain numbers."""
    if unit in {"fraction", ""} and value is not None and math.isfinite(value):
        return f"{short(value * 100)}%" if unit else short(value)
    return f"{short(value)} {unit}".strip() if unit != "count" else short(value)


def quantile(probability: float) -> str:
    """``0.95`` is ``p95``."""
    return f"p{probability * 100:g}"


def daily(levels: Sequence[float]) -> list[float]:
    """The highest of each 24 hours, the last day whole; NaN for a day without a number."""
    first = len(levels) % 24
    days = [levels[place : place + 24] for place in range(first, len(levels), 24)]
    return [max(finite(day), default=math.nan) for day in days]


def sparkline(levels: Sequence[float], bars: str = BARS) -> str:
    """One bar per level from the lowest to the highest; a blank where a level is not a number."""
    known = finite(levels)
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    scale = (len(bars) - 1) / span if span else 0.0
    return "".join(bars[round((value - low) * scale)] if math.isfinite(value) else " " for value in levels)


def finite(values: Iterable[float]) -> list[float]:
    """The values that are numbers."""
    return [value for value in values if math.isfinite(value)]
