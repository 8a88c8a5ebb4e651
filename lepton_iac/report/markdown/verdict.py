"""The first sentence of the comment, and the projects' table."""

from decimal import Decimal

from lepton_iac.model import Project, Report, Status
from lepton_iac.report import exact, wording
from lepton_iac.report.difference import Difference, between
from lepton_iac.report.escape import code
from lepton_iac.report.markdown.text import table
from lepton_iac.report.severity import grade

MOST_PROJECTS = 20


def verdict(report: Report) -> str:
    """One sentence: what the change costs per month, how sure that is, and the new total."""
    if only_policies(report):
        return _policies(report)
    new = f"**{wording.all_projects(report)} per month**"
    differences = [_difference(project) for project in report.projects]
    if not differences or any(found is None for found in differences):
        return f"### Costs {new}{_interval(report)}"
    return f"### {_sentence(report, [found for found in differences if found is not None], new)}"


def only_policies(report: Report) -> bool:
    """Whether nothing was priced, so that the comment is about findings and no cost of zero is told."""
    lines = [line for project in report.projects for line in project.bill.lines]
    unpriced = all(line.status is Status.UNPRICED and not line.charges for line in lines)
    found = any(project.findings for project in report.projects)
    return unpriced and (bool(lines) or found) and all(project.prior is None for project in report.projects)


def _policies(report: Report) -> str:
    found = [grade(finding.severity) for project in report.projects for finding in project.findings]
    if not found:
        return "### No policy findings; nothing was priced"
    grave = found.count("error")
    return f"### **{wording.plural(len(found), 'policy finding')}**, {grave} of them grave; nothing was priced"


def _sentence(report: Report, differences: list[Difference], new: str) -> str:
    currency = report.currency
    delta = exact.add(found.delta for found in differences) or Decimal(0)
    complete = all(found.complete for found in differences)
    before = exact.add(exact.bill_total(project.prior) for project in report.projects if project.prior) or Decimal(0)
    share = wording.percent(before, before + delta) if complete else ""
    subject = "The monthly cost" if complete else "The known part of the monthly cost"
    spread = _spread(differences, currency)
    if not delta:
        return f"{subject} does not change{spread.removesuffix(',')}: {new}"
    amount = f"{'rises' if delta > 0 else 'falls'} by **{wording.cost(abs(delta), currency)}**"
    return f"{subject} {amount}{f' ({share})' if share else ''}{spread} to {new}"


def _spread(differences: list[Difference], currency: str) -> str:
    """The interval of the change; empty when usage does not move it."""
    bounds = [found.bounds() for found in differences]
    low = exact.add(pair[0] for pair in bounds) or Decimal(0)
    high = exact.add(pair[1] for pair in bounds) or Decimal(0)
    if low == high:
        return ""
    return f", between {wording.signed(low, currency)} and {wording.signed(high, currency)} depending on usage,"


def _interval(report: Report) -> str:
    low = exact.add(exact.bill_bound(project.bill, "low") for project in report.projects) or Decimal(0)
    high = exact.add(exact.bill_bound(project.bill, "high") for project in report.projects) or Decimal(0)
    if low == high:
        return ""
    return f", the known part between {wording.cost(low, report.currency)} and {wording.cost(high, report.currency)}"


def projects(report: Report) -> str:
    """Before, after and change of each project, the largest changes first, and what the totals leave out."""
    if only_policies(report):
        return _counts(report) if len(report.projects) > 1 else ""
    rows = [(_weight(project), _row(project)) for project in report.projects]
    rows.sort(key=lambda pair: pair[0], reverse=True)
    header = ("Project", "Before", "After", "Change", "Not in the total")
    text = table(header, [row for _, row in rows[:MOST_PROJECTS]], "lrrrl")
    more = len(rows) - MOST_PROJECTS
    return f"{text}\n\nand {wording.plural(more, 'more project')}" if more > 0 else text


def _counts(report: Report) -> str:
    """How many findings each project has, those with the most first."""
    found = sorted(report.projects, key=lambda project: -len(project.findings))
    rows = [(code(project.name, 100), str(len(project.findings))) for project in found[:MOST_PROJECTS]]
    more = len(found) - MOST_PROJECTS
    text = table(("Project", "Policy findings"), rows, "lr")
    return f"{text}\n\nand {wording.plural(more, 'more project')}" if more > 0 else text


def _row(project: Project) -> tuple[str, ...]:
    currency = project.bill.currency
    found = _difference(project)
    before = wording.total(project.prior) if project.prior is not None else "not known"
    change = "not known"
    if found is not None:
        share = _share(project, found)
        change = f"{wording.signed(found.delta, currency)}{f' ({share})' if share else ''}"
        change += "" if found.complete else " in the known part"
    return (
        code(project.name, 100),
        before,
        wording.total(project.bill),
        change,
        wording.gaps(project.bill, free=False) or "nothing",
    )


def _share(project: Project, found: Difference) -> str:
    if project.prior is None or not found.complete:
        return ""
    before = exact.bill_total(project.prior)
    return wording.percent(before, before + found.delta)


def _weight(project: Project) -> Decimal:
    found = _difference(project)
    return abs(found.delta) if found is not None else exact.bill_total(project.bill)


def _difference(project: Project) -> Difference | None:
    return between(project.prior, project.bill) if project.prior is not None else None
