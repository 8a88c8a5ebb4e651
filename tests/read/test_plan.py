"""What a plan says about every resource, before and after."""

from decimal import Decimal

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.model import AFTER_APPLY, SENSITIVE, Action
from lepton_iac.read import load
from tests.read.documents import FIXTURES, change, plan, read

DISK = {"size": 8, "type": "gp3"}


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["create"], Action.CREATE),
        (["update"], Action.UPDATE),
        (["delete", "create"], Action.REPLACE),
        (["create", "delete"], Action.REPLACE),
        (["no-op"], Action.NO_OP),
        (["read"], Action.READ),
    ],
)
def test_actions_are_named_in_terraforms_words(actions: list[str], action: Action) -> None:
    stack = read(plan(change("aws_ebs_volume.a", actions, None, DISK)))
    assert [resource.action for resource in stack.resources] == [action]


@pytest.mark.parametrize("word", ["delete", "forget"])
def test_what_goes_is_in_the_past_only(word: str) -> None:
    stack = read(plan(change("aws_ebs_volume.a", [word], DISK, None)))
    assert stack.resources == ()
    assert [(old.address, old.attributes["size"]) for old in stack.prior] == [("aws_ebs_volume.a", 8)]


def test_a_stack_of_creates_has_an_empty_past() -> None:
    stack = read(plan(change("aws_ebs_volume.a", ["create"], None, DISK)))
    assert stack.has_prior
    assert stack.prior == ()


def test_the_past_of_an_update_holds_the_old_values() -> None:
    stack = read(plan(change("aws_ebs_volume.a", ["update"], DISK, {**DISK, "size": 16})))
    assert stack.prior[0].attributes["size"] == 8
    assert stack.resources[0].attributes["size"] == 16


def test_a_moved_resource_knows_its_old_address_and_its_past_has_it() -> None:
    moved = change("aws_ebs_volume.new", ["no-op"], DISK, DISK, previous_address="aws_ebs_volume.old")
    stack = read(plan(moved))
    assert stack.resources[0].previous_address == "aws_ebs_volume.old"
    assert [old.address for old in stack.prior] == ["aws_ebs_volume.old"]


def test_an_import_is_marked() -> None:
    stack = read(plan(change("aws_ebs_volume.a", ["no-op"], DISK, DISK, importing={"id": "vol-1"})))
    assert stack.resources[0].importing


def test_unknown_values_stand_where_they_are_unknown() -> None:
    after = {"size": 8, "disk": [{"size": 1}, {"size": 2}]}
    unknown = {"arn": True, "block": True, "disk": [{}, {"id": True}], "deep": {"a": [True]}}
    stack = read(plan(change("aws_ebs_volume.a", ["create"], None, after, after_unknown=unknown)))
    found = stack.resources[0].attributes
    assert found["arn"] is AFTER_APPLY
    assert found["block"] is AFTER_APPLY
    assert found["disk"] == [{"size": 1}, {"size": 2, "id": AFTER_APPLY}]
    assert found["deep"] == {"a": AFTER_APPLY}


def test_numbers_are_exact() -> None:
    text = b'{"format_version":"1.2","resource_changes":[{"address":"a_b.c","type":"a_b","name":"c","change":'
    text += b'{"actions":["create"],"before":null,"after":{"x":0.1,"y":3}}}]}'
    found = load("-", stdin=text).resources[0].attributes
    assert found["x"] == Decimal("0.1")
    assert isinstance(found["x"], Decimal)
    assert isinstance(found["y"], int)


def test_keys_may_hold_quotes_dots_and_letters_of_any_script() -> None:
    stack = load(FIXTURES / "shop/plan.json")
    keys = [item.index for item in stack.resources if item.type == "aws_instance" and not item.module]
    assert keys == ["a.b", 'c"d', "é"]
    assert 'aws_instance.app["c\\"d"]' in stack.by_address


def test_a_targeted_plan_keeps_what_it_does_not_speak_of() -> None:
    kept = {
        "address": "aws_ebs_volume.kept",
        "mode": "managed",
        "type": "aws_ebs_volume",
        "name": "kept",
        "values": DISK,
    }
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [kept]}}}
    stack = read(plan(change("aws_ebs_volume.a", ["create"], None, DISK), prior_state=state))
    assert {item.address: item.action for item in stack.resources} == {
        "aws_ebs_volume.a": Action.CREATE,
        "aws_ebs_volume.kept": Action.NO_OP,
    }
    assert "-target" in stack.notes[0].text


def test_old_states_inside_plans_leave_modules_and_keys_out_of_their_addresses() -> None:
    entry = {"address": "null_resource.a", "mode": "managed", "type": "null_resource", "name": "a", "values": {}}
    module = {"address": "module.m", "resources": [{**entry, "index": 0}, {**entry, "index": 1}]}
    state = {"format_version": "0.1", "values": {"root_module": {"resources": [entry], "child_modules": [module]}}}
    stack = read({"format_version": "0.1", "planned_values": {}, "prior_state": state})
    assert [old.address for old in stack.prior] == [
        "null_resource.a",
        "module.m.null_resource.a[0]",
        "module.m.null_resource.a[1]",
    ]


def test_an_address_that_stands_there_twice_is_refused() -> None:
    one = change("aws_ebs_volume.a", ["create"], None, DISK)
    with pytest.raises(ReadError, match="twice"):
        read(plan(one, one))


def test_a_deposed_object_is_noted_and_not_counted() -> None:
    entry = change("aws_ebs_volume.a", ["delete"], DISK, None, deposed="abcd1234")
    stack = read(plan(entry))
    assert (stack.resources, stack.prior) == ((), ())
    assert "deposed" in stack.notes[0].text


def test_secrets_of_one_side_are_masked_on_both() -> None:
    marks = {"before_sensitive": False, "after_sensitive": {"value": True}}
    entry = change("aws_thing.a", ["update"], {"value": "hush-hush"}, {"value": "hush-hush"}, **marks)
    stack = read(plan(entry))
    assert stack.prior[0].attributes["value"] is SENSITIVE
    assert "hush-hush" not in repr(stack)
