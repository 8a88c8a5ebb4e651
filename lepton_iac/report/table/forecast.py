"""The forecast view: what each resource will need, and what is proposed for it."""

from collections.abc import Iterator
from itertools import chain

from lepton_iac.model import Change, Demand, Outlook, Project
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.figure import ASCII_BARS, BARS, daily, level, quantile, sparkline
from lepton_iac.report.options import Options
from lepton_iac.report.table.layout import padded
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark

CONTEST = 2_000
"""Characters of the methods' scores that are shown."""

NAME = 17
FIGURE = 14
"""Widths of a row's name and of each of its four figures: with the indent they fit 80 columns."""


def blocks(project: Project, options: Options) -> Iterator[Block]:
    """Each demand with its quantiles over the horizons, the capacity it needs, how it was made, what it leads to."""
    if not project.usage.demands:
        yield remark("No metrics of this stack were given or found, so nothing is forecast.")
    for address, demands in project.usage.demands.items():
        yield Line(visible(address), style="bold", below="  ")
        for demand in demands:
            yield from _demand(demand, options)
        yield from _changes(project, address)
        yield EMPTY
    for contest in wording.contests(chain.from_iterable(project.usage.demands.values())):
        yield remark(f"Methods compared, less is better: {visible(contest, CONTEST)}")
    for entry in project.usage.unmatched:
        place = f"{visible(entry.where)}: " if entry.where else ""
        yield remark(f"Series not used: {place}{visible(entry.text)}")


def _demand(demand: Demand, options: Options) -> Iterator[Line]:
    unit = visible(demand.unit)
    yield from _outlooks(demand) if demand.outlooks else _quantiles(demand)
    yield _detail("highest seen", level(demand.observed_max, unit))
    if demand.refused or demand.capacity is None:
        yield _detail("capacity needed", visible(demand.refused or "not known"), "yellow")
    else:
        share = wording.probability(demand.max_breach)
        yield _detail("capacity needed", f"{level(demand.capacity, unit)}, exceeded in at most {share}")
    yield _detail("method", visible(wording.method(demand)))
    yield _detail("history", f"{demand.history_days:.0f} days, for the next {demand.horizon_hours:,} hours")
    yield from _sparklines(demand, ASCII_BARS if options.ascii else BARS)
    for warning in demand.warnings:
        yield _detail("warning", visible(warning), "yellow")


def _quantiles(demand: Demand) -> Iterator[Line]:
    unit = visible(demand.unit)
    quantiles = "  ".join(f"{quantile(key)} {level(value, unit)}" for key, value in sorted(demand.quantiles.items()))
    yield Line(visible(demand.dimension), style="bold", branch="  ", below="    ")
    yield _detail("quantiles", quantiles)


def _outlooks(demand: Demand) -> Iterator[Line]:
    """A header with the quantiles' names, then a row per horizon, or the reason why it is not told."""
    levels = sorted({key for outlook in demand.outlooks for key in outlook.quantiles})
    names = "".join(padded(quantile(key), FIGURE, True) for key in levels)
    yield Line(f"{padded(visible(demand.dimension), NAME + 2)}{names}", style="bold", branch="  ", below="    ")
    for outlook in demand.outlooks:
        if outlook.quantiles:
            figures = (level(outlook.quantiles.get(key), visible(outlook.unit)) for key in levels)
            row = "".join(padded(text, FIGURE, True) for text in figures)
            yield _detail(f"next {visible(outlook.horizon)}", row)
    for horizons, why in _untold(demand.outlooks):
        yield _detail(horizons, f"not told: {visible(why)}", "yellow")


def _untold(outlooks: tuple[Outlook, ...]) -> Iterator[tuple[str, str]]:
    """Refused horizons, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for outlook in outlooks:
        if not outlook.quantiles:
            reasons.setdefault(outlook.refused or "not known", []).append(outlook.horizon)
    for why, names in reasons.items():
        yield ("all horizons" if len(names) == len(outlooks) else f"next {', '.join(map(visible, names))}"), why


def _sparklines(demand: Demand, bars: str) -> Iterator[Line]:
    if demand.track is not None and demand.track.past:
        past, ahead = daily(demand.track.past), daily(demand.track.high)
        line = sparkline([*past, *ahead], bars)
        told = f" | {line[len(past) :]}  next {len(ahead)} days" if ahead else ""
        yield _detail("daily highs", f"{line[: len(past)]}{told}")
    if line := sparkline(demand.hour_of_day, bars):
        yield _detail("hours 0–23 UTC", line)


def _changes(project: Project, address: str) -> Iterator[Line]:
    changes: tuple[Change, ...] = project.proposal.changes if project.proposal else ()
    for change in changes:
        if change.address == address:
            odds = wording.probability(change.breach_probability)
            yield _detail("proposed", f"{visible(change.before)} → {visible(change.after)}, demand above it {odds}")


def _detail(name: str, text: str, style: str = "") -> Line:
    return Line(f"{name:<{NAME}}{text}", style=style, branch="    ", below=" " * (NAME + 4))
