"""The report as plain data: one builder for every format that machines read."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lepton_iac.model import Note, Project, Report, Status
from lepton_iac.report import exact
from lepton_iac.report.difference import between
from lepton_iac.report.document import outlook
from lepton_iac.report.document.bill import breakdown
from lepton_iac.report.document.change import difference
from lepton_iac.report.document.evidence import equivalent, finding, forecast, patch, proposal

VERSION = "0.2"
_TYPES = {"plan": "terraform_plan_json", "state": "terraform_state_json", "folder": "terraform_dir"}


def document(report: Report, gates: Iterable[tuple[str, bool]] = ()) -> dict[str, Any]:
    """The whole report in the shape of Infracost v0.10's JSON (version "0.2") with more keys.

    Money and quantities are plain decimal strings, ``null`` where they are not known.
    Source of the shape: https://www.infracost.io/docs/features/cli_commands/#examples
    """
    projects = [_project(project) for project in report.projects]
    return {
        "version": VERSION,
        "generator": {"name": "lepton-iac", "version": report.version},
        "currency": report.currency,
        "projects": projects,
        **_totals(projects),
        "timeGenerated": report.made.isoformat(),
        "summary": _summary(report.projects),
        "priceBook": dict(report.book),
        "gates": [{"text": text, "held": held} for text, held in gates],
        "notes": [note(entry) for entry in report.notes],
    }


def note(entry: Note) -> dict[str, str]:
    """A note with its place."""
    return {"text": entry.text, "where": entry.where}


def _project(project: Project) -> dict[str, Any]:
    stack = project.stack
    return {
        "name": project.name,
        "metadata": {
            "path": stack.source,
            "type": _TYPES.get(stack.kind, stack.kind),
            "terraformVersion": stack.terraform_version,
        },
        "pastBreakdown": breakdown(project.prior) if project.prior is not None else None,
        "breakdown": breakdown(project.bill),
        "diff": difference(between(project.prior, project.bill)) if project.prior is not None else None,
        "summary": _summary((project,)),
        "proposal": proposal(project.proposal) if project.proposal is not None else None,
        "proposed": breakdown(project.proposed) if project.proposed is not None else None,
        "patch": patch(project.patch) if project.patch is not None else None,
        "forecast": forecast(project.usage),
        "equivalents": [equivalent(entry) for entry in project.equivalents],
        "findings": [finding(entry) for entry in project.findings],
        "costDistribution": outlook.distribution(project.distribution) if project.distribution is not None else None,
        "budgets": [outlook.budget(entry) for entry in project.budgets],
        "notes": [note(entry) for entry in stack.notes],
    }


def _totals(projects: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over the projects; the past is there when every project knows its own."""
    now = [project["breakdown"] for project in projects]
    past = [project["pastBreakdown"] for project in projects]
    diff = [project["diff"] for project in projects]
    has_past = bool(projects) and all(entry is not None for entry in past)
    return {
        "totalHourlyCost": exact.hourly(_sum(now, "totalMonthlyCost")),
        "totalMonthlyCost": exact.text(_sum(now, "totalMonthlyCost")),
        "totalMonthlyUsageCost": exact.text(_sum(now, "totalMonthlyUsageCost")),
        "lowMonthlyCost": exact.text(_sum(now, "lowMonthlyCost")),
        "highMonthlyCost": exact.text(_sum(now, "highMonthlyCost")),
        "complete": all(entry["complete"] for entry in now),
        "pastTotalHourlyCost": exact.hourly(_sum(past, "totalMonthlyCost")) if has_past else None,
        "pastTotalMonthlyCost": exact.text(_sum(past, "totalMonthlyCost")) if has_past else None,
        "pastTotalMonthlyUsageCost": exact.text(_sum(past, "totalMonthlyUsageCost")) if has_past else None,
        "diffTotalHourlyCost": exact.hourly(_sum(diff, "totalMonthlyCost")) if has_past else None,
        "diffTotalMonthlyCost": exact.text(_sum(diff, "totalMonthlyCost")) if has_past else None,
        "diffTotalMonthlyUsageCost": exact.text(_sum(diff, "totalMonthlyUsageCost")) if has_past else None,
        "diffComplete": all(entry["complete"] for entry in diff) if has_past else None,
    }


def _sum(entries: list[dict[str, Any]], key: str) -> Decimal:
    return exact.add(Decimal(entry[key]) for entry in entries if entry[key] is not None) or Decimal(0)


def _summary(projects: tuple[Project, ...]) -> dict[str, Any]:
    lines = [line for project in projects for line in project.bill.lines]
    unsupported = Counter(line.resource.type for line in lines if line.status is Status.UNSUPPORTED)
    free = Counter(line.resource.type for line in lines if line.status is Status.FREE)
    return {
        "totalDetectedResources": len(lines),
        "totalSupportedResources": len(lines) - unsupported.total(),
        "totalUnsupportedResources": unsupported.total(),
        "totalUsageBasedResources": sum(any(charge.usage_keys for charge in line.charges) for line in lines),
        "totalNoPriceResources": free.total(),
        "unsupportedResourceCounts": dict(sorted(unsupported.items())),
        "noPriceResourceCounts": dict(sorted(free.items())),
        "totalIncompleteResources": sum(not line.complete for line in lines),
        "statusCounts": {status.value: sum(line.status is status for line in lines) for status in Status},
    }
