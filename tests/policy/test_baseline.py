"""Baselines: known findings are left out, vanished ones are counted, garbage is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.model import Finding, Span
from lepton_iac.policy import baseline

WORDS = st.text(max_size=20)


def finding(rule: str, address: str, path: str = "", line: int = 1) -> Finding:
    return Finding(rule, "low", address, "found", Span(path, line, line) if path else None)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6))
def test_what_was_written_is_known(entries: list[tuple[str, str, str]]) -> None:
    findings = [finding(*entry) for entry in entries]
    known = baseline.read(baseline.written(findings).encode(), "baseline.json")
    assert baseline.compare(findings, known) == baseline.Compared((), len(findings), ())


def test_a_finding_on_another_line_is_the_same() -> None:
    known = baseline.read(baseline.written([finding("a-b", "x.y", "main.tf", 3)]).encode(), "f")
    assert not baseline.compare([finding("a-b", "x.y", "main.tf", 90)], known).new


def test_new_and_vanished() -> None:
    known = baseline.read(baseline.written([finding("a-b", "x.y")]).encode(), "f")
    compared = baseline.compare([finding("a-b", "x.z")], known)
    assert (len(compared.new), compared.known, compared.vanished) == (1, 0, (("a-b", "x.y", ""),))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": 9, "findings": []}',
        b'{"version": 1, "findings": [1]}',
        b'{"version": 1, "findings": [{"rule": 1, "address": [], "path": ""}]}',
        b'{"version": 1, "findings": [{"rule": 1, "address": "", "path": ""}]}',
        b'{"version": 1, "findings": null}',
        b"[" * 100_000,
    ],
    ids=range(10),
)
def test_what_is_no_baseline_is_told(data: bytes) -> None:
    with pytest.raises(LeptonError):
        baseline.read(data, "baseline.json")
