"""The frontier, the objectives, competing rules, and what a change says about itself."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute, Stack
from lepton_iac.optimize import Constraints, optimize, propose
from lepton_iac.optimize.constraints import Objective
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.frontier import Point, frontier
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle
from tests.optimize.building import by_address, demand, market, only, resource
from tests.optimize.building import propose as proposed

WEB = resource("aws_instance.web", {"instance_type": "m5.2xlarge"})
DISK = resource("aws_ebs_volume.data", {"type": "gp2", "size": 1000})
CALM = (demand(WEB.address, "cpu_fraction", 0.2), demand(WEB.address, "memory_fraction", 0.2))


def points(**limits: object) -> tuple[Point, ...]:
    stack = Stack((WEB, DISK))
    return frontier(stack, market(stack), by_address(CALM), Constraints(**limits))  # type: ignore[arg-type]


def test_no_point_beats_another_and_not_moving_is_one() -> None:
    found = points()
    assert found[-1].proposal.changes == ()
    assert [point.saving for point in found] == sorted((point.saving for point in found), reverse=True)
    for one in found[:-1]:
        for other in found[:-1]:
            better = (one.saving >= other.saving, one.breach <= other.breach, one.rank <= other.rank)
            assert one is other or not all(better)
    assert [point.disruption for point in found if point.chosen] == [Disruption.STOP_START]


def test_each_objective_takes_its_own_point() -> None:
    by_cost, by_risk, by_calm = (next(point for point in points(objective=one) if point.chosen) for one in Objective)
    assert by_risk.breach <= by_cost.breach
    assert by_calm.disruption is Disruption.ONLINE
    assert by_cost.saving >= max(by_risk.saving, by_calm.saving)
    stack = Stack((WEB, DISK))
    calm = Constraints(objective=Objective.DISRUPTION)
    assert optimize(stack, market(stack), by_address(CALM), calm) == by_calm.proposal


def test_what_is_beyond_the_limit_is_shown_and_never_chosen() -> None:
    found = points(max_disruption=Disruption.ONLINE)
    assert [point.allowed for point in found] == [point.rank <= 1 for point in found]
    assert all(point.allowed for point in found if point.chosen)


def _rule(name: str, stage: Stage, media: str) -> Rule:
    def look(one: Resource, context: Context) -> Iterator[Change | Note]:
        if one.type != "aws_ebs_volume" or context.turned(one.address, "media"):
            return
        drafted = Change(
            name, one.address, "media", "gp2", media, Decimal(0), Disruption.ONLINE, "cheaper",
            edits=(SetAttribute("type", media),),
        )  # fmt: skip
        yield settle(drafted, context)

    return Rule(name, "", "", Disruption.ONLINE, stage, look)


def test_of_two_rules_for_one_knob_the_one_that_saves_more_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _rule("to-gp3", Stage.SIZE, "gp3"), _rule("to-st1", Stage.MEDIA, "st1")
    for order in ((first, second), (second, first)):
        monkeypatch.setattr(propose, "RULES", order)
        found = proposed([DISK])
        assert [(change.rule, change.saving) for change in found.changes] == [("to-st1", 1000 * Decimal("0.06"))]
    assert not [note for note in found.refused if "another rule" in note.text]


def test_a_change_says_what_bound_it_and_what_would_be_cheaper() -> None:
    change = only(proposed([WEB], CALM), "right-size-compute")
    assert change.after.startswith("m6a.large")
    arm = (Decimal("0.0963") - Decimal("0.086")) * 730
    assert change.cheaper_if[0] == f"with arm64 allowed: m6g.large, about ${arm:.2f} a month less"
    assert any(words.startswith("with burstable types allowed: t3.large") for words in change.cheaper_if)
    assert change.binding
    with_arm = only(proposed([WEB], CALM, allow_arch=("arm64",)), change.rule)
    assert not any("arm64" in words for words in with_arm.cheaper_if)
