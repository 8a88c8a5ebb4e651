"""The geometry of a forecast's picture: bands between quantiles, the day's rhythm, the capacity."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lepton_iac.model import Demand
from lepton_iac.report.figure import finite, level, quantile

WIDTH, HEIGHT = 640.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 190.0, 10.0, 22.0
LABEL_GAP = 14.0


@dataclass(frozen=True, slots=True)
class Band:
    """A strip between two quantiles."""

    y: float
    height: float
    shade: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A horizontal line with its words at the right; ``text_y`` keeps the words apart."""

    y: float
    text_y: float
    text: str
    sort: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws, in the units of the view box."""

    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    line: str
    hours: tuple[tuple[float, int], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    floor: float = HEIGHT - BOTTOM


def chart(demand: Demand) -> Chart | None:
    """The picture of a demand; ``None`` when it holds no finite figure."""
    marked = _marked(demand)
    values = finite([*(value for _, value, _ in marked), *demand.hour_of_day])
    top = max(values, default=0.0)
    if top <= 0:
        return None
    scale = (HEIGHT - TOP - BOTTOM) / (top * 1.05)
    marks = [(HEIGHT - BOTTOM - max(value, 0.0) * scale, text, sort) for text, value, sort in marked]
    hours = tuple((_x(hour), hour) for hour in range(0, 24, 6)) if demand.hour_of_day else ()
    return Chart(_bands(demand.quantiles, scale), _apart(marks), _line(demand.hour_of_day, scale), hours)


def _marked(demand: Demand) -> list[tuple[str, float, str]]:
    marked = [(quantile(key), value, "quantile") for key, value in sorted(demand.quantiles.items())]
    marked.append(("highest seen", demand.observed_max, "seen"))
    if demand.capacity is not None and not demand.refused:
        marked.append(("capacity needed", demand.capacity, "capacity"))
    return [
        (f"{name} {level(value, demand.unit)}", value, sort) for name, value, sort in marked if math.isfinite(value)
    ]


def _bands(quantiles: Mapping[float, float], scale: float) -> tuple[Band, ...]:
    values = sorted(max(value, 0.0) for value in quantiles.values() if math.isfinite(value))
    pairs = zip([0.0, *values], values, strict=False)
    return tuple(
        Band(round(HEIGHT - BOTTOM - upper * scale, 1), round((upper - lower) * scale, 1), min(place, 4))
        for place, (lower, upper) in enumerate(pairs)
    )


def _apart(marks: list[tuple[float, str, str]]) -> tuple[Mark, ...]:
    """Words move up from the floor so that none covers another."""
    placed, free = [], HEIGHT
    for y, text, sort in sorted(marks, reverse=True):
        free = min(y + 4, free - LABEL_GAP)
        placed.append(Mark(round(y, 1), round(free, 1), text, sort))
    lift = TOP - min((mark.text_y for mark in placed), default=TOP)
    return tuple(placed) if lift <= 0 else tuple(_down(placed))


def _down(marks: list[Mark]) -> list[Mark]:
    """The same words from the ceiling down, where they would pass it."""
    placed, free = [], TOP - LABEL_GAP
    for mark in sorted(marks, key=lambda entry: entry.text_y):
        free = max(mark.text_y, free + LABEL_GAP)
        placed.append(Mark(mark.y, free, mark.text, mark.sort))
    return placed


def _line(levels: Sequence[float], scale: float) -> str:
    points = [
        f"{_x(hour):.1f},{HEIGHT - BOTTOM - max(value, 0.0) * scale:.1f}"
        for hour, value in enumerate(levels)
        if math.isfinite(value)
    ]
    return " ".join(points)


def _x(hour: int) -> float:
    return LEFT + (WIDTH - RIGHT - LEFT) * hour / 23
