"""The ``code-quality`` format: findings for GitLab's merge request widget.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from typing import Any

from lepton_iac.model import Finding, Project, Report
from lepton_iac.report.escape import visible
from lepton_iac.report.fingerprint import fingerprint
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.severity import grade

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}
_OWN = {"critical": "critical", "blocker": "blocker"}


def render(report: Report, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all formats
    """A JSON array with one object per finding."""
    found = [_entry(project, finding) for project in report.projects for finding in project.findings]
    return json.dumps(found, indent=2) + "\n"


def _entry(project: Project, finding: Finding) -> dict[str, Any]:
    """A finding without a place is put on the first line of what was read: the format demands a place."""
    span = finding.span
    address = f"{visible(finding.address)}: " if finding.address else ""
    return {
        "description": f"{address}{visible(finding.message, 1000)}",
        "check_name": finding.rule,
        "fingerprint": fingerprint(project.name, finding.rule, finding.address, finding.message),
        "severity": _OWN.get(finding.severity.strip().lower(), _SEVERITY[grade(finding.severity)]),
        "location": {
            "path": span.path if span else project.stack.source or project.name,
            "lines": {"begin": max(span.first_line, 1) if span else 1},
        },
    }
