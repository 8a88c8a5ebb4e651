"""From a change to what exactly must be altered where, or the reason why it cannot be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.model import Change, Disruption, Refusal, Resource, SetAttribute, Unknown
from lepton_iac.write.compare import planned_value, same
from lepton_iac.write.context import Context
from lepton_iac.write.guard import ignored, protected
from lepton_iac.write.spot import Lost, Spot, find_resource, find_spot
from lepton_iac.write.syntax import Block, Place, Plain
from lepton_iac.write.value import Known
from lepton_iac.write.value import Unknown as NotKnown

_META = frozenset({"count", "for_each", "provider", "lifecycle", "depends_on"})
GONE = "the resource is not declared in the files"
_OPENING = re.compile(r'^resource "[^"]*" "[^"]*" \{\n', re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """One attribute of one resource instance that is to hold another value; ``None`` takes it out."""

    change: Change
    spot: Spot
    value: Plain

    @property
    def literal(self) -> Known | None:
        """The literal to replace; ``None`` when a line is added or taken out instead."""
        known = self.spot.value if isinstance(self.spot.value, Known) else None
        return known if self.value is not None and known is not None and known.place is not None else None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return self.spot.address, self.spot.steps

    @property
    def site(self) -> tuple[Place, tuple[str, ...]]:
        """What wishes must agree about: a literal, or an attribute of a body."""
        literal = self.literal
        if literal is not None and literal.place is not None:
            return literal.place, ()
        return self.spot.body.place, self.spot.rest


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A change that can be written as far as its own resource goes."""

    change: Change
    block: Block
    wishes: tuple[Wish, ...]
    additions: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Everything is already as wanted."""
        return not (self.wishes or self.additions or self.change.removes)


class Refused(Exception):  # noqa: N818 - it is caught in this file and becomes a Refusal, which is not an error
    """Carries a reason to where it becomes a ``Refusal``."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


def plan(context: Context, change: Change, wanted: Mapping[str, Any]) -> Planned | Refusal | None:
    """What a change comes to in the files; ``None`` when nothing is left to do.

    ``wanted`` maps every path of the resource that any change sets to its new value.
    """
    try:
        planned = _plan(context, change, wanted)
    except Refused as refused:
        return Refusal(change, refused.reason, refused.where)
    return None if planned is None or planned.idle else planned


def _plan(context: Context, change: Change, wanted: Mapping[str, Any]) -> Planned | None:
    resource = context.stack.by_address.get(change.address)
    if resource is None:
        raise Refused("the stack holds no such resource")
    found = find_resource(context, change.address)
    if isinstance(found, Lost):
        if change.removes and found.reason == GONE:
            return None
        raise Refused(found.reason, found.where)
    _, block, scope = found
    _check_destroy(context, change, protected(context, block, scope))
    editable(context, block.place)
    if change.removes and (change.edits or change.additions):
        raise Refused("a change both removes and edits the resource", context.where(block.place))
    edits = merged(change)
    wishes = tuple(wish for edit in edits for wish in _wishes(context, change, edit, resource, wanted))
    planned = Planned(change, block, wishes, _missing(context, block, change.additions))
    _check_closed(context, planned)
    return planned


def _check_closed(context: Context, planned: Planned) -> None:
    """What is not this folder's alone stays as it is unless all who use it agree, which the caller knows."""
    places = [wish.site[0] for wish in planned.wishes]
    if planned.change.removes or planned.additions:
        places.append(planned.block.place)
    for place in places:
        if place.file in context.closed:
            raise Refused(context.closed[place.file], context.where(place))


def merged(change: Change) -> tuple[SetAttribute, ...]:
    """The edits of a change, each path once."""
    found: dict[str, SetAttribute] = {}
    for edit in change.edits:
        other = found.setdefault(edit.path, edit)
        if not same(other.value, edit.value):
            raise Refused(f"the change sets {edit.path} to two values")
    return tuple(found.values())


def _check_destroy(context: Context, change: Change, guarded: Place | None) -> None:
    if guarded is not None and (change.removes or change.disruption in {Disruption.REPLACE, Disruption.DATA_LOSS}):
        raise Refused("prevent_destroy forbids what the change would do", context.where(guarded))


def _missing(context: Context, block: Block, additions: tuple[str, ...]) -> tuple[str, ...]:
    """The additions that are not in the file yet."""
    if not additions:
        return ()
    if block.body.syntax == "json":
        raise Refused("blocks cannot be added to a JSON file", context.where(block.place))
    data = context.source(block.place).data.replace(b"\r\n", b"\n")
    return tuple(
        text
        for text in (_with_provider(context, block, text) for text in additions)
        if text.strip() and text.replace("\r\n", "\n").strip().encode("utf-8") not in data
    )


def _with_provider(context: Context, block: Block, text: str) -> str:
    """New blocks go where the block beside them is: to the same provider, so to the same account and region."""
    chosen = block.body.attributes.get("provider")
    if chosen is None:
        return text
    place = chosen.place
    line = context.source(place).data[place.start : place.end].decode("utf-8").partition("=")[2].strip()
    return _OPENING.sub(lambda match: f"{match[0]}  provider = {line}\n\n", text)


def editable(context: Context, place: Place) -> None:
    """Raise ``Refused`` when the file of a place must be left alone."""
    problem = context.source(place).problem or context.outside(place.file)
    if problem:
        raise Refused(problem, context.where(place))


def _wishes(
    context: Context, change: Change, edit: SetAttribute, resource: Resource, wanted: Mapping[str, Any]
) -> Iterator[Wish]:
    if edit.path.partition(".")[0] in _META:
        raise Refused(f"{edit.path} decides on addresses or on order, which no change may alter")
    spot = find_spot(context, change.address, edit.path, resource.attributes, wanted)
    if isinstance(spot, Lost):
        raise Refused(spot.reason, spot.where)
    settled = isinstance(spot.value, Known) and same(spot.value.value, edit.value)
    absent = edit.value is None and spot.attribute is None and spot.nested is None
    if settled or absent:
        return
    rule = ignored(context, spot, edit.path)
    if rule is not None:
        raise Refused(f"ignore_changes keeps {edit.path} as it is", context.where(rule))
    _check_spot(context, spot, edit, planned_value(resource.attributes, edit.path))
    yield Wish(change, spot, edit.value)


def _check_spot(context: Context, spot: Spot, edit: SetAttribute, planned: Any) -> None:
    where = context.where(spot.place)
    if edit.value is None:
        _check_removal(context, spot, where)
    elif spot.nested is not None:
        raise Refused(f"{edit.path} is a nested block", where)
    elif spot.attribute is None:
        _check_insertion(context, spot, where)
    else:
        _check_literal(context, spot, edit, planned)


def _check_removal(context: Context, spot: Spot, where: str) -> None:
    place = spot.attribute.place if spot.attribute is not None else spot.resource.place
    editable(context, place)
    if spot.body.syntax == "json":
        raise Refused("attributes are not taken out of JSON files", where)
    if place.file != spot.body.place.file:
        raise Refused("the attribute is set in an override file", where)
    if spot.nested is not None and sum(block.type == spot.rest[0] for block in spot.body.blocks) > 1:
        raise Refused(f"one of several {spot.rest[0]} blocks is not taken out", where)
    if spot.attribute is not None and len(spot.rest) > 1:
        raise Refused("an entry of a map or list is not taken out", where)


def _check_insertion(context: Context, spot: Spot, where: str) -> None:
    editable(context, spot.body.place)
    if spot.body.syntax == "json":
        raise Refused("attributes are not added to JSON files", where)
    fresh = len(spot.rest) == 3 and spot.rest[1] == "0"
    if len(spot.rest) != 1 and not fresh:
        raise Refused(f"{'.'.join(spot.rest)} is not set in the files", where)


def _check_literal(context: Context, spot: Spot, edit: SetAttribute, planned: Any) -> None:
    value = spot.value
    where = context.where(spot.place)
    if not isinstance(value, Known):
        why = value.why if isinstance(value, NotKnown) else "a collection"
        raise Refused(f"{edit.path} depends on {why}", where)
    if value.place is None:
        raise Refused(f"{edit.path} is a computed value", where)
    editable(context, value.place)
    if value.value is None:
        return
    if isinstance(planned, Unknown):
        raise Refused(f"the stack does not tell {edit.path} ({planned.reason})", where)
    if not same(value.value, planned):
        raise Refused(f"the files and the stack differ in {edit.path}: the plan is older than the files", where)
