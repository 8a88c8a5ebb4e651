"""Laws: optimizing twice is optimizing once; never dearer; never weaker; nothing given altered."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.kinds.apply import apply
from lepton_iac.model import Demand, Disruption, Resource, Stack
from lepton_iac.optimize import Constraints, optimize
from tests.optimize.building import FACTS, Shelf, by_address, demand, market, resource

SKUS = [
    "t2.large",
    "t3.large",
    "t3.xlarge",
    "m4.xlarge",
    "m5.large",
    "m5.xlarge",
    "m5.2xlarge",
    "m6i.xlarge",
    "r5.large",
]


@st.composite
def machines(draw: st.DrawFn) -> tuple[Resource, tuple[Demand, ...]]:
    name = f"aws_instance.m{draw(st.integers(0, 9))}"
    media = draw(st.sampled_from(["gp2", "gp3", "io1", "io2", "standard"]))
    block: dict[str, Any] = {
        "volume_type": media,
        "volume_size": draw(st.integers(8, 3000)),
        "encrypted": draw(st.booleans()),
    }
    if media in {"io1", "io2"}:
        block["iops"] = draw(st.integers(100, 16_000))
    attributes: dict[str, Any] = {"instance_type": draw(st.sampled_from(SKUS)), "root_block_device": [block]}
    if draw(st.booleans()):
        attributes["tags"] = {"Environment": draw(st.sampled_from(["dev", "production"]))}
    levels = draw(st.dictionaries(st.sampled_from(["cpu_fraction", "memory_fraction"]), st.floats(0.01, 1.2)))
    night = tuple(0.5 if 7 <= hour < 19 else 0.01 for hour in range(24)) if draw(st.booleans()) else ()
    refused = draw(st.sampled_from(["", "", "too short"]))
    found = tuple(
        demand(name, dimension, level, hour_of_day=night, refused=refused, capacity=None if refused else level)
        for dimension, level in sorted(levels.items())
    )
    return resource(name, attributes), found


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Stack, dict[str, tuple[Demand, ...]]]:
    drawn = draw(st.lists(machines(), min_size=1, max_size=4, unique_by=lambda pair: pair[0].address))
    return Stack(tuple(one for one, _ in drawn)), by_address(found for _, several in drawn for found in several)


limits = st.builds(
    Constraints,
    allow_arch=st.sampled_from([(), ("arm64",)]),
    allow_burstable=st.booleans(),
    allow_maker=st.booleans(),
    max_disruption=st.sampled_from(list(Disruption)),
    min_saving=st.sampled_from([Decimal(0), Decimal(1), Decimal(20)]),
)


@settings(max_examples=60, deadline=None)
@given(worlds(), limits)
def test_it_is_never_dearer_and_promises_what_it_would_cost(
    world: tuple[Stack, dict[str, tuple[Demand, ...]]], allowed: Constraints
) -> None:
    stack, demands = world
    known = market(stack)
    proposal = optimize(stack, known, demands, allowed)
    assert all(change.saving >= allowed.min_saving for change in proposal.changes)
    quoted = sum((change.saving for change in proposal.changes if change.edits or change.removes), Decimal(0))
    assert known.bill.total - known.rebill(apply(stack, proposal.changes)).total == quoted
    assert not any(allowed.disrupts_too_much(change.disruption) for change in proposal.changes)


@settings(max_examples=60, deadline=None)
@given(worlds(), limits)
def test_it_is_never_weaker(world: tuple[Stack, dict[str, tuple[Demand, ...]]], allowed: Constraints) -> None:
    stack, demands = world
    after = apply(stack, optimize(stack, market(stack), demands, allowed).changes)
    for new in after.resources:
        old = stack.by_address[new.address]
        was, now = FACTS[old.attributes["instance_type"]], FACTS[new.attributes["instance_type"]]
        assert now.arch == was.arch or now.arch in allowed.allow_arch
        assert allowed.allow_burstable or was.burstable or not now.burstable
        known = {one.dimension: one for one in demands.get(old.address, ()) if not one.refused}
        assert (now.vcpu or 0) >= (was.vcpu or 0) or "cpu_fraction" in known
        assert (now.memory_gib or 0) >= (was.memory_gib or 0) or "memory_fraction" in known
        before, block = old.attributes["root_block_device"][0], new.attributes["root_block_device"][0]
        assert (block["encrypted"], block["volume_size"]) == (before["encrypted"], before["volume_size"])


@settings(max_examples=60, deadline=None)
@given(worlds(), limits)
def test_twice_is_once(world: tuple[Stack, dict[str, tuple[Demand, ...]]], allowed: Constraints) -> None:
    stack, demands = world
    first = optimize(stack, market(stack), demands, allowed)
    after = apply(stack, first.changes)
    scheduled = {change.address for change in first.changes if change.knob == "schedule"}
    again = optimize(after, market(after), dict(_as_seen(stack, after, demands)), allowed)
    left = [change for change in again.changes if not (change.knob == "schedule" and change.address in scheduled)]
    assert left == []


def _as_seen(
    stack: Stack, after: Stack, demands: dict[str, tuple[Demand, ...]]
) -> Iterable[tuple[str, tuple[Demand, ...]]]:
    """The same demand as shares of the new machine."""
    for address, found in demands.items():
        if address not in after.by_address:
            continue
        was = FACTS[stack.by_address[address].attributes["instance_type"]]
        now = FACTS[after.by_address[address].attributes["instance_type"]]
        scales = {
            "cpu_fraction": float((was.vcpu or 1) / (now.vcpu or 1)),
            "memory_fraction": float((was.memory_gib or 1) / (now.memory_gib or 1)),
        }
        yield address, tuple(_scaled(one, scales[one.dimension]) for one in found)


def _scaled(one: Demand, scale: float) -> Demand:
    return replace(
        one,
        quantiles={level: value * scale for level, value in one.quantiles.items()},
        capacity=None if one.capacity is None else one.capacity * scale,
        observed_max=one.observed_max * scale,
        hour_of_day=tuple(level * scale for level in one.hour_of_day),
    )


@settings(max_examples=30, deadline=None)
@given(worlds(), limits)
def test_the_same_in_gives_the_same_out_and_alters_nothing(
    world: tuple[Stack, dict[str, tuple[Demand, ...]]], allowed: Constraints
) -> None:
    stack, demands = world
    kept = copy.deepcopy(stack.resources)
    first = optimize(stack, market(stack), demands, allowed)
    assert first == optimize(stack, market(stack), demands, allowed)
    assert stack.resources == kept
    knobs = [(change.address, change.knob) for change in first.changes]
    assert len(knobs) == len(set(knobs))
    assert [change.saving for change in first.changes] == sorted((c.saving for c in first.changes), reverse=True)


def test_nothing_is_proposed_where_everything_else_is_dearer() -> None:
    stack = Stack((resource("aws_instance.m", {"instance_type": "m5.large"}),))
    dear = Shelf({sku: Decimal(100) for sku in FACTS if sku != "m5.large"})
    calm = (demand("aws_instance.m", "cpu_fraction", 0.01), demand("aws_instance.m", "memory_fraction", 0.01))
    assert optimize(stack, market(stack, shelf=dear), {"aws_instance.m": calm}).changes == ()


def test_an_empty_stack_has_no_proposal() -> None:
    assert optimize(Stack(()), market(Stack(()))).changes == ()
