"""The geometry of a forecast's picture: past, path, and the capacities that demand is held against."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from lepton_iac.model import Demand, Project, Track
from lepton_iac.report import wording
from lepton_iac.report.figure import finite, level, short
from lepton_iac.report.picture import axis
from lepton_iac.report.picture.capacity import Offered, current, proposed

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 58.0, 584.0, 30.0, 262.0
"""The plot's edges; the words of its lines stand to the right of it."""

GAP = 15.0
"""Between two lines of words."""

TALLEST = 3.0
"""A present capacity of more than this times all else is said, not drawn: it would press the rest flat."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A horizontal line with its words; ``sort`` is its style: ``current``, ``proposed``, ``needed``.

    Attributes:
        y: ``None`` when the line lies above the picture.
        from_x: where it begins; capacities yet to come begin at the forecast.
    """

    y: float | None
    from_x: float
    text_y: float
    text: str
    sort: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything a template needs, in the units of the view box.

    Attributes:
        key: unique among the pictures of a page.
        past, middle: point lists, one per stretch without a gap.
        band: the outline of p10 to p90.
        levels, dates: (position, words) of the ticks.
        now_x: where the forecast begins.
        unit: said once above the picture; empty where the ticks say it.
    """

    key: str
    title: str
    description: str
    past: tuple[str, ...]
    middle: tuple[str, ...]
    band: str
    levels: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    now_x: float
    ahead_days: int
    address: str
    dimension: str
    unit: str
    width: int = WIDTH
    height: int = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM


@dataclass(frozen=True, slots=True)
class _Scale:
    hours: int
    top: float

    def x(self, hour: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * hour / max(self.hours, 1), 1)

    def y(self, value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(max(value, 0.0) / self.top, 1.0), 1)


def picture(project: Project, demand: Demand) -> Picture | None:
    """The picture of a demand; ``None`` when nothing was measured."""
    track = demand.track
    known = finite([*track.past, *track.high]) if track is not None else []
    if track is None or not known:
        return None
    now, future = current(project, demand), proposed(project, demand)
    needed = demand.capacity if demand.capacity is not None and not demand.refused else None
    tall = max([*known, needed or 0.0, future.level if future else 0.0]) or 1.0
    drawn = now is not None and now.level <= TALLEST * tall
    scale = _Scale(len(track.past) + len(track.high), (max(tall, now.level) if now and drawn else tall) * 1.06)
    here = scale.x(len(track.past))
    return Picture(
        key=f"f{sha256(f'{demand.address} {demand.dimension}'.encode('utf-8', 'replace')).hexdigest()[:12]}",
        title=f"{demand.address}, {demand.dimension}: measured and forecast",
        description=_described(demand, track, now, future, needed),
        past=tuple(_stretches(track.past, 0, scale)),
        middle=tuple(_stretches(track.middle, len(track.past), scale)),
        band=_band(track, scale),
        levels=tuple((scale.y(value), _tick(value, demand.unit)) for value in axis.figures(scale.top)),
        dates=tuple((scale.x(hour), words) for hour, words in axis.midnights(track.start, scale.hours)),
        unit=demand.unit if demand.unit not in {"fraction", "count"} else "",
        marks=_apart(list(_marks(demand, (now, future, needed), scale, here, drawn))),
        now_x=here,
        ahead_days=round(len(track.high) / 24),
        address=demand.address,
        dimension=demand.dimension,
    )


def _described(demand: Demand, track: Track, now: Offered | None, future: Offered | None, needed: float | None) -> str:
    """The picture in words, for those who do not see it."""
    end = track.start + timedelta(hours=len(track.past))
    span = f"Measured from {track.start:%Y-%m-%d} to {end:%Y-%m-%d %H:%M} UTC"
    said = [f"{span}, at most {level(max(finite(track.past), default=math.nan), demand.unit)}."]
    if track.high:
        middle, high = (level(max(finite(path), default=math.nan), demand.unit) for path in (track.middle, track.high))
        said.append(f"Forecast for {len(track.high) // 24} days: p50 up to {middle}, p90 up to {high}.")
    if needed is not None:
        share = wording.probability(demand.max_breach)
        said.append(f"Capacity needed: {level(needed, demand.unit)}, exceeded in at most {share}.")
    for name, offered in (("Current", now), ("Proposed", future)):
        if offered is not None:
            words = f" ({offered.words})" if offered.words else ""
            said.append(f"{name} capacity: {level(offered.level, demand.unit)}{words}.")
    return " ".join(said)


def _tick(value: float, unit: str) -> str:
    return level(value, "fraction") if unit == "fraction" else short(value)


def _stretches(values: Sequence[float], first: int, scale: _Scale) -> Iterator[str]:
    """Point lists without the gaps; a single hour between two gaps becomes a short dash."""
    points: list[str] = []
    for hour, value in enumerate([*values, math.nan], start=first):
        if math.isfinite(value):
            points.append(f"{scale.x(hour)},{scale.y(value)}")
        elif points:
            yield " ".join(points if len(points) > 1 else [*points, f"{scale.x(hour)},{points[0].partition(',')[2]}"])
            points = []


def _band(track: Track, scale: _Scale) -> str:
    first = len(track.past)
    pairs = [
        (hour, low, high)
        for hour, (low, high) in enumerate(zip(track.low, track.high, strict=True), start=first)
        if math.isfinite(low) and math.isfinite(high)
    ]
    upper = [f"{scale.x(hour)},{scale.y(high)}" for hour, _, high in pairs]
    lower = [f"{scale.x(hour)},{scale.y(low)}" for hour, low, _ in reversed(pairs)]
    return " ".join([*upper, *lower])


def _marks(
    demand: Demand,
    levels: tuple[Offered | None, Offered | None, float | None],
    scale: _Scale,
    here: float,
    drawn: bool,
) -> Iterator[Mark]:
    now, future, needed = levels
    if now is not None:
        words = f"current {now.words or level(now.level, demand.unit)}"
        y = scale.y(now.level) if drawn else None
        yield Mark(y, LEFT, y or TOP, words if drawn else f"↑ {words}", "current")
    if future is not None:
        y = scale.y(future.level)
        yield Mark(y, here, y, f"proposed {future.words or level(future.level, demand.unit)}", "proposed")
    if needed is not None:
        y = scale.y(needed)
        yield Mark(y, here, y, f"needed {level(needed, demand.unit)}", "needed")


def _apart(marks: list[Mark]) -> tuple[Mark, ...]:
    """Words in the order of their lines, moved so that none covers another and all stay inside."""
    ranked = sorted(marks, key=lambda mark: mark.text_y)
    places: list[float] = []
    for mark in ranked:
        places.append(max(mark.text_y, places[-1] + GAP if places else TOP))
    floor = BOTTOM
    for place in range(len(places) - 1, -1, -1):
        places[place] = min(places[place], floor)
        floor = places[place] - GAP
    return tuple(
        Mark(mark.y, mark.from_x, round(y, 1), mark.text, mark.sort) for mark, y in zip(ranked, places, strict=True)
    )
