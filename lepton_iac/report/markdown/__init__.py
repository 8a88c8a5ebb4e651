"""The ``markdown`` format: one pull-request comment that fits the host's limit."""

from hashlib import sha256
from urllib.parse import quote

from lepton_iac.model import Report
from lepton_iac.report import wording
from lepton_iac.report.escape import markdown as safe
from lepton_iac.report.markdown.details import details
from lepton_iac.report.markdown.fit import Section, fit
from lepton_iac.report.markdown.lists import assumptions, findings, gates, notes, outlooks, savings, unknowns
from lepton_iac.report.markdown.verdict import only_policies, projects, verdict
from lepton_iac.report.options import DEFAULT, Options


def marker(report: Report, options: Options) -> str:
    """The hidden first line by which a later run finds, and does not overwrite, a newer comment."""
    return f"<!-- lepton-iac comment tag={_tag(options.tag)} made={report.made.isoformat()} -->"


def _tag(text: str) -> str:
    """No two tags become one; none ends the comment, which some readers of Markdown end at two hyphens."""
    shown = quote(text.encode("utf-8", "backslashreplace"), safe="/._").replace("--", "-%2D")
    return shown if 0 < len(shown) <= 100 else sha256(shown.encode()).hexdigest() if shown else "default"


def render(report: Report, options: Options = DEFAULT) -> str:
    """The comment, at most ``options.max_characters`` characters; detail goes first, the verdict never.

    Raises:
        LeptonError: the limit is too small for the verdict itself.
    """
    sections = [
        Section("verdict", f"{marker(report, options)}\n{verdict(report)}", 0),
        Section("projects", projects(report), 1),
        Section("gates", gates(options), 2),
        Section("spread and budgets", outlooks(report), 2),
        Section("savings", savings(report), 3),
        Section("policy findings", findings(report), 4),
        *(Section("details per project", text, 6) for text in details(report)),
        Section("unknown costs", "" if only_policies(report) else unknowns(report), 5),
        Section("assumptions", assumptions(report), 8),
        Section("notes", notes(report), 7),
        Section("basis", f"<sub>{safe(wording.basis(report), 300)}</sub>", 0),
    ]
    return fit(sections, options.max_characters)
