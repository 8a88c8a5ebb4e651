"""The ``sarif`` format: findings and proposals for code scanning, with fixes taken from the patch.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from lepton_iac.model import Change, FileEdit, Finding, Patch, Project, Report, Span
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.fingerprint import fingerprint
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.severity import grade
from lepton_iac.report.wording import DISRUPTION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all formats
    """One run; a finding is a result of its severity, a proposal a note."""
    results = [result for project in report.projects for result in _results(project, report.currency)]
    driver = {
        "name": "lepton-iac",
        "semanticVersion": report.version,
        "rules": _rules(report),
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False) + "\n"


def _rules(report: Report) -> list[dict[str, Any]]:
    """Every rule once; GitHub shows its help address."""
    rules: dict[str, dict[str, Any]] = {}
    for project in report.projects:
        for finding in project.findings:
            entry = rules.setdefault(finding.rule, {"id": finding.rule})
            if finding.url.startswith("https://"):
                entry["helpUri"] = finding.url
        for change in project.proposal.changes if project.proposal else ():
            rules.setdefault(change.rule, {"id": change.rule})
    return list(rules.values())


def _results(project: Project, currency: str) -> Iterator[dict[str, Any]]:
    for finding in project.findings:
        yield _finding(project, finding)
    for change in project.proposal.changes if project.proposal else ():
        yield _change(project, change, currency)


def _finding(project: Project, finding: Finding) -> dict[str, Any]:
    text = visible(finding.message, 1000) + (f" Fix: {visible(finding.fix, 1000)}" if finding.fix else "")
    return _result(project, finding.rule, grade(finding.severity), finding.address, text, finding.span)


def _change(project: Project, change: Change, currency: str) -> dict[str, Any]:
    what = "remove it" if change.removes else f"{visible(change.before)} → {visible(change.after)}"
    text = f"Saves {wording.cost(change.saving, currency)} per month: {what}; {DISRUPTION[change.disruption]}."
    found = project.stack.by_address.get(change.address)
    span = found.span if found else None
    result = _result(project, change.rule, "note", change.address, f"{text} {visible(change.why, 1000)}", span)
    fixes = _fixes(project.patch, change, span) if project.patch is not None else []
    return {**result, **({"fixes": fixes} if fixes else {})}


def _result(project: Project, rule: str, level: str, address: str, text: str, span: Span | None) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": address or project.name, "kind": "resource"}]
    }
    if span is None and project.stack.source:
        location["physicalLocation"] = {"artifactLocation": {"uri": uri(project.stack.source)}}
    elif span is not None:
        region = {"startLine": max(span.first_line, 1), "endLine": max(span.last_line, span.first_line, 1)}
        location["physicalLocation"] = {"artifactLocation": {"uri": uri(span.path)}, "region": region}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text.replace("[", "\\[").replace("]", "\\]")},
        "locations": [location],
        "partialFingerprints": {"leptonRuleAndAddress/v1": fingerprint(project.name, rule, address)},
    }


def _fixes(patch: Patch, change: Change, span: Span | None) -> list[dict[str, Any]]:
    """The patch's edits inside the resource's own block; an edit elsewhere cannot be told to belong to it."""
    if span is None or change not in patch.written:
        return []
    edits = [(edit, _region(patch.originals, edit)) for edit in patch.edits if edit.path == span.path]
    inside = [
        {"deletedRegion": region, "insertedContent": {"text": edit.after.decode("utf-8", "replace")}}
        for edit, region in edits
        if region is not None and span.first_line <= region["startLine"] and region["endLine"] <= span.last_line
    ]
    if not inside:
        return []
    artifact = {"artifactLocation": {"uri": uri(span.path)}, "replacements": inside}
    text = visible(f"{change.rule}: {change.before} → {change.after}")
    return [{"description": {"text": text}, "artifactChanges": [artifact]}]


def _region(originals: Mapping[str, bytes], edit: FileEdit) -> dict[str, int] | None:
    """Lines and columns of the edited bytes, both from 1; ``None`` when the file is not at hand."""
    original = originals.get(edit.path)
    if original is None:
        return None
    first, column = _position(original, edit.start)
    last, end = _position(original, edit.start + len(edit.before))
    return {"startLine": first, "startColumn": column, "endLine": last, "endColumn": end}


def _position(data: bytes, offset: int) -> tuple[int, int]:
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    return line, len(data[start:offset].decode("utf-8", "replace")) + 1


def uri(path: str) -> str:
    """A relative file as a URI reference."""
    return quote(path.replace("\\", "/").encode("utf-8", "replace"))
