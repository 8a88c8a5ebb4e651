"""Choosing policies, parameters and what is left out."""

from decimal import Decimal

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.model import Finding, Span
from lepton_iac.policy import load_policies
from lepton_iac.policy.choose import at_least, chosen, excluded, with_params

ALL = load_policies()


def ids(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> set[str]:
    return {policy.id for policy in chosen(ALL, select, ignore)}


def test_by_id_start_of_id_and_category() -> None:
    assert ids(("aws-ebs-gp2",)) == {"aws-ebs-gp2"}
    assert all(one.startswith("aws-rds-") for one in ids(("aws-rds",)))
    assert ids(("residency",)) == {one.id for one in ALL if one.category == "residency"}
    assert not any(one.startswith(("aws-", "azure-")) for one in ids(("cost",), ("aws", "azure")))
    assert ids() == {one.id for one in ALL}


def test_a_misspelt_policy_is_told_with_the_near_one() -> None:
    with pytest.raises(LeptonError) as caught:
        chosen(ALL, ["aws-ebs-gp22"])
    assert caught.value.mend == "did you mean aws-ebs-gp2?"


def test_parameters_keep_their_kind() -> None:
    settings = ["aws-required-tags.tags=Owner, Team", "aws-residency-eu.always=true", "cost-doubles.factor=1.5"]
    found = {policy.id: policy.params for policy in with_params(ALL, settings)}
    assert found["aws-required-tags"]["tags"] == ["Owner", "Team"]
    assert found["aws-residency-eu"]["always"] is True
    assert found["cost-doubles"]["factor"] == Decimal("1.5")


@pytest.mark.parametrize(
    "setting",
    [
        "x",
        "aws-required-tags.tags",
        "aws-required-tags.colour=red",
        "no-such.tags=a",
        "aws-residency-eu.always=maybe",
        "cost-doubles.factor=many",
        "cost-doubles.factor=NaN",
    ],
)
def test_a_wrong_parameter_is_told(setting: str) -> None:
    with pytest.raises(LeptonError):
        with_params(ALL, [setting])


@pytest.mark.parametrize(
    ("glob", "gone"),
    [
        ("modules/*", True),
        ("*.tf", True),
        ("aws_x.y[0]", True),
        ("aws_x.*", True),
        ("main.tf", False),
        ("aws_x", False),
    ],
)
def test_excluded_by_path_or_address(glob: str, gone: bool) -> None:
    found = Finding("a-b", "low", "aws_x.y[0]", "m", Span("modules/a/main.tf", 1, 2))
    assert (excluded([found], [glob]) == ()) is gone


def test_severities_are_ordered() -> None:
    found = [Finding("a-b", severity, "x", "m") for severity in ("low", "medium", "high", "critical")]
    assert [one.severity for one in at_least(found, "high")] == ["high", "critical"]
