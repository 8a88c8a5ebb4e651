"""Verdicts: what is not known is neither passed nor breached, names stay inert, the order is fixed."""

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.model import (
    AFTER_APPLY,
    LEFT_OUT,
    SENSITIVE,
    Bill,
    Charge,
    Resource,
    ResourceBill,
    SetAttribute,
    Span,
    Stack,
    Status,
    Unknown,
)
from lepton_iac.policy import Findings, Policy, evaluate, load_policies
from tests.policy.own_policy import policy

BUILT_IN = load_policies()


def resource(address: str = "aws_instance.a", **attributes: Any) -> Resource:
    type_, _, name = address.partition(".")
    return Resource(address, type_, name, type_.split("_", maxsplit=1)[0], attributes, span=Span("main.tf", 3, 9))


def asked(rule: Policy, *resources: Resource, prior: tuple[Resource, ...] = ()) -> Findings:
    return evaluate(Stack(resources, prior, has_prior=bool(prior)), [rule])


def built_in(id_: str) -> Policy:
    return next(one for one in BUILT_IN if one.id == id_)


@pytest.mark.parametrize("unknown", [AFTER_APPLY, SENSITIVE, Unknown("not evaluated")])
@pytest.mark.parametrize(
    "deny",
    [
        'text("x", "") == "a"',
        'text("x", "") != "a"',
        '!flag("x", false)',
        'number("x", 0) < 1.0',
        'value("x") == null',
        'count("x") == 0.0',
        'texts("x.*", "").size() == 0',
        '!texts("x.*", "").exists(t, t == "a")',
    ],
)
def test_a_question_about_an_unknown_value_is_not_decided(deny: str, unknown: Unknown) -> None:
    found = asked(policy(deny), resource(x=unknown))
    assert not found.found
    assert [(one.rule, one.address) for one in found.undecided] == [("own-rule", "aws_instance.a")]
    assert unknown.reason in found.undecided[0].reason


@pytest.mark.parametrize("nothing", [{}, {"x": None}, {"x": LEFT_OUT}])
def test_what_was_left_out_is_what_the_rule_says(nothing: dict[str, Any]) -> None:
    assert asked(policy('text("x", "gp2") == "gp2"'), resource(**nothing)).found
    assert not asked(policy('text("x", "gp3") == "gp2"'), resource(**nothing)).found
    assert not asked(policy('written("x")'), resource(**nothing)).found


def test_what_will_be_known_is_written() -> None:
    assert asked(policy('written("x")'), resource(x=AFTER_APPLY)).found


@pytest.mark.parametrize(
    ("deny", "found", "undecided"),
    [
        ('flag("x", false) || flag("y", false)', 1, 0),
        ('flag("y", false) || flag("x", false)', 1, 0),
        ('flag("x", false) && flag("z", false)', 0, 0),
        ('flag("z", false) && flag("x", false)', 0, 0),
        ('flag("x", false) || flag("z", false)', 0, 1),
        ('flag("x", false) && flag("y", false)', 0, 1),
    ],
)
def test_the_known_part_decides_where_it_settles_the_matter(deny: str, found: int, undecided: int) -> None:
    verdicts = asked(policy(deny), resource(x=AFTER_APPLY, y=True, z=False))
    assert (len(verdicts.found), len(verdicts.undecided)) == (found, undecided)


@pytest.mark.parametrize("odd", ["words", [], {"a": 1}, 10**400, [[1]]], ids=range(5))
def test_a_value_of_another_kind_is_not_decided(odd: Any) -> None:
    assert asked(policy('number("x", 0) > 1.0'), resource(x=odd)).undecided


def test_numbers_of_any_kind_are_doubles() -> None:
    for number in (5, 5.0, Decimal(5), "5"):
        assert asked(policy('number("x", 0) == 5.0 && number("x", 0) > 4'), resource(x=number)).found


def test_a_neighbour_whose_target_is_unknown_leaves_the_question_open() -> None:
    rule = built_in("aws-s3-no-lifecycle")
    bucket = resource("aws_s3_bucket.a")
    other = resource("aws_s3_bucket_lifecycle_configuration.b", bucket=AFTER_APPLY)
    assert asked(rule, bucket, other).undecided
    assert asked(rule, bucket).found
    assert evaluate(Stack((bucket,)), [rule], exported=frozenset({bucket.address})).undecided


def test_rules_about_cost_need_a_bill() -> None:
    rule = policy("cost() > 100.0")
    one = resource()
    assert asked(rule, one).undecided
    charge = Charge("Usage", "hours", Decimal(730), Decimal(1), Decimal(730))
    assert evaluate(Stack((one,)), [rule], bill=Bill((ResourceBill(one, Status.PRICED, (charge,)),))).found
    open_bill = Bill((ResourceBill(one, Status.UNPRICED, reason="no price"),))
    assert evaluate(Stack((one,)), [rule], bill=open_bill).undecided


@pytest.mark.parametrize(("types", "other"), [("compute", "aws_sqs_queue.q"), ("aws_*", "azurerm_lb.q")])
def test_a_kind_or_a_pattern_stands_for_its_types(types: str, other: str) -> None:
    found = asked(policy("true", types=types), resource(), resource(other))
    assert [one.address for one in found.found] == ["aws_instance.a"]


def test_the_past_is_asked_at_the_address_before_a_move() -> None:
    old = resource(n=14)
    new = Resource("aws_instance.b", "aws_instance", "b", "aws", {"n": 7}, previous_address="aws_instance.a")
    rule = policy('number("n", 0) < old_number("n", 0)', when="existed()")
    assert asked(rule, new, prior=(old,)).found
    assert not asked(rule, new).found


def test_edits_are_what_the_writer_can_set() -> None:
    found = asked(built_in("aws-ebs-gp2"), resource("aws_ebs_volume.a", type="gp2"))
    assert found.edits == {("aws-ebs-gp2", "aws_ebs_volume.a"): (SetAttribute("type", "gp3"),)}


def test_findings_keep_the_order_of_stack_and_rules() -> None:
    stack = Stack((resource("aws_ebs_volume.b"), resource("aws_ebs_volume.a", type="gp2")))
    first = evaluate(stack, BUILT_IN)
    assert first == evaluate(stack, tuple(reversed(BUILT_IN)))
    assert [one.address for one in first.found] == sorted((one.address for one in first.found), reverse=True)
    assert [one.rule for one in first.found if one.address.endswith("a")] == sorted(
        one.rule for one in first.found if one.address.endswith("a")
    )


def test_secrets_are_no_part_of_a_message() -> None:
    rule = policy("true", message="{address} has {password} and {note} in {zone}")
    found = asked(rule, resource(password=SENSITIVE, note="x" * 500))
    assert found.found[0].message == f"aws_instance.a has (not known) and {'x' * 80} in (left out)"


@given(st.text(max_size=40), st.text(max_size=40))
def test_hostile_names_and_values_stay_inert(name: str, value: str) -> None:
    attributes = {"instance_type": value, "tags": {value: value, "Name": name}}
    odd = Resource(f"aws_instance.{name}", "aws_instance", name, "aws", attributes)
    found = evaluate(Stack((odd,)), BUILT_IN)
    assert {one.rule for one in found.found} <= {one.id for one in BUILT_IN}
    assert bool(asked(policy('text("instance_type", "") == after.name'), odd).found) == (name == value)


def test_thousands_of_resources_take_moments() -> None:
    stack = Stack(tuple(resource(f"aws_instance.r{n}", instance_type="m4.large") for n in range(2000)))
    start = time.process_time()
    found = evaluate(stack, BUILT_IN)
    assert found.asked >= 20_000
    assert time.process_time() - start < 15
