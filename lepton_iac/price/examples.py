"""The examples in the type files, worked out: they are the tests of a type and its documentation."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.spec import Example, Spec
from lepton_iac.kinds.world import HasPrice, SpecFact, World, provider_of
from lepton_iac.model import Charge, Quantity, Resource, Stack, Unpriced
from lepton_iac.price.charge import Ladders
from lepton_iac.price.engine import price_one
from lepton_iac.units import plain

DEFAULT_REGION: Mapping[str, str] = {"aws": "us-east-1", "azurerm": "eastus", "google": "us-central1"}


def _flat(usage: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Quantity | str]]:
    for key, value in usage.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            yield f"{prefix}{key}", Quantity(Decimal(value))
        else:
            yield f"{prefix}{key}", str(value)


def _resource(address: str, attributes: Mapping[str, Any], region: str, references: Mapping[str, Any]) -> Resource:
    type_name, _, name = address.partition(".")
    return Resource(address, type_name, name, provider_of(type_name), attributes, region=region, references=references)


def _others(example: Example, address: str) -> Mapping[str, tuple[str, ...]]:
    """References of another resource stand beside its own: ``"aws_x.y:path" = ["aws_z.example"]``."""
    mark = f"{address}:"
    return {path.removeprefix(mark): to for path, to in example.references.items() if path.startswith(mark)}


def stack_of(spec: Spec, example: Example) -> Stack:
    """The stack an example describes; the resource itself is ``<type>.example``."""
    region = example.region or DEFAULT_REGION.get(spec.provider, "")
    own = f"{spec.type}.example"
    others = [
        _resource(address, attributes, region, _others(example, address))
        for address, attributes in example.resources.items()
    ]
    return Stack((_resource(own, example.attributes, region, example.references), *others), source="example")


def work_out(
    spec: Spec, example: Example, book: Ladders, spec_fact: SpecFact, has_price: HasPrice
) -> tuple[Charge, ...]:
    """The charges of an example."""
    stack = stack_of(spec, example)
    usage = dict(_flat(example.usage))
    world = World(stack, lambda address, type_name: usage, spec_fact, has_price)
    return price_one(stack.resources[0], world, book).charges


def label(charge: Charge) -> str:
    """A charge's name behind the parts it stands in: ``root_block_device / Storage (…)``."""
    return " / ".join((*charge.part, charge.name))


def mismatches(example: Example, found: tuple[Charge, ...]) -> list[str]:
    """What the charges and the example disagree on, a sentence each; every charge must be expected."""
    by_name = {label(charge): charge for charge in found}
    wrong = [f"missing {name!r}" for name in (*example.quantities, *example.unknown) if name not in by_name]
    expected = {*example.quantities, *example.unknown, *example.unpriced}
    wrong += [f"not expected: {name!r} = {charge.quantity}" for name, charge in by_name.items() if name not in expected]
    for name, quantity in example.quantities.items():
        charge = by_name.get(name)
        if charge is None:
            continue
        if charge.quantity is None or abs(charge.quantity - quantity) > abs(quantity) * Decimal("1e-6"):
            wrong.append(f"{name!r} is {charge.quantity}, expected {plain(quantity)}")
        if isinstance(charge.cost, Unpriced) and name not in example.unpriced:
            wrong.append(f"{name!r} has no price: {charge.cost.reason}")
    for name in example.unknown:
        if name in by_name and by_name[name].quantity is not None:
            wrong.append(f"{name!r} should depend on usage, is {by_name[name].quantity}")
    return wrong + list(_wrong_costs(example, by_name))


def _wrong_costs(example: Example, by_name: Mapping[str, Charge]) -> Iterator[str]:
    for name, cost in example.costs.items():
        charge = by_name.get(name)
        actual = charge.cost if charge is not None else None
        if not isinstance(actual, Decimal) or abs(actual - cost) > Decimal("0.005"):
            yield f"{name!r} costs {actual}, the vendor publishes {plain(cost)}"
