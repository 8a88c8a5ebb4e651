"""One demand, several suppliers: who serves it for least."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who can serve a demand: so many units, at a price per unit."""

    name: str
    units: int
    price: Decimal

    @property
    def cost(self) -> Decimal:
        return self.units * self.price


@dataclass(frozen=True, slots=True)
class Allocation:
    """The supplier that serves the demand for least, and how that was decided.

    Attributes:
        tied: others of the same cost that lost the tie; ``why`` says so.
        costs: every supplier's cost, by name.
    """

    chosen: Supplier
    costs: dict[str, Decimal]
    tied: tuple[str, ...]
    why: str


def allocate(suppliers: Sequence[Supplier]) -> Allocation:
    """The cheapest supplier; of those that cost the same the one with fewer units, then the first by name.

    Costs are exact decimals, so that a tie is a tie: 80 units at $0.12 and 120 at $0.08 both cost $9.60.

    Raises:
        ValueError: there is no supplier.
    """
    if not suppliers:
        raise ValueError("a demand needs at least one supplier")
    chosen = min(suppliers, key=lambda one: (one.cost, one.units, one.name))
    tied = tuple(sorted(one.name for one in suppliers if one.cost == chosen.cost and one is not chosen))
    why = f"{chosen.name} serves it for {chosen.cost:f}"
    if tied:
        why += f", as {' and '.join(tied)} would; it takes fewer units, or comes first by name"
    return Allocation(chosen, {one.name: one.cost for one in suppliers}, tied, why)
