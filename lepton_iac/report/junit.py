"""The ``junit`` format: gates, policies and pricing as test cases.

Source: https://github.com/testmoapp/junitxml
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lepton_iac.model import Bill, Finding, Report
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.severity import grade


def render(report: Report, options: Options = DEFAULT) -> str:
    """One suite of gates, and per project one of policies and one of pricing; an unknown cost is skipped."""
    root = Element("testsuites", name="lepton-iac")
    _gates(root, options.gates)
    for project in report.projects:
        _findings(root, visible(project.name), project.findings)
        _pricing(root, visible(project.name), project.bill)
    for suite in root:
        _count(suite)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _gates(root: Element, gates: Iterable[tuple[str, bool]]) -> None:
    suite = SubElement(root, "testsuite", name="gates")
    for text, held in gates:
        case = SubElement(suite, "testcase", classname="gates", name=visible(text))
        if not held:
            SubElement(case, "failure", message=visible(text), type="gate")


def _findings(root: Element, project: str, findings: Iterable[Finding]) -> None:
    """A note is no failure: it passes with its text as output."""
    suite = SubElement(root, "testsuite", name=f"{project}: policies")
    for finding in findings:
        name = f"{finding.rule} {finding.address}".strip()
        case = SubElement(suite, "testcase", classname=f"{project}.policies", name=visible(name))
        if finding.span:
            case.set("file", visible(finding.span.path))
            case.set("line", str(finding.span.first_line))
        if grade(finding.severity) == "note":
            SubElement(case, "system-out").text = visible(finding.message, 1000)
            continue
        failure = SubElement(case, "failure", message=visible(finding.message, 1000), type=visible(finding.severity))
        failure.text = visible(finding.fix, 1000)


def _pricing(root: Element, project: str, bill: Bill) -> None:
    suite = SubElement(root, "testsuite", name=f"{project}: pricing")
    for line in bill.lines:
        case = SubElement(suite, "testcase", classname=f"{project}.pricing", name=visible(line.resource.address))
        if not line.complete:
            gaps = [wording.gap(charge, bill.currency) for charge in line.charges]
            words = "; ".join(gap for gap in gaps if gap) or wording.reason(line.status, line.reason)
            SubElement(case, "skipped", message=visible(words, 1000))


def _count(suite: Element) -> None:
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"./testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    suite.set("errors", "0")
