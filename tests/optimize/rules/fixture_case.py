"""One fixture of a rule: a small stack before, what is known of its use, and the files as they must be afterwards."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lepton_iac.kinds.world import World
from lepton_iac.model import Change, Demand, Disruption, Note, Provenance, Quantity, Stack
from lepton_iac.optimize import Constraints
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule
from lepton_iac.optimize.rules import RULES
from lepton_iac.price.book import Book
from lepton_iac.price.engine import price
from lepton_iac.price.facts import has_price, spec_fact
from lepton_iac.price.market import Market
from lepton_iac.read import load
from tests.optimize.building import by_address, demand

FIXTURES = Path(__file__).parents[1] / "fixtures"
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
DAY = tuple(0.5 if 7 <= hour < 19 else 0.01 for hour in range(24))
"""Busy from 7 to 19 o'clock, next to nothing at night."""


@dataclass(frozen=True)
class Case:
    """``before`` and ``after`` are folders; ``told`` is what ``case.toml`` says."""

    rule: Rule
    before: Path
    after: Path
    told: Mapping[str, Any]

    @property
    def demands(self) -> dict[str, tuple[Demand, ...]]:
        return by_address(_demand(one) for one in self.told.get("demands", ()))

    @property
    def usage(self) -> dict[str, dict[str, str]]:
        return {address: dict(keys) for address, keys in self.told.get("usage", {}).items()}

    @property
    def constraints(self) -> Constraints:
        """Everything is allowed, so that only the rule itself decides."""
        return Constraints(
            max_disruption=Disruption.DATA_LOSS,
            min_saving=Decimal("0.01"),
            allow_arch=tuple(self.told.get("allow_arch", ())),
        )


def _demand(told: Mapping[str, Any]) -> Demand:
    night = {"hour_of_day": DAY} if told.get("quiet_nights") else {}
    unit = told.get("unit", "fraction")
    return demand(told["address"], told["dimension"], told["level"], unit=unit, **night)


@cache
def case_of(name: str) -> Case:
    folder = FIXTURES / name
    told = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    return Case(BY_NAME[name], folder / "before", folder / "after", told)


@cache
def stack_of(folder: Path) -> Stack:
    return load(str(folder))


def market_of(stack: Stack, case: Case, book: Book) -> Market:
    """The real price book over a small stack."""
    return priced_market(stack, case.usage, book)


def priced_market(stack: Stack, usage: Mapping[str, Mapping[str, str]], book: Book) -> Market:
    declared = {
        address: {key: Quantity(Decimal(value), provenance=Provenance.DECLARED) for key, value in keys.items()}
        for address, keys in usage.items()
    }
    world = World(stack, lambda address, kind: declared.get(address, {}), spec_fact(book), has_price(book))
    return Market(world, book, price(stack.resources, world, book))


def run(case: Case, stack: Stack, market: Market) -> tuple[list[Change], list[Note]]:
    """What the one rule says of a stack."""
    context = Context(stack, market, case.demands, case.constraints)
    found = [one for resource in stack.managed() for one in case.rule(resource, context)]
    changes = [one for one in found if isinstance(one, Change)]
    return changes, [one for one in found if isinstance(one, Note)]
