"""What people and tools read, kept as it is."""

import json
import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from lepton_iac.model import Report
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, Show, View
from tests.report import examples

GATES = (("the monthly cost rises by at most $100", False), ("no finding above warning", True))
REPORTS = {"full": examples.full(), "empty": examples.empty(), "complete": examples.complete()}


def rendered(name: str, report: Report, **options: Any) -> str:
    """A format's output; JSON laid out, the page without its own style and script."""
    made = FORMATS[name](report, Options(gates=GATES, **options))
    if name == "json":
        return json.dumps(json.loads(made), indent=1)
    return re.sub(r"(?s)<(style|script)>.*?</\1>|sha256-[^']+", "", made) if name == "html" else made


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name: str, report: str, snapshot: SnapshotAssertion) -> None:
    assert rendered(name, REPORTS[report]) == snapshot


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("view", View)
def test_every_view(view: View, report: str, snapshot: SnapshotAssertion) -> None:
    assert rendered("table", REPORTS[report], views=(view,)) == snapshot


@pytest.mark.parametrize("show", Show)
def test_shown_resources(show: Show, snapshot: SnapshotAssertion) -> None:
    assert rendered("table", REPORTS["full"], show=show) == snapshot


def test_colour_and_links(snapshot: SnapshotAssertion) -> None:
    views = (View.DIFF, View.EQUIVALENTS, View.EXPLAIN)
    assert rendered("table", REPORTS["full"], views=views, colour=True, hyperlinks=True) == snapshot


def test_several_projects(snapshot: SnapshotAssertion) -> None:
    both = examples.report(REPORTS["full"].projects[0], REPORTS["complete"].projects[0])
    assert [rendered(name, both) for name in ("table", "markdown", "compact", "slack")] == snapshot


@pytest.mark.parametrize("name", FORMATS)
def test_same_report_gives_the_same_bytes(name: str) -> None:
    options = Options(views=tuple(View), colour=True, hyperlinks=True)
    assert FORMATS[name](examples.full(), options) == FORMATS[name](examples.full(), options)
