"""The forecast as CSV: one row per resource, dimension and horizon."""

from collections.abc import Iterator, Mapping

from lepton_iac.model import Demand, Outlook, Report
from lepton_iac.report.escape import cell
from lepton_iac.report.figure import quantile

COLUMNS = tuple(
    "project address dimension unit horizon hours p50 p90 p95 p99 capacity max_breach observed_max history_days "
    "method why refused warnings series".split()
)
"""``capacity`` and ``method`` are of the horizon that was asked for, and stand in its row only."""


def forecast_rows(report: Report) -> Iterator[Mapping[str, str | None]]:
    """A row for the horizon asked for, named ``asked``, and one per outlook; figures are in ``unit``."""
    for project in report.projects:
        for address, demands in project.usage.demands.items():
            for demand in demands:
                same = {"project": cell(project.name), "address": cell(address), "dimension": cell(demand.dimension)}
                same["history_days"] = f"{demand.history_days:g}"
                same["observed_max"] = f"{demand.observed_max:.6g}"
                same["series"] = cell("; ".join(demand.series))
                yield {**same, **_asked(demand)}
                yield from ({**same, **_outlook(each)} for each in demand.outlooks)


def _asked(demand: Demand) -> Mapping[str, str | None]:
    return {
        "unit": cell(demand.unit),
        "horizon": "asked",
        "hours": str(demand.horizon_hours),
        **_figures(demand.quantiles),
        "capacity": None if demand.capacity is None else f"{demand.capacity:.6g}",
        "max_breach": f"{demand.max_breach:g}",
        "method": cell(demand.method),
        "why": cell(demand.why),
        "refused": cell(demand.refused),
        "warnings": cell("; ".join(demand.warnings)),
    }


def _outlook(outlook: Outlook) -> Mapping[str, str | None]:
    return {
        "unit": cell(outlook.unit),
        "horizon": cell(outlook.horizon),
        "hours": str(outlook.hours),
        **_figures(outlook.quantiles),
        "why": cell(outlook.why),
        "refused": cell(outlook.refused),
        "warnings": cell("; ".join(outlook.warnings)),
    }


def _figures(quantiles: Mapping[float, float]) -> Mapping[str, str]:
    return {quantile(key): f"{value:.6g}" for key, value in quantiles.items() if quantile(key) in COLUMNS}
