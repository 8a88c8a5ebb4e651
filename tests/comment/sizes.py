"""The table of comment sizes in docs/comments.md: ``python -m tests.comment.sizes`` makes it anew."""

import json
import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from lepton_iac.cli.comment import text_of
from lepton_iac.comment.hosts import HOSTS
from lepton_iac.comment.size import characters
from lepton_iac.model import Bill, Project, Report, ResourceBill
from lepton_iac.report.document import document
from lepton_iac.report.exact import bill_total
from tests.report.examples import full

PAGE = Path(__file__).parents[2] / "docs" / "comments.md"
COUNTS = (1, 10, 100, 1_000, 5_000)
_DROPPED = re.compile(r"Left out for length: (.*?)\. The html")
HEAD = """# How long comments are

Written by `python -m tests.comment.sizes`: a plan that creates so many resources, some of them with costs that are not
known, in one project. Hosts count characters, not bytes; a comment never passes the limit of its host. Tables and lists
say how many more entries there are. Where even that is too long, whole sections go, the most detailed first:
assumptions, notes, details per project, costs that are not known, findings, savings, gates and budgets, and at last
the table of projects. The first sentence with total, interval and change never goes, nor the date of the prices.

| host | limit | resources | characters | left out for length |
| :-- | --: | --: | --: | :-- |
"""


def example(count: int) -> Report:
    """A report of so many new resources, no two of one address."""
    project = full().projects[0]
    kinds = project.bill.lines
    lines = tuple(_named(kinds[at % len(kinds)], at) for at in range(count))
    bill = replace(project.bill, lines=lines)
    stack = replace(project.stack, resources=tuple(line.resource for line in lines), prior=())
    whole: Project = replace(
        project, stack=stack, bill=bill, prior=Bill((), currency=bill.currency), proposal=None, findings=()
    )
    return replace(full(), projects=(whole,))


def _named(line: ResourceBill, at: int) -> ResourceBill:
    return replace(line, resource=replace(line.resource, address=f"{line.resource.address}[{at}]"))


def comment(host: str, count: int, limit: int | None = None) -> str:
    """What is sent to a host."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "out.json"
        file.write_text(json.dumps(document(example(count))), encoding="utf-8")
        return text_of(host, [file], "default", limit or HOSTS[host].limit)


def dropped(text: str) -> str:
    """The sections that were left out."""
    found = _DROPPED.search(text)
    return found[1] if found else ""


def total(count: int) -> Decimal:
    """What the resources cost in the known part."""
    return bill_total(example(count).projects[0].bill)


def page() -> str:
    """The whole page."""
    rows = []
    for host in HOSTS:
        for count in COUNTS:
            text = comment(host, count)
            size = f"{characters(text):,}"
            rows.append(f"| {host} | {HOSTS[host].limit:,} | {count:,} | {size} | {dropped(text) or 'nothing'} |")
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page; with ``--check`` only compare."""
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
