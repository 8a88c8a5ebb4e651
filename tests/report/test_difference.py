"""What counts as added, removed, changed and moved, and what stays unknown."""

from dataclasses import replace
from decimal import Decimal

from lepton_iac.model import Action, Bill, Charge, ResourceBill, Status, Unpriced
from lepton_iac.report.difference import Change, between
from tests.report.examples import charge, resource


def line(address: str, *charges: Charge, previous: str | None = None) -> ResourceBill:
    return ResourceBill(resource(address, previous_address=previous), Status.PRICED, charges)


HOURS = charge("Instance usage (m5.large)", "hours", "730", "0.1")
UNKNOWN = charge("Requests", "1M requests", None, "0.2", usage_keys=("requests",))


def test_nothing_changes() -> None:
    bill = Bill((line("aws_instance.a", HOURS, UNKNOWN),))
    found = between(bill, bill)
    assert not found.changed
    assert found.complete
    assert (found.delta, *found.bounds()) == (Decimal(0), Decimal(0), Decimal(0))


def test_added_and_removed() -> None:
    found = between(Bill((line("aws_instance.a", HOURS),)), Bill((line("aws_instance.b", HOURS, HOURS),)))
    kinds = {entry.address: (entry.change, entry.delta) for entry in found.changed}
    assert kinds == {"aws_instance.a": (Change.REMOVED, Decimal(-73)), "aws_instance.b": (Change.ADDED, Decimal(146))}
    assert found.delta == 73


def test_size_in_the_name_is_one_changed_component() -> None:
    larger = charge("Instance usage (m5.xlarge)", "hours", "730", "0.2")
    (entry,) = between(Bill((line("aws_instance.a", HOURS),)), Bill((line("aws_instance.a", larger),))).changed
    (part,) = entry.components
    assert (part.name, part.change, part.delta) == (
        "Instance usage (m5.large → m5.xlarge)",
        Change.CHANGED,
        Decimal(73),
    )
    assert part.quantity_delta == 0
    assert part.price_delta == Decimal("0.1")


def test_moved_resource_is_joined_and_its_old_address_can_be_taken_anew() -> None:
    prior = Bill((line("aws_instance.a", HOURS),))
    now = Bill((line("aws_instance.a", HOURS), line("aws_instance.b", HOURS, previous="aws_instance.a")))
    found = between(prior, now)
    assert {entry.address: (entry.change, entry.moved_from) for entry in found.changed} == {
        "aws_instance.a": (Change.ADDED, None),
        "aws_instance.b": (Change.SAME, "aws_instance.a"),
    }
    assert found.delta == 73


def test_move_that_the_past_already_knows_joins_by_the_new_address() -> None:
    bill = Bill((line("aws_instance.b", HOURS, previous="aws_instance.a"),))
    (entry,) = between(bill, bill).resources
    assert (entry.change, entry.delta) == (Change.SAME, Decimal(0))


def test_cost_that_becomes_unknown_is_no_saving() -> None:
    gone = replace(HOURS, cost=Unpriced(Status.UNPRICED, "no row"), unit_price=None)
    found = between(Bill((line("aws_instance.a", HOURS),)), Bill((line("aws_instance.a", gone),)))
    (entry,) = found.changed
    assert (entry.change, entry.delta, entry.complete) == (Change.CHANGED, None, False)
    assert (found.delta, found.complete) == (Decimal(0), False)


def test_unknown_usage_at_a_new_price_is_an_unknown_change() -> None:
    dearer = charge("Requests", "1M requests", None, "0.3", usage_keys=("requests",))
    found = between(Bill((line("aws_lambda_function.f", UNKNOWN),)), Bill((line("aws_lambda_function.f", dearer),)))
    assert (found.changed[0].delta, found.complete) == (None, False)


def test_unsupported_resource_that_is_updated_is_an_unknown_change() -> None:
    before = ResourceBill(resource("aws_braket_job.q"), Status.UNSUPPORTED)
    for action, changes in ((Action.NO_OP, 0), (Action.UPDATE, 1), (Action.REPLACE, 1)):
        after = replace(before, resource=replace(before.resource, action=action))
        found = between(Bill((before,)), Bill((after,)))
        assert (len(found.changed), found.complete) == (changes, not changes)


def test_free_resource_changes_by_nothing() -> None:
    free = ResourceBill(resource("aws_iam_role.r"), Status.FREE)
    found = between(Bill(()), Bill((free,)))
    assert (found.delta, found.complete, found.changed[0].delta) == (Decimal(0), True, Decimal(0))


def test_bounds_move_with_usage_on_both_sides() -> None:
    before = charge("Storage", "GB", "100", "1", low=Decimal(50), high=Decimal(200))
    after = charge("Storage", "GB", "100", "2", low=Decimal(100), high=Decimal(400))
    found = between(Bill((line("aws_s3_bucket.b", before),)), Bill((line("aws_s3_bucket.b", after),)))
    assert found.delta == 100
    assert found.bounds() == (Decimal(50), Decimal(200))


def test_equal_components_pair_one_to_one() -> None:
    found = between(Bill((line("aws_instance.a", HOURS, HOURS),)), Bill((line("aws_instance.a", HOURS),)))
    assert [part.change for part in found.changed[0].components] == [Change.SAME, Change.REMOVED]
    assert found.delta == -73


def test_other_unit_is_another_component() -> None:
    other = replace(HOURS, unit="months")
    (entry,) = between(Bill((line("aws_instance.a", HOURS),)), Bill((line("aws_instance.a", other),))).changed
    assert [part.change for part in entry.components] == [Change.ADDED, Change.REMOVED]
