"""Every limit binds: in proposals and in equivalents."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lepton_iac.model import Demand, Disruption, Equivalent, Resource, SetAttribute, Stack
from lepton_iac.optimize import Constraints, equivalents
from lepton_iac.optimize.constraints import Committed
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.families import of_a_family
from lepton_iac.optimize.gate import refusal
from lepton_iac.optimize.regions import nearest
from lepton_iac.optimize.rule import Rule, Stage
from tests.optimize.building import FACTS, demand, market, propose, resource, said

WEB = resource("aws_instance.web", {"instance_type": "m5.2xlarge"})
CALM = (demand(WEB.address, "cpu_fraction", 0.2), demand(WEB.address, "memory_fraction", 0.2))


def after(*demands: Demand, **limits: Any) -> str:
    """What the machine becomes, or nothing."""
    found = propose([WEB], demands or CALM, **limits)
    return found.changes[0].after.partition(" ")[0] if found.changes else ""


def test_without_limits_the_cheapest_that_is_enough() -> None:
    assert after() == "m6a.large"


@pytest.mark.parametrize(
    ("limits", "sku"),
    [
        ({"families": ("m5",)}, "m5.large"),
        ({"families": ("c",)}, ""),
        ({"families": ("m",)}, "m6a.large"),
        ({"families": ("standardDSv5Family",)}, "m6a.large"),
        ({"allow_arch": ("arm64",)}, "m6g.large"),
        ({"allow_burstable": True}, "t3.large"),
        ({"allow_burstable": True, "no_burstable": True}, "m6a.large"),
        ({"max_disruption": Disruption.ONLINE}, ""),
        ({"min_saving": Decimal(1000)}, ""),
        ({"providers": ("google",)}, "m6a.large"),
    ],
)
def test_a_limit_on_proposals_binds(limits: dict[str, Any], sku: str) -> None:
    assert after(**limits) == sku


def test_max_changes_keeps_the_largest() -> None:
    other = resource("aws_instance.small", {"instance_type": "m5.xlarge"})
    calm = (demand(other.address, "cpu_fraction", 0.2), demand(other.address, "memory_fraction", 0.2))
    found = propose([WEB, other], [*CALM, *calm], max_changes=1)
    assert [change.address for change in found.changes] == [WEB.address]
    assert said(found, "left out")


def test_a_machine_in_a_burstable_family_stays_where_no_other_is_cheaper() -> None:
    lent = resource("aws_instance.lent", {"instance_type": "t2.large"})
    assert [change.after for change in propose([lent]).changes] == ["t3.large (2 vCPU, 8 GiB)"]
    assert propose([lent], no_burstable=True).changes == ()
    strict = propose([lent], no_burstable=True, allow_maker=True)
    assert [change.after for change in strict.changes] == ["m6a.large (2 vCPU, 8 GiB)"]


def test_what_is_paid_for_is_never_stranded() -> None:
    held = (Committed("aws", "eu-west-1", "m5.2xlarge", Decimal(1), until="2027-01-31"),)
    found = propose([WEB], CALM, committed=held)
    assert found.changes == ()
    assert said(found, "1 m5.2xlarge in eu-west-1 are paid for until 2027-01-31, 0 would run")
    two = resource("aws_instance.two", {"instance_type": "m5.2xlarge"})
    calm = (demand(two.address, "cpu_fraction", 0.2), demand(two.address, "memory_fraction", 0.2))
    assert len(propose([WEB, two], [*CALM, *calm], committed=held).changes) == 1


def test_standbys_stay_where_availability_is_kept() -> None:
    database = resource(
        "aws_db_instance.app",
        {"engine": "mysql", "instance_class": "db.m5.large", "multi_az": True, "tags": {"env": "dev"}},
    )
    assert propose([database]).changes
    kept = propose([database], keep_availability=True)
    assert kept.changes == ()
    assert said(kept, "standbys and replicas are to stay")


def test_resources_outside_the_allowed_places_are_named() -> None:
    assert said(propose([WEB], residency=("US",)), "eu-west-1 lies in EU, outside US")
    assert said(propose([WEB], regions=("eu-central-1",)), "eu-west-1 is not an allowed region")
    assert said(propose([WEB], providers=("google",)), "aws is not an allowed provider")
    assert not said(propose([WEB], residency=("EU",)), "limits:")


def gate(edit: SetAttribute, one: Resource, **limits: Any) -> str:
    found = propose([WEB], CALM).changes[0]
    stack = Stack((one,))
    context = Context(stack, market(stack), {}, Constraints(**limits))
    rule = Rule("any", "", "", Disruption.ONLINE, Stage.SIZE, lambda resource, context: iter(()))
    return refusal(replace(found, address=one.address, knob="other", edits=(edit,)), rule, context)


def test_no_spot_for_what_holds_data() -> None:
    spot = SetAttribute("capacity_type", "SPOT")
    disks = resource("aws_instance.data", {"instance_type": "m5.large", "ebs_block_device": [{"volume_size": 8}]})
    assert "holds data" in gate(spot, disks)
    assert gate(spot, disks, spot_for_stateful=True) == ""
    assert gate(spot, WEB) == ""
    assert gate(SetAttribute("preemptible", False), disks) == ""


def test_an_edit_of_a_place_keeps_to_the_allowed_ones() -> None:
    assert "outside the allowed jurisdiction" in gate(SetAttribute("region", "us-east-1"), WEB)
    assert gate(SetAttribute("region", "us-east-1"), WEB, residency=("US", "EU")) == ""
    machine = resource("azurerm_linux_virtual_machine.web", {"size": "Standard_D2s_v3"})
    assert gate(SetAttribute("location", "westeurope"), machine) == ""
    assert gate(SetAttribute("availability_zone", "eu-west-1b"), WEB) == ""
    assert "not an allowed region" in gate(SetAttribute("region", "eu-west-3"), WEB, regions=("eu-west-1",))


def elsewhere(**limits: Any) -> dict[str, Equivalent]:
    machine = resource("aws_instance.web", {"instance_type": "m5.large"})
    stack = Stack((machine,))
    return {one.provider: one for one in equivalents(stack, market(stack), limits=Constraints(**limits))}


def test_equivalents_keep_the_limits() -> None:
    assert set(elsewhere()) == {"azurerm", "google"}
    assert set(elsewhere(providers=("google",))) == {"google"}
    assert elsewhere(residency=("US",))["google"].cost is None
    assert elsewhere(regions=("northeurope",))["google"].cost is None
    assert "northeurope" in elsewhere(regions=("northeurope",))["google"].reason
    assert "Standard_D2s_v5" in elsewhere(families=("standardDSv5Family",))["azurerm"].description
    assert "e2-standard-4" in elsewhere(allow_burstable=True)["google"].description
    assert "n2d-standard-4" in elsewhere(allow_burstable=True, no_burstable=True)["google"].description


def test_a_burstable_machine_finds_no_burstable_one_where_none_is_allowed() -> None:
    stack = Stack((resource("aws_instance.lent", {"instance_type": "t3.xlarge"}),))
    free, strict = (
        {one.provider: one for one in equivalents(stack, market(stack), limits=Constraints(no_burstable=no))}
        for no in (False, True)
    )
    assert "e2-standard-4" in free["google"].description
    assert "n2d-standard-4" in strict["google"].description


def test_another_jurisdiction_only_where_residency_names_it() -> None:
    known = ("us-east4", "europe-west2")
    assert nearest("aws", "eu-west-1", "google", known)[0] is None
    assert nearest("aws", "eu-west-1", "google", known, Constraints(residency=("EU", "UK")))[0] == "europe-west2"
    assert nearest("aws", "us-east-1", "google", known, Constraints(residency=("EU",)))[0] is None


def test_families_bind_only_their_own_provider() -> None:
    assert of_a_family(FACTS["m5.large"], ("n2d",)) is True
    assert of_a_family(FACTS["n2d-standard-4"], ("n1",)) is False
    assert of_a_family(FACTS["Standard_D2s_v3"], ("E",)) is False
    assert of_a_family(FACTS["Standard_D2s_v3"], ("D",)) is True
    assert of_a_family(FACTS["db.m5.large"], ("m",)) is True
