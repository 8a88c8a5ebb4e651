"""Laws over all rules at once: any mix of their fixtures, under any limits, with the real price book."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lepton_iac.kinds.apply import apply
from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Demand, Disruption, Proposal, Resource, Stack
from lepton_iac.optimize import Constraints, optimize
from lepton_iac.optimize.rule import Stage
from lepton_iac.optimize.rules import RULES
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.market import Market
from tests.optimize.rules.fixture_case import BY_NAME, case_of, priced_market, stack_of

NAMES = sorted(BY_NAME)
SEALED = ("encrypted", "storage_encrypted", "at_rest_encryption_enabled", "kms_key_id", "engine", "region", "zone")
"""Attributes that no rule may touch; a rule that changes the engine would have to say so in a law of its own."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def _inside(name: str, address: str) -> str:
    return f"module.{name.replace('-', '_')}.{address}"


@cache
def _moved(name: str) -> tuple[Resource, ...]:
    """The fixture's resources in a module of their own, so that several fixtures stand side by side."""
    return tuple(
        replace(
            one,
            address=_inside(name, one.address),
            module=f"module.{name.replace('-', '_')}",
            references={
                path: tuple(_inside(name, target) for target in targets) for path, targets in one.references.items()
            },
        )
        for one in stack_of(case_of(name).before).resources
    )


Estate = tuple[Stack, dict[str, tuple[Demand, ...]], Mapping[str, Mapping[str, str]]]


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """Some fixtures together, some of their resources marked as production."""
    chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    production = draw(st.booleans())
    resources = [one for name in chosen for one in _moved(name)]
    if production:
        resources = [replace(one, attributes=_production(one.attributes)) for one in resources]
    demands: dict[str, tuple[Demand, ...]] = {}
    usage: dict[str, Mapping[str, str]] = {}
    for name in chosen:
        case = case_of(name)
        for address, found in case.demands.items():
            place = _inside(name, address)
            demands[place] = tuple(replace(one, address=place) for one in found)
        usage.update({_inside(name, address): keys for address, keys in case.usage.items()})
    return Stack(tuple(resources)), demands, usage


def _production(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {**attributes, "tags": {"Environment": "production"}, "labels": {"environment": "production"}}


limits = st.builds(
    Constraints,
    allow_arch=st.sampled_from([(), ("arm64",)]),
    allow_maker=st.booleans(),
    allow_removals=st.booleans(),
    max_disruption=st.sampled_from(list(Disruption)),
    min_saving=st.sampled_from([Decimal(0), Decimal(1), Decimal(20)]),
)
slow = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _run(estate: Estate, allowed: Constraints, book: Book) -> tuple[Market, Proposal]:
    stack, demands, usage = estate
    market = priced_market(stack, usage, book)
    return market, optimize(stack, market, demands, allowed)


def _expected(change: Change) -> bool:
    return BY_NAME[change.rule].expected


@slow
@given(estates(), limits)
def test_what_is_promised_is_what_the_bill_says(book: Book, estate: Estate, allowed: Constraints) -> None:
    market, proposal = _run(estate, allowed, book)
    quoted = sum((one.saving for one in proposal.changes if not _expected(one)), Decimal(0))
    exact = [one for one in proposal.changes if not _expected(one)]
    after = market.rebill(apply(estate[0], exact))
    assert market.bill.total - after.total == quoted
    assert all(one.saving >= allowed.min_saving for one in proposal.changes)


@slow
@given(estates(), limits)
def test_limits_are_kept(book: Book, estate: Estate, allowed: Constraints) -> None:
    for change in _run(estate, allowed, book)[1].changes:
        assert change.rule in BY_NAME
        assert not allowed.disrupts_too_much(change.disruption)
        assert allowed.allow_removals or not change.removes
        assert change.source.startswith("https://")


@slow
@given(estates(), limits)
def test_nothing_sealed_is_touched(book: Book, estate: Estate, allowed: Constraints) -> None:
    stack = estate[0]
    for one in apply(stack, _run(estate, allowed, book)[1].changes).resources:
        old = stack.by_address[one.address]
        assert [value_at(one.attributes, path) for path in SEALED] == [
            value_at(old.attributes, path) for path in SEALED
        ]


@slow
@given(estates(), limits)
def test_production_keeps_its_availability(book: Book, estate: Estate, allowed: Constraints) -> None:
    stack = estate[0]
    marked = {one.address for one in stack.resources if "production" in str(dict(one.tags).values())}
    held = {rule.name for rule in RULES if rule.stage in {Stage.AVAILABILITY, Stage.HOURS}}
    for change in _run(estate, allowed, book)[1].changes:
        assert change.rule not in held or change.address not in marked


@slow
@given(estates(), limits)
def test_twice_is_once(book: Book, estate: Estate, allowed: Constraints) -> None:
    """Sizes aside, for the shares of a smaller machine are other shares; tests/optimize/test_laws.py scales them."""
    stack, demands, usage = estate
    _, first = _run(estate, allowed, book)
    sized = {one.address for one in first.changes if BY_NAME[one.rule].stage is Stage.SIZE}
    after = apply(stack, first.changes)
    scheduled = {one.address for one in first.changes if one.additions}
    again = optimize(after, priced_market(after, usage, book), demands, allowed)
    assert [
        one for one in again.changes if one.address not in sized and not (one.additions and one.address in scheduled)
    ] == []


@slow
@given(estates(), limits)
def test_nothing_given_is_altered_and_the_answer_is_the_same(book: Book, estate: Estate, allowed: Constraints) -> None:
    kept = repr(estate[0].resources)
    _, first = _run(estate, allowed, book)
    assert first == _run(estate, allowed, book)[1]
    assert repr(estate[0].resources) == kept
