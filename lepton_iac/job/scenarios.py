"""Each resource whose usage has a spread, priced at the low end, the middle and the high end of that usage."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.kinds.world import World
from lepton_iac.model import Charge, CostQuantiles, Quantity, Resource, ResourceBill
from lepton_iac.price.engine import price_one
from lepton_iac.price.market import Market

Known = Mapping[str, Mapping[str, Quantity]]
"""Address to usage key to quantity."""

Weigh = Callable[[ResourceBill], Decimal]
"""The part of a resource's cost that counts."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One resource at three levels of its usage.

    Attributes:
        source: what its usage comes from; resources with one source move as one.
        keys: the usage keys that have a spread.
    """

    source: tuple[str, ...]
    keys: tuple[str, ...]
    low: ResourceBill
    middle: ResourceBill
    high: ResourceBill

    def cost(self, weigh: Weigh) -> CostQuantiles:
        """The quantiles of the cost: prices rise with usage, so a quantile of usage gives the same one of cost."""
        found = sorted(weigh(line) for line in (self.low, self.middle, self.high))
        return CostQuantiles(found[0], weigh(self.middle), found[2])


def spreads(market: Market, known: Known | None = None) -> tuple[Spread, ...]:
    """Every managed resource some of whose usage has a low and a high end.

    Args:
        known: usage that counts instead of the stack's own, such as that of a later month.
    """
    stack = market.world.stack
    world = market.world if known is None else _instead(market.world, known)
    return tuple(
        spread for resource in stack.managed() if (spread := _spread(resource, world, market, known)) is not None
    )


def whole(line: ResourceBill) -> Decimal:
    """All that is known of a resource's cost."""
    return counted(line, lambda charge: True)


def counted(line: ResourceBill, counts: Callable[[Charge], bool]) -> Decimal:
    """The known cost of the charges that count."""
    costs = [charge.cost for charge in line.charges if counts(charge)]
    return sum((cost for cost in costs if isinstance(cost, Decimal)), Decimal(0))


def _spread(resource: Resource, world: World, market: Market, known: Known | None) -> Spread | None:
    used = world.usage_of(resource.address, resource.type)
    moving = dict(_moving(used))
    if not moving and (known is None or resource.address not in known):
        return None
    low, middle, high = (price_one(resource, _at(world, end), market.book) for end in ("low", "expected", "high"))
    if low == middle == high and known is None:
        return None
    source = tuple(sorted(f"{key} {quantity.detail or resource.address}" for key, quantity in moving.items()))
    return Spread(source, tuple(moving), low, middle, high)


def _moving(used: Mapping[str, Quantity | str]) -> Iterator[tuple[str, Quantity]]:
    for key, quantity in used.items():
        if isinstance(quantity, Quantity) and (quantity.low is not None or quantity.high is not None):
            yield key, quantity


def _at(world: World, end: str) -> World:
    """The world in which all usage is known to be at one end."""

    def usage_of(address: str, type_name: str) -> Mapping[str, Quantity | str]:
        found = world.usage_of(address, type_name)
        return {key: _fixed(value, end) if isinstance(value, Quantity) else value for key, value in found.items()}

    return replace(world, usage_of=usage_of)


def _fixed(quantity: Quantity, end: str) -> Quantity:
    bound: Decimal | None = getattr(quantity, end)
    return replace(quantity, expected=quantity.expected if bound is None else bound, low=None, high=None)


def _instead(world: World, known: Known) -> World:
    def usage_of(address: str, type_name: str) -> Mapping[str, Quantity | str]:
        return {**world.usage_of(address, type_name), **known.get(address, {})}

    return replace(world, usage_of=usage_of)
