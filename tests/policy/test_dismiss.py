"""Dismissals in comments: where they stand, until when they hold, and what is said of mistakes."""

from datetime import date

import pytest

from lepton_iac.model import Finding, Span
from lepton_iac.policy.dismiss import Dismissed, without_dismissed

TODAY = date(2026, 6, 1)
BLOCK = 'resource "aws_ebs_volume" "a" {\n  size = 8\n}\n'


def dismissed(text: str, first: int, last: int) -> Dismissed:
    finding = Finding("aws-ebs-gp2", "low", "aws_ebs_volume.a", "the volume is gp2", Span("main.tf", first, last))
    return without_dismissed([finding], {"main.tf": text}.get, TODAY, ["aws-ebs-gp2", "aws-ebs-io1"])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("# lepton-iac:ignore aws-ebs-gp2 until=2027-01-01 small\n" + BLOCK, 2),
        ("# lepton-iac:ignore aws-ebs-gp2 small\n# a word more\n" + BLOCK, 3),
        ("// lepton-iac:ignore aws-ebs-io1,aws-ebs-gp2\n" + BLOCK, 2),
        ("# lepton-iac:ignore aws-ebs-gp2 until=2026-06-01\n" + BLOCK, 2),
        (BLOCK.replace("{\n", "{ # lepton-iac:ignore aws-ebs-gp2 small\n", 1), 1),
        (BLOCK.replace("  size", "  # lepton-iac:ignore aws-ebs-gp2 small\n  size"), 1),
    ],
)
def test_on_or_above_the_block(text: str, first: int) -> None:
    found = dismissed(text, first, len(text.splitlines()))
    assert not found.left
    assert len(found.gone) == 1
    assert not found.notes


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("# lepton-iac:ignore aws-ebs-gp2\n\n" + BLOCK, 3),
        ("# lepton-iac:ignore aws-ebs-io1\n" + BLOCK, 2),
        ("# lepton-iac:ignore\n" + BLOCK, 2),
        (BLOCK + "# lepton-iac:ignore aws-ebs-gp2\n", 1),
        ("lepton-iac:ignore aws-ebs-gp2\n" + BLOCK, 2),
    ],
)
def test_elsewhere_or_of_another_rule_it_does_not_count(text: str, first: int) -> None:
    assert len(dismissed(text, first, first + 2).left) == 1


def test_an_expired_dismissal_is_said() -> None:
    found = dismissed("# lepton-iac:ignore aws-ebs-gp2 until=2026-05-31 later\n" + BLOCK, 2, 4)
    assert found.left[0].message == "the volume is gp2 (its dismissal expired on 2026-05-31)"


def test_a_wrong_date_does_not_count_and_is_said() -> None:
    found = dismissed("# lepton-iac:ignore aws-ebs-gp2 until=soon\n" + BLOCK, 2, 4)
    assert len(found.left) == 1
    assert "no date" in found.notes[0].text
    assert found.notes[0].where == "main.tf:1"


def test_a_misspelt_rule_is_said() -> None:
    found = dismissed("# lepton-iac:ignore aws-ebs-gp22\n" + BLOCK, 2, 4)
    assert "names no policy: aws-ebs-gp22" in found.notes[0].text


def test_the_reason_is_kept() -> None:
    found = dismissed("# lepton-iac:ignore aws-ebs-gp2 until=2027-01-01 moved next year\n" + BLOCK, 2, 4)
    assert found.gone[0][1] == "moved next year"
