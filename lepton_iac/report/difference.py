"""What a plan changes in the bill: prior and current joined per resource and component."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lepton_iac.model import Action, Bill, Charge, ResourceBill, Status
from lepton_iac.report import exact
from lepton_iac.report.wording import label

_DETAIL = re.compile(r"\s*\([^()]*\)")
_WORD = re.compile(r"[\w.\-]+|[^\w.\-]")
_KNOWN = {Status.PRICED, Status.FREE}


class Change(StrEnum):
    """What happened to a resource or a component of the bill."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ComponentChange:
    """One component before and after; at least one of them is there."""

    before: Charge | None
    after: Charge | None

    @property
    def any(self) -> Charge:
        return next(charge for charge in (self.after, self.before) if charge is not None)

    @property
    def part(self) -> tuple[str, ...]:
        return self.any.part

    @property
    def name(self) -> str:
        """The component's name; ``before → after`` where the name itself changed."""
        if self.before and self.after and label(self.before) != label(self.after):
            return _arrow(label(self.before), label(self.after))
        return label(self.any)

    @property
    def change(self) -> Change:
        if self.before is None or self.after is None:
            return Change.ADDED if self.before is None else Change.REMOVED
        return Change.SAME if _figures(self.before) == _figures(self.after) else Change.CHANGED

    @property
    def delta(self) -> Decimal | None:
        """The change per month; ``None`` when one side is there and not known. What stays the same is 0."""
        return Decimal(0) if self.change is Change.SAME else _delta(self.before, self.after, "cost")

    @property
    def quantity_delta(self) -> Decimal | None:
        return _delta(self.before, self.after, "quantity")

    @property
    def price_delta(self) -> Decimal | None:
        return _delta(self.before, self.after, "unit_price")

    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """The smallest and largest change when usage is low, as expected, or high on both sides alike."""
        if self.delta is None:
            return None
        moves = [_delta(self.before, self.after, name) for name in ("low", "cost", "high")]
        known = [move for move in moves if move is not None] or [Decimal(0)]
        return min(known), max(known)


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource before and after; at least one of them is there."""

    before: ResourceBill | None
    after: ResourceBill | None
    components: tuple[ComponentChange, ...]

    @property
    def line(self) -> ResourceBill:
        return next(line for line in (self.after, self.before) if line is not None)

    @property
    def address(self) -> str:
        return self.line.resource.address

    @property
    def moved_from(self) -> str | None:
        """The address before, where it was another."""
        if self.before is None or self.after is None:
            return None
        before = self.after.resource.previous_address or self.before.resource.address
        return None if before == self.address else before

    @property
    def change(self) -> Change:
        if self.before is None or self.after is None:
            return Change.ADDED if self.before is None else Change.REMOVED
        if self.before.status is not self.after.status:
            return Change.CHANGED
        if any(component.change is not Change.SAME for component in self.components):
            return Change.CHANGED
        touched = self.after.resource.action in {Action.UPDATE, Action.REPLACE}
        return Change.CHANGED if touched and self.after.status not in _KNOWN and not self.components else Change.SAME

    @property
    def delta(self) -> Decimal | None:
        """The known part of the change per month, ``None`` when nothing about it is known."""
        if self.change is Change.SAME:
            return Decimal(0)
        known = exact.add(component.delta for component in self.components)
        return Decimal(0) if known is None and self.complete else known

    @property
    def complete(self) -> bool:
        """Everything about the change is known; what stays the same changes nothing."""
        if self.change is Change.SAME:
            return True
        sides = [line for line in (self.before, self.after) if line is not None]
        blind = any(line.status not in _KNOWN and not line.charges for line in sides)
        return not blind and all(component.delta is not None for component in self.components)


@dataclass(frozen=True)
class Difference:
    """The change of a whole bill; ``resources`` holds those that stay the same too."""

    resources: tuple[ResourceChange, ...]

    @property
    def changed(self) -> tuple[ResourceChange, ...]:
        return tuple(entry for entry in self.resources if entry.change is not Change.SAME or entry.moved_from)

    @property
    def delta(self) -> Decimal:
        """The known part of the change per month; not simply after minus before where one side is not known."""
        return exact.add(entry.delta for entry in self.resources) or Decimal(0)

    @property
    def complete(self) -> bool:
        return all(entry.complete for entry in self.resources)

    def bounds(self) -> tuple[Decimal, Decimal]:
        """The known change per month with usage at its low and at its high end."""
        pairs = [pair for entry in self.resources for part in entry.components if (pair := part.bounds())]
        zero = Decimal(0)
        return exact.add(low for low, _ in pairs) or zero, exact.add(high for _, high in pairs) or zero


def between(prior: Bill, bill: Bill) -> Difference:
    """Join two bills by address, moved resources by their previous address.

    A resource that moved claims its old address first, so a new resource that takes over that address is an
    addition and not a change.
    """
    left = dict(prior.by_address)
    moved = {
        line.resource.address: left.pop(line.resource.previous_address)
        for line in bill.lines
        if line.resource.previous_address and line.resource.previous_address in left
    }
    entries = []
    for line in bill.lines:
        address = line.resource.address
        entries.append(_resource(moved.get(address) or left.pop(address, None), line))
    entries.extend(_resource(line, None) for line in left.values())
    return Difference(tuple(entries))


def _resource(before: ResourceBill | None, after: ResourceBill | None) -> ResourceChange:
    pairs = _pair(before.charges if before else (), after.charges if after else ())
    return ResourceChange(before, after, tuple(pairs))


def _pair(before: Iterable[Charge], after: Iterable[Charge]) -> list[ComponentChange]:
    """Equal names first, then names that differ only in brackets (``m5.large`` to ``m5.xlarge``), then the rest."""
    olds, news = dict(enumerate(before)), list(after)
    partner: dict[int, Charge] = {}
    for key in (_full, _stem):
        waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, old in olds.items():
            waiting[key(old)].append(place)
        for index, new in enumerate(news):
            if index not in partner and waiting[key(new)]:
                partner[index] = olds.pop(waiting[key(new)].pop(0))
    joined = [ComponentChange(partner.get(index), new) for index, new in enumerate(news)]
    return joined + [ComponentChange(old, None) for old in olds.values()]


def _arrow(before: str, after: str) -> str:
    """Both names in one, what they share at either end written once."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    head = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    ends = "".join(old[:head]), "".join(old[len(old) - tail :])
    return f"{ends[0]}{''.join(old[head : len(old) - tail])} → {''.join(new[head : len(new) - tail])}{ends[1]}"


def _shared(old: list[str], new: list[str]) -> int:
    """How many words are equal from the start."""
    return next(
        (place for place, (left, right) in enumerate(zip(old, new, strict=False)) if left != right),
        min(len(old), len(new)),
    )


def _full(charge: Charge) -> tuple[object, ...]:
    return charge.part, label(charge), charge.unit


def _stem(charge: Charge) -> tuple[object, ...]:
    return charge.part, _DETAIL.sub("", charge.name), charge.unit


def _figures(charge: Charge) -> tuple[object, ...]:
    return label(charge), charge.unit, charge.quantity, charge.unit_price, charge.status, exact.cost(charge)


def _delta(before: Charge | None, after: Charge | None, name: str) -> Decimal | None:
    sides = [Decimal(0) if charge is None else _figure(charge, name) for charge in (before, after)]
    if sides[0] is None or sides[1] is None:
        return None
    return exact.subtract(sides[1], sides[0])


def _figure(charge: Charge, name: str) -> Decimal | None:
    if name in {"low", "high"}:
        return exact.bound(charge, name)
    if name == "cost":
        return exact.cost(charge)
    return charge.quantity if name == "quantity" else charge.unit_price
