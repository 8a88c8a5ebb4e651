"""References through variables, outputs and instances, the same from a plan and from its folder."""

from pathlib import Path

import pytest

from lepton_iac.model import Stack
from lepton_iac.read import load
from tests.read.documents import FIXTURES, change, plan, read


@pytest.fixture(params=["shop/plan.json", "shop"])
def shop(request: pytest.FixtureRequest) -> Stack:
    return load(FIXTURES / str(request.param))


def test_a_variable_leads_to_what_the_caller_passes(shop: Stack) -> None:
    front = shop.by_address["module.web[1].aws_instance.front[0]"]
    assert front.references == {"launch_template.0.id": ("aws_launch_template.node",)}
    assert shop.by_address["module.web[0].aws_eip.shared"].references["instance"] == ('aws_instance.app["a.b"]',)


def test_an_output_leads_into_its_own_module_instance(shop: Stack) -> None:
    assert shop.by_address["aws_eip.first"].references["instance"] == ("module.web[0].aws_instance.front[1]",)


def test_count_index_picks_the_instance_of_the_same_number(shop: Stack) -> None:
    eip = shop.by_address["module.web[1].aws_eip.front[1]"]
    assert eip.references["instance"] == ("module.web[1].aws_instance.front[1]",)


def test_each_key_and_each_value_pick_the_instance_of_the_same_key(shop: Stack) -> None:
    attachment = shop.by_address['aws_volume_attachment.data["c\\"d"]']
    assert attachment.references["volume_id"] == ('aws_ebs_volume.data["c\\"d"]',)
    assert attachment.references["instance_id"] == ('aws_instance.app["c\\"d"]',)


def test_referrers_turn_references_round(shop: Stack) -> None:
    asking = {resource.address for _, resource in shop.referrers["aws_launch_template.node"]}
    assert "aws_autoscaling_group.nodes" in asking
    assert "module.web[1].aws_instance.front[1]" in asking


def test_equal_ids_tell_references_where_no_expression_does() -> None:
    instance = change("aws_instance.a", ["no-op"], {"id": "i-1"}, {"id": "i-1"})
    eip = change("aws_eip.a", ["no-op"], {"instance": "i-1"}, {"instance": "i-1"})
    assert read(plan(instance, eip)).by_address["aws_eip.a"].references == {"instance": ("aws_instance.a",)}


def test_a_name_that_two_resources_share_tells_nothing() -> None:
    named = {"name": "main"}
    one = change("aws_eks_cluster.a", ["no-op"], named, named)
    two = change("aws_eks_cluster.b", ["no-op"], named, named)
    group = change("aws_eks_node_group.g", ["no-op"], None, {"cluster_name": "main"})
    assert read(plan(one, two, group)).by_address["aws_eks_node_group.g"].references == {}


def test_modules_that_point_at_each_other_end(tmp_path: Path) -> None:
    call = {"source": "./m", "expressions": {"x": {"references": ["module.m.x"]}}}
    call["module"] = {"outputs": {"x": {"expression": {"references": ["var.x"]}}}, "variables": {"x": {}}}
    eip = {
        "mode": "managed",
        "type": "aws_eip",
        "name": "a",
        "expressions": {"instance": {"references": ["module.m.x"]}},
    }
    inner = change("module.m.aws_eip.b", ["create"], None, {}, module_address="module.m")
    config = {"root_module": {"resources": [eip], "module_calls": {"m": call}}}
    stack = read(plan(change("aws_eip.a", ["create"], None, {}), inner, configuration=config))
    assert stack.by_address["aws_eip.a"].references == {}


def test_each_value_keyed_by_name_picks_the_resource_of_that_name() -> None:
    names = ("first", "second")
    ones = [change(f'azurerm_service_plan.p["{n}-key"]', ["no-op"], None, {"name": n}, index=f"{n}-key") for n in names]
    apps = [change(f'azurerm_linux_function_app.f["{n}"]', ["no-op"], None, {"name": "f"}, index=n) for n in names]
    written = [
        {"address": "azurerm_service_plan.p", "mode": "managed", "type": "azurerm_service_plan", "name": "p"},
        {
            "address": "azurerm_linux_function_app.f",
            "mode": "managed",
            "type": "azurerm_linux_function_app",
            "name": "f",
            "expressions": {"service_plan_id": {"references": ["each.value.id", "each.value"]}},
            "for_each_expression": {"references": ["azurerm_service_plan.p"]},
        },
    ]
    stack = read(plan(*ones, *apps, configuration={"root_module": {"resources": written}}))
    app = stack.by_address['azurerm_linux_function_app.f["second"]']
    assert app.references == {"service_plan_id": ('azurerm_service_plan.p["second-key"]',)}


def test_a_name_leads_on_where_the_expression_names_another_type() -> None:
    vault = change("azurerm_recovery_services_vault.v", ["no-op"], None, {"name": "main"})
    policy = change("azurerm_backup_policy_vm.p", ["no-op"], None, {"recovery_vault_name": "main"})
    machine = change("azurerm_backup_protected_vm.m", ["no-op"], None, {"recovery_vault_name": "main"})
    references = ["azurerm_backup_policy_vm.p.recovery_vault_name", "azurerm_backup_policy_vm.p"]
    written = {
        "address": "azurerm_backup_protected_vm.m",
        "mode": "managed",
        "type": "azurerm_backup_protected_vm",
        "name": "m",
        "expressions": {"recovery_vault_name": {"references": references}},
    }
    stack = read(plan(vault, policy, machine, configuration={"root_module": {"resources": [written]}}))
    assert stack.by_address["azurerm_backup_protected_vm.m"].references == {
        "recovery_vault_name": ("azurerm_recovery_services_vault.v", "azurerm_backup_policy_vm.p")
    }
