"""Forecast figures for people: numbers with three significant digits, a sparkline, quantile names."""

import math
from collections.abc import Iterable, Sequence

_BARS = "▁▂▃▄▅▆▇█"


def short(value: float | None) -> str:
    """A number with three significant digits, thousands separated; a dash when it is not known."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"


def level(value: float | None, unit: str) -> str:
    """A number with its unit; fractions read as percent."""
    if unit in {"fraction", ""} and value is not None and math.isfinite(value):
        return f"{short(value * 100)}%" if unit else short(value)
    return f"{short(value)} {unit}".strip()


def quantile(probability: float) -> str:
    """``0.95`` is ``p95``."""
    return f"p{probability * 100:g}"


def sparkline(levels: Sequence[float]) -> str:
    """One bar per level from the lowest to the highest; a blank where a level is not a number."""
    known = finite(levels)
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    scale = (len(_BARS) - 1) / span if span else 0.0
    return "".join(_BARS[round((value - low) * scale)] if math.isfinite(value) else " " for value in levels)


def finite(values: Iterable[float]) -> list[float]:
    """The values that are numbers."""
    return [value for value in values if math.isfinite(value)]
