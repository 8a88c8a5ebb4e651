"""The spread of the cost and the budgets, below the views that show a bill."""

from collections.abc import Iterator

from lepton_iac.model import Project
from lepton_iac.report import outlook
from lepton_iac.report.escape import visible
from lepton_iac.report.table.screen import EMPTY, Block, Line


def blocks(project: Project) -> Iterator[Block]:
    """Quantiles and budgets; nothing where neither is known."""
    lines = [
        Line(name, remark=words, branch="  " if place else "", below="    ")
        for place, (name, words) in enumerate(outlook.spread(project))
    ]
    for found in project.budgets:
        name, words = outlook.budget_parts(found, project.bill.currency)
        lines.append(Line(visible(name), remark=words[0], style="yellow" if found.day else "", below="  "))
        lines += [Line(text, branch="  ", below="    ") for text in words[1:]]
    if lines:
        yield from (*lines, EMPTY)
