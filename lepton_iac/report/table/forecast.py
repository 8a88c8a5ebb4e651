"""The forecast view: what each resource will need, and what is proposed for it."""

from collections.abc import Iterator

from lepton_iac.model import Change, Demand, Project
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.figure import level, quantile, sparkline
from lepton_iac.report.options import Options
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark


def blocks(project: Project, options: Options) -> Iterator[Block]:  # noqa: ARG001 - one signature for all views
    """Each demand with its quantiles, the capacity it needs, how it was made, and the change it leads to."""
    if not project.usage.demands:
        yield remark("No metrics were given, so nothing is forecast.")
    for address, demands in project.usage.demands.items():
        yield Line(visible(address), style="bold", below="  ")
        for demand in demands:
            yield from _demand(demand)
        yield from _changes(project, address)
        yield EMPTY
    for entry in project.usage.unmatched:
        place = f"{visible(entry.where)}: " if entry.where else ""
        yield remark(f"Series not used: {place}{visible(entry.text)}")


def _demand(demand: Demand) -> Iterator[Line]:
    unit = visible(demand.unit)
    quantiles = "  ".join(f"{quantile(key)} {level(value, unit)}" for key, value in sorted(demand.quantiles.items()))
    yield _detail(visible(demand.dimension), quantiles)
    yield _detail("highest seen", level(demand.observed_max, unit))
    if demand.refused or demand.capacity is None:
        yield _detail("capacity needed", visible(demand.refused or "not known"), "yellow")
    else:
        share = wording.probability(demand.max_breach)
        yield _detail("capacity needed", f"{level(demand.capacity, unit)}, exceeded in at most {share}")
    yield _detail("method", f"{visible(demand.method)}: {visible(demand.why)}")
    yield _detail("history", f"{demand.history_days:.0f} days, for the next {demand.horizon_hours:,} hours")
    if line := sparkline(demand.hour_of_day):
        yield _detail("hours 0–23 UTC", line)
    for warning in demand.warnings:
        yield _detail("warning", visible(warning), "yellow")


def _changes(project: Project, address: str) -> Iterator[Line]:
    changes: tuple[Change, ...] = project.proposal.changes if project.proposal else ()
    for change in changes:
        if change.address == address:
            odds = wording.probability(change.breach_probability)
            yield _detail("proposed", f"{visible(change.before)} → {visible(change.after)}, demand above it {odds}")


def _detail(name: str, text: str, style: str = "") -> Line:
    return Line(f"{name:<17}{text}", style=style, branch="  ", below=" " * 19)
