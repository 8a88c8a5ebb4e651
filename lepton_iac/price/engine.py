"""A stack becomes a bill: every resource through its type file and the price book."""

from collections.abc import Iterator, Mapping

from lepton_iac.errors import SpecError
from lepton_iac.kinds.evaluate import Item, item_of
from lepton_iac.kinds.load import LOCAL_PROVIDERS, free_types, spec_of
from lepton_iac.kinds.parts import parts
from lepton_iac.kinds.world import World, provider_of
from lepton_iac.model import Bill, Charge, Resource, ResourceBill, Status, Unknown, Unpriced
from lepton_iac.price.charge import Ladders, charges

_WORST = (Status.UNAVAILABLE, Status.UNPRICED, Status.USAGE_UNKNOWN)


def price(resources: tuple[Resource, ...], world: World, book: Ladders) -> Bill:
    """Price managed resources at list prices for a month of 730 hours.

    Args:
        resources: those to price; data resources are left out.
        world: the stack they stand in, their usage and the instance list.
        book: where prices are looked up.

    Raises:
        SpecError: a type file is wrong (a mistake of ours, not of the user).
    """
    return Bill(tuple(price_one(resource, world, book) for resource in resources if resource.mode == "managed"))


def price_one(resource: Resource, world: World, book: Ladders) -> ResourceBill:
    """The bill of one resource: its charges, or free, or unsupported with the reason."""
    provider = provider_of(resource.type)
    spec = None if provider in LOCAL_PROVIDERS else spec_of(provider, resource.type)
    if spec is None:
        if provider in LOCAL_PROVIDERS or resource.type in free_types(provider):
            return ResourceBill(resource, Status.FREE)
        return ResourceBill(resource, Status.UNSUPPORTED, reason=f"{resource.type} is not supported yet")
    if spec.template:
        return ResourceBill(
            resource, Status.FREE, kind=spec.kind, reason="billed through what is launched from it", source=spec.source
        )
    item = item_of(spec, resource, world)
    if spec.free_when is not None and item.work_out(spec.free_when) is True:
        return ResourceBill(resource, Status.FREE, kind=spec.kind, source=spec.source)
    lines = tuple(_lines(item, book))
    return ResourceBill(
        resource, status_of(lines), lines, kind=spec.kind, properties=properties(item), source=spec.source
    )


def _lines(item: Item, book: Ladders) -> Iterator[Charge]:
    for rule in item.spec.charges:
        try:
            yield from charges(rule, item, book)
        except SpecError as error:
            place = f"{item.owner.address}: {item.spec.type}, charge {rule.name.text!r}"
            raise SpecError(error.what, where=place) from error
    for part in parts(item):
        if isinstance(part, Unknown):
            yield Charge("Parts", "", None, None, Unpriced(Status.UNPRICED, part.reason), part=item.path)
        else:
            yield from _lines(part, book)


def status_of(lines: tuple[Charge, ...]) -> Status:
    """The status of the whole: priced only when every charge is; without any charge it is free."""
    if not lines:
        return Status.FREE
    found = {line.status for line in lines}
    return next((status for status in _WORST if status in found), Status.PRICED)


class Properties(Mapping[str, object]):
    """The neutral properties of an item, worked out when somebody asks: every input that is not left out."""

    def __init__(self, item: Item) -> None:
        self._item = item

    def __getitem__(self, name: str) -> object:
        if name not in self._item.spec.inputs:
            raise KeyError(name)
        value = self._item.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._item.spec.inputs if self._item.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def properties(item: Item) -> Mapping[str, object]:
    """The neutral properties of an item, ``Unknown`` where the plan does not tell."""
    return Properties(item)
