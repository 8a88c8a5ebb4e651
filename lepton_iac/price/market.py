"""What the optimizer may ask about prices: quotes for changed resources, and what a machine type costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.apply import apply
from lepton_iac.kinds.world import World
from lepton_iac.model import Bill, Change, InstanceSpec, PriceRow, ResourceBill, Stack, Unpriced
from lepton_iac.price.book import Book
from lepton_iac.price.engine import price, price_one


@dataclass(frozen=True)
class Quoted:
    """The monthly cost of everything some changes touch, before and after.

    Attributes:
        exact: every charge that differs between the two has a known cost on both sides; without it the
            difference must not be promised.
        doubts: why it is not exact.
    """

    before: Decimal
    after: Decimal
    exact: bool
    doubts: tuple[str, ...] = ()

    @property
    def saving(self) -> Decimal:
        return self.before - self.after


Asked = tuple[str, bool, tuple[tuple[str, str], ...]]
"""What a change does to a resource, as far as a price can tell: its address, whether it goes, and what is set."""


@dataclass(frozen=True)
class Market:
    """Quotes against one stack, one usage and one price book; pure, and cached where it is asked often."""

    world: World
    book: Book
    bill: Bill
    _quoted: dict[tuple[Asked, ...], Quoted] = field(init=False, repr=False, compare=False, default_factory=dict)

    def quote(self, changes: Iterable[Change]) -> Quoted:
        """The cost of the resources that the changes touch, and of those billed through them, before and after.

        Kept by what the changes do, for searches ask the same again and again: 17 of 264 quotes of a frontier differed.
        """
        listed = tuple(changes)
        key = tuple(_asked(change) for change in listed)
        if key not in self._quoted:
            self._quoted[key] = self._quote(listed)
        return self._quoted[key]

    def _quote(self, listed: tuple[Change, ...]) -> Quoted:
        touched = self._touched({change.address for change in listed})
        stack = apply(self.world.stack, listed)
        world = replace(self.world, stack=stack)
        after = {
            address: price_one(stack.by_address[address], world, self.book)
            for address in touched
            if address in stack.by_address
        }
        before = {address: self.bill.by_address[address] for address in touched if address in self.bill.by_address}
        doubts = tuple(_doubts(before, after))
        return Quoted(_sum(before.values()), _sum(after.values()), exact=not doubts, doubts=doubts)

    def rebill(self, stack: Stack) -> Bill:
        """The whole bill of a changed stack."""
        return price(stack.resources, replace(self.world, stack=stack), self.book)

    def properties(self, address: str) -> Mapping[str, Any]:
        """The neutral properties of a resource; empty for free and unsupported ones."""
        line = self.bill.by_address.get(address)
        return line.properties if line is not None else {}

    def machines(self, provider: str) -> Mapping[str, InstanceSpec]:
        """The instance list of a provider: SKU to facts."""
        return self.book.specs(provider)

    def machine_prices(
        self, provider: str, region: str, service: str, component: str, purchase: str = "on_demand"
    ) -> Mapping[str, Decimal]:
        """SKU to price per hour of every machine type on sale in a region."""
        return self.book.sold(provider, service, component, region, purchase)

    def ladder(
        self, provider: str, region: str, service: str, component: str, sku: str = "", purchase: str = "on_demand"
    ) -> tuple[PriceRow, ...]:
        """The dated rows of one price, its tiers in order; empty where the book has none."""
        found = self.book.ladder(provider, region, service, component, sku, purchase)
        return () if isinstance(found, Unpriced) else found

    def relocated(self, address: str, region: str) -> ResourceBill:
        """What a resource of the unchanged stack would be billed, as it is, in another region of its provider."""
        return price_one(replace(self.world.stack.by_address[address], region=region), self.world, self.book)

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        return tuple(self.book.regions(provider, service))

    def _touched(self, addresses: set[str]) -> set[str]:
        """The addresses and everything that refers to them, however far: a group is billed through its template."""
        found: set[str] = set()
        todo = list(addresses)
        while todo:
            address = todo.pop()
            if address in found:
                continue
            found.add(address)
            todo += [resource.address for _, resource in self.world.stack.referrers.get(address, ())]
        return found


def _asked(change: Change) -> Asked:
    return change.address, change.removes, tuple((edit.path, repr(edit.value)) for edit in change.edits)


def _sum(lines: Iterable[ResourceBill]) -> Decimal:
    return sum((line.total for line in lines if line.total is not None), Decimal(0))


def _doubts(before: Mapping[str, ResourceBill], after: Mapping[str, ResourceBill]) -> Iterable[str]:
    for address, line in after.items():
        old = before.get(address)
        was = {(charge.part, charge.name): charge for charge in old.charges} if old else {}
        for charge in line.charges:
            twin = was.get((charge.part, charge.name))
            if not isinstance(charge.cost, Decimal) and (twin is None or isinstance(twin.cost, Decimal)):
                yield f"{address}: {charge.name} would have no known cost: {charge.cost.reason}"
    for address, line in before.items():
        if address in after:
            continue
        yield from (
            f"{address}: {charge.name} has no known cost today"
            for charge in line.charges
            if not isinstance(charge.cost, Decimal) and not charge.usage_keys
        )
