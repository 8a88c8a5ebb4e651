"""The ``slack`` format: a message of blocks.

Source: https://docs.slack.dev/reference/block-kit/blocks (50 blocks; 3,000 characters per text, 150 per header)
"""

import json
from typing import Any

from lepton_iac.model import Project, Report
from lepton_iac.report import outlook, wording
from lepton_iac.report.difference import between
from lepton_iac.report.escape import clip, slack, visible
from lepton_iac.report.options import DEFAULT, Options

MOST_PROJECTS = 20
MOST_SAVINGS = 3


def render(report: Report, options: Options = DEFAULT) -> str:
    """The message's JSON: total, projects, largest savings, gates, and what the figures rest on."""
    total = wording.all_projects(report)
    head = {"type": "header", "text": {"type": "plain_text", "text": clip(f"Monthly cost: {total}", 150)}}
    projects = [_section(_project(project)) for project in report.projects[:MOST_PROJECTS]]
    more = len(report.projects) - MOST_PROJECTS
    rest = [_section(f"and {wording.plural(more, 'more project')}")] if more > 0 else []
    gates = [f"{'held' if held else '*breached*'}: {slack(text)}" for text, held in options.gates]
    gate = [_section("\n".join(gates))] if gates else []
    foot = {"type": "context", "elements": [_text(slack(wording.basis(report)))]}
    blocks = [head, *projects, *rest, *gate, foot]
    return json.dumps({"text": visible(f"Monthly cost: {total}"), "blocks": blocks}, indent=2) + "\n"


def _project(project: Project) -> str:
    currency = project.bill.currency
    change = ""
    if project.prior is not None:
        found = between(project.prior, project.bill)
        change = f" ({wording.signed(found.delta, currency)}{'' if found.complete else ' in the known part'})"
    lines = [f"*{slack(project.name)}*: {slack(wording.total(project.bill))}{slack(change)}"]
    if words := wording.gaps(project.bill, free=False):
        lines.append(f"not in the total: {words}")
    pairs = [*outlook.spread(project), *(outlook.budget(found, currency) for found in project.budgets)]
    lines += [f"{slack(name)}: {slack(words)}" for name, words in pairs]
    changes = sorted(project.proposal.changes if project.proposal else (), key=lambda found: -found.saving)
    best = changes[:MOST_SAVINGS]
    lines += [f"• saves {slack(wording.cost(entry.saving, currency))}: {slack(entry.address)}" for entry in best]
    return "\n".join(lines)


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _text(text)}


def _text(text: str) -> dict[str, Any]:
    """``verbatim`` keeps Slack from linking what looks like an address or a channel."""
    return {"type": "mrkdwn", "text": clip(text, 3000), "verbatim": True}
