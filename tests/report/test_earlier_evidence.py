import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import ReadError
from lepton_iac.report.earlier import gates_from, report_from
from lepton_iac.report.json_text import render
from lepton_iac.report.options import Options
from tests.report.examples import full

GATES = (("increase at most 10%", True), ("total at most $100", False))


def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(full(), Options(gates=GATES)))
    return found


def read(document: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps(document).encode()
    found: dict[str, Any] = json.loads(render(report_from([(content, "a.json")])))
    return found


def test_proposals_findings_and_notes_come_back_as_they_were() -> None:
    before, after = written(), read(written())
    for one, other in zip(before["projects"], after["projects"], strict=True):
        for key in ("proposal", "findings", "notes", "costDistribution", "budgets"):
            assert one[key] == other[key], key
    assert before["notes"] == after["notes"]
    assert any(project["proposal"]["changes"] for project in before["projects"] if project["proposal"])
    assert any(project["findings"] for project in before["projects"])


def test_gates_come_back_as_they_came_out() -> None:
    assert gates_from([(json.dumps(written()).encode(), "a.json")]) == GATES


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
names = st.sampled_from(["changes", "full", "limit", "p10", "metadata", "rule"])
garbage = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
)


@pytest.mark.parametrize("key", ["proposal", "findings", "costDistribution", "budgets", "patch"])
@settings(max_examples=30, deadline=None)
@given(value=garbage)
def test_garbage_raises_only_our_error(key: str, value: Any) -> None:
    document = {"version": "0.2", "projects": [{"name": "a", "breakdown": {}, key: value}]}
    with suppress(ReadError):
        assert report_from([(json.dumps(document).encode(), "a.json")]).projects[0].name == "a"
