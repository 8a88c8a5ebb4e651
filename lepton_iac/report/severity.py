"""Severities of findings, whatever words a policy uses, in the grades other tools know."""

from collections.abc import Iterable

from lepton_iac.model import Finding

_ERROR = {"error", "critical", "high", "blocker", "deny", "fail", "mandatory"}
_NOTE = {"note", "info", "information", "informational", "low", "hint", "advice"}
_ORDER = {"error": 0, "warning": 1, "note": 2}


def grade(severity: str) -> str:
    """``error``, ``warning`` or ``note``, SARIF's levels; words it does not know are warnings."""
    word = severity.strip().lower()
    if word in _ERROR:
        return "error"
    return "note" if word in _NOTE else "warning"


def ordered(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """The findings with their grade, gravest first, otherwise in the order given."""
    graded = [(finding, grade(finding.severity)) for finding in findings]
    return sorted(graded, key=lambda pair: _ORDER[pair[1]])
