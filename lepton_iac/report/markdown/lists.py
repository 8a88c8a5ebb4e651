"""Gates, savings, findings, gaps, assumptions and notes of the comment."""

from collections import Counter
from collections.abc import Iterator

from lepton_iac.model import Change, Disruption, Report
from lepton_iac.report import outlook, wording
from lepton_iac.report.escape import code, markdown
from lepton_iac.report.markdown.text import bullets, fold, table
from lepton_iac.report.options import Options
from lepton_iac.report.severity import ordered
from lepton_iac.report.wording import DISRUPTION

SAFE = {Disruption.NONE, Disruption.ONLINE, Disruption.STOP_START}
MOST_SAVINGS = 5
MOST_LINES = 30


def gates(options: Options) -> str:
    """The limits that were checked, breached ones first."""
    found = sorted(options.gates, key=lambda gate: gate[1])
    lines = [f"{'✅' if held else '❌ **breached:**'} {markdown(text)}" for text, held in found]
    return f"**Gates**\n\n{bullets(lines, MOST_LINES)}" if lines else ""


def outlooks(report: Report) -> str:
    """The spread of each project's cost and its budgets; nothing where neither is known."""
    lines = []
    for project in report.projects:
        name = f"{code(project.name, 100)}: " if len(report.projects) > 1 else ""
        pairs = [*outlook.spread(project), *(outlook.budget(found, project.bill.currency) for found in project.budgets)]
        lines += [f"{name}{markdown(title, 200)}: {markdown(words, 400)}" for title, words in pairs]
    return f"**Spread and budgets**\n\n{bullets(lines, MOST_LINES)}" if lines else ""


def savings(report: Report) -> str:
    """The largest savings that neither replace a resource nor lose data, with disruption and risk."""
    pairs = [
        (project.bill.currency, change)
        for project in report.projects
        if project.proposal is not None
        for change in project.proposal.changes
    ]
    safe = sorted((pair for pair in pairs if pair[1].disruption in SAFE), key=lambda pair: -pair[1].saving)
    if not pairs:
        return ""
    rows = [_saving(change, currency) for currency, change in safe[:MOST_SAVINGS]]
    header = ("Saves per month", "Resource", "Change", "Disruption", "Demand above capacity")
    text = table(header, rows, "rlllr") if rows else "None is safe."
    more, risky = max(len(safe) - MOST_SAVINGS, 0), len(pairs) - len(safe)
    tail = [f"{more} smaller"] if more else []
    tail += [f"{risky} that would replace a resource or lose data"] if risky else []
    below = f"\n\nNot shown: {', '.join(tail)}." if tail else ""
    return f"**Safe savings**\n\n{_sums([change for _, change in pairs], report.currency)}\n\n{text}{below}"


def _sums(changes: list[Change], currency: str) -> str:
    """Proven and expected savings of all proposals apart."""
    words = wording.savings(changes, currency)
    return f"{words[:1].upper()}{words[1:]}, all {wording.plural(len(changes), 'proposal')} together."


def _saving(change: Change, currency: str) -> tuple[str, ...]:
    what = "remove" if change.removes else f"{code(change.before, 60)} → {code(change.after, 60)}"
    span = wording.saving_range(change, currency)
    amount = wording.cost(change.saving, currency) + (f" ({span.removesuffix(' per month')})" if span else "")
    odds = wording.probability(change.breach_probability)
    return amount, code(change.address, 120), what, DISRUPTION[change.disruption], odds


def findings(report: Report) -> str:
    """Policy findings, gravest first."""
    found = ordered(finding for project in report.projects for finding in project.findings)
    signs = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}
    lines = [
        f"{signs[grade]} {code(finding.address or 'the stack', 120)}: {markdown(finding.message, 300)}"
        f" ({code(finding.rule, 60)})"
        for finding, grade in found
    ]
    return fold(wording.plural(len(lines), "policy finding"), bullets(lines, MOST_LINES)) if lines else ""


def unknowns(report: Report) -> str:
    """What has no cost, per resource, with the reason."""
    lines = list(_unknowns(report))
    return fold(f"Not in the totals: {wording.plural(len(lines), 'cost')}", bullets(lines, MOST_LINES)) if lines else ""


def _unknowns(report: Report) -> Iterator[str]:
    for project in report.projects:
        for line in project.bill.lines:
            address = code(line.resource.address, 120)
            if not line.charges and not line.complete:
                yield f"{address}: {markdown(wording.reason(line.status, line.reason), 300)}"
            for charge in line.charges:
                if words := wording.gap(charge, project.bill.currency):
                    yield f"{address} {markdown(wording.label(charge), 100)}: {markdown(words, 300)}"


def assumptions(report: Report) -> str:
    """Each assumption once, with how many components rest on it."""
    counts = Counter(
        text
        for project in report.projects
        for line in project.bill.lines
        for charge in line.charges
        for text in charge.assumptions
    )
    lines = [f"{markdown(text, 300)} ({wording.plural(count, 'component')})" for text, count in counts.most_common()]
    return fold(f"{wording.plural(len(lines), 'assumption')}", bullets(lines, MOST_LINES)) if lines else ""


def notes(report: Report) -> str:
    """What was left out while reading."""
    entries = [*report.notes, *(note for project in report.projects for note in project.stack.notes)]
    lines = [markdown(entry.text, 300) + (f" ({code(entry.where, 120)})" if entry.where else "") for entry in entries]
    return fold(wording.plural(len(lines), "note"), bullets(lines, MOST_LINES)) if lines else ""
