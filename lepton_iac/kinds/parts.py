"""The sub-resources of an item: its own blocks, or referenced resources that are billed through it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lepton_iac.kinds.evaluate import Item
from lepton_iac.kinds.expression import Expression, Scope
from lepton_iac.kinds.load import spec_of
from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.spec import Part
from lepton_iac.kinds.values import blocks
from lepton_iac.kinds.world import EXPECTED, End, Scenario
from lepton_iac.model import EMPTY, LEFT_OUT, Resource, Unknown
from lepton_iac.units import decimal


def parts(item: Item) -> Iterator[Item | Unknown]:
    """The sub-resources, each worked out with its own spec; ``Unknown`` where it cannot be told what there is."""
    for part in item.spec.parts:
        if part.when is not None:
            wanted = _wanted(item, part.when)
            if isinstance(wanted, Unknown):
                yield wanted
                continue
            if not wanted:
                continue
        yield from _of(item, part)


def _wanted(item: Item, condition: Expression) -> Any:
    """Whether it holds at all; with a schedule, in any of its stretches."""
    wanted: Any = False
    for number, share in enumerate(item.shares):
        wanted = item.work_out(condition, EXPECTED if share is None else Scenario(End.EXPECTED, number))
        if isinstance(wanted, Unknown) or wanted:
            return wanted
    return wanted


def _of(item: Item, part: Part) -> Iterator[Item | Unknown]:
    if part.resource:
        for position, target in enumerate(item.all_referred(part.resource)):
            yield _part(item, part, target, part.like or target.type, position, single=True)
        return
    if not part.each:
        yield _part(item, part, item.resource, part.like, 0, single=True)
        return
    holder = item.referred(part.reference) if part.reference else item.resource
    written = value_at(holder.attributes, part.each) if holder else None
    if written is LEFT_OUT:
        written = None
    if isinstance(written, Unknown):
        yield Unknown(f"{part.each} is {written.reason}")
        return
    found = [block for block in blocks(written) if block is not None and _counts(item, part, block)]
    found += [EMPTY] * (part.least - len(found))
    for position, block in enumerate(found):
        target = replace(item.resource, type=part.like, attributes=_renamed(block, part.rename))
        yield _part(item, part, target, part.like, position, single=part.least == 1 and len(found) == 1)


def _counts(item: Item, part: Part, block: Any) -> bool:
    if part.needs and not value_at(block, part.needs):
        return False
    if not part.hidden_by:
        return True
    own = value_at(item.resource.attributes, part.hidden_by)
    return isinstance(own, Unknown) or value_at(block, part.key) not in blocks(own)


def _part(item: Item, part: Part, target: Resource, like: str, position: int, *, single: bool) -> Item | Unknown:
    spec = spec_of(item.spec.provider, like)
    if spec is None:
        return Unknown(f"{like} has no type file")
    prefix = part.usage.replace("{position}", str(position)).replace("{address}", target.address) or item.prefix
    child = Item(spec, target, item.world, item.owner, prefix=prefix, position=position)
    child.given = {name: _giver(item, expression) for name, expression in part.give.items()}
    child.count = _counter(item, part)
    child.outer = item
    label = part.name(_named(item, target, position))
    name = label if isinstance(label, str) else like
    child.path = (*item.path, name if single or part.resource or "[" in name else f"{name}[{position}]")
    return child


def _giver(item: Item, expression: Expression) -> Callable[[Scenario], Any]:
    return lambda scenario: item.work_out(expression, scenario)


def _counter(item: Item, part: Part) -> Callable[[Scenario], Any]:
    def count(scenario: Scenario) -> Any:
        outer = item.count(scenario)
        own = 1 if part.count is None else item.work_out(part.count, scenario)
        for value in (outer, own):
            if isinstance(value, Unknown):
                return value
        return None if own is None else decimal(outer) * decimal(own)

    return count


def _named(item: Item, target: Resource, position: int) -> Scope:
    """The parent's names, with the part's own address and position."""
    own = {"address": target.address, "position": position}
    return Scope(lambda name: own[name] if name in own else item.get(name), {})


def _renamed(block: Any, rename: Mapping[str, str]) -> Mapping[str, Any]:
    if not rename or not isinstance(block, Mapping):
        return block if isinstance(block, Mapping) else EMPTY
    return {**block, **{name: value_at(block, path) for name, path in rename.items()}}
