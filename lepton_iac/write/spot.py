"""Where in the files an attribute of a resource instance is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.write import functions
from lepton_iac.write.address import Address, parse_address
from lepton_iac.write.compare import has_item, is_plain, same
from lepton_iac.write.context import Context
from lepton_iac.write.expand import Nested
from lepton_iac.write.references import nested_names
from lepton_iac.write.scope import Scope
from lepton_iac.write.syntax import Attribute, Block, Body, Place
from lepton_iac.write.value import Known, Value


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """An attribute of one resource instance.

    Attributes:
        steps: the path in the order of the files; the plan may order nested blocks otherwise.
        body: the innermost body that exists; ``rest`` are the steps from there.
        attribute: where the first of ``rest`` is set; ``None`` when it is not.
        value: what the attribute comes to; ``None`` when it is not set.
        nested: the path names a whole nested block.
    """

    address: str
    steps: tuple[str, ...]
    resource: Block
    body: Body
    rest: tuple[str, ...]
    attribute: Attribute | None = None
    value: Value | None = None
    nested: Block | None = None

    @property
    def place(self) -> Place:
        """The place that best shows the attribute to a reader."""
        if isinstance(self.value, Known) and self.value.place is not None:
            return self.value.place
        return self.attribute.place if self.attribute is not None else self.resource.place


@dataclass(frozen=True, slots=True)
class Lost:
    """Why an attribute was not found, and where that was seen."""

    reason: str
    where: str = ""


def find_resource(context: Context, text: str) -> tuple[Address, Block, Scope] | Lost:
    """The block of a resource instance with the scope its attributes are evaluated in."""
    address = parse_address(text)
    if address is None:
        return Lost("this is not a resource address")
    if address.mode != "managed":
        return Lost("a data source is not edited")
    instance = context.instance(address)
    if isinstance(instance, str):
        return Lost(instance)
    module = instance.node.module
    block = module.resources.get((address.mode, address.type, address.name))
    if block is None:
        return Lost("the resource is not declared in the files", _directory(context, module.sources))
    where = context.where(block.place)
    if f"resource.{address.type}.{address.name}" in module.doubled:
        return Lost("the resource is declared more than once", where)
    scope = context.scope(block, address, instance)
    return (address, block, scope) if scope is not None else Lost("the files do not make this instance", where)


def _directory(context: Context, sources: tuple[Any, ...]) -> str:
    return sources[0].path.rpartition("/")[0] if sources else str(context.folder.path.name)


def find_spot(
    context: Context, text: str, path: str, attributes: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Spot | Lost:
    """The place of an attribute.

    ``attributes`` are the stack's, to tell nested blocks apart; ``wanted`` maps the paths of the same resource that
    are about to be changed to their new values, which may already stand in the files.
    """
    found = find_resource(context, text)
    if isinstance(found, Lost):
        return found
    _, block, scope = found
    walk = _Walk(context, text, block, block.body, scope, (), tuple(path.split(".")), attributes, wanted)
    return walk.run()


@dataclass(slots=True, eq=False)
class _Walk:
    context: Context
    address: str
    resource: Block
    body: Body
    scope: Scope
    steps: tuple[str, ...]
    rest: tuple[str, ...]
    planned: Any
    wanted: Mapping[str, Any]
    taken: tuple[str, ...] = ()

    def run(self) -> Spot | Lost:
        while True:
            name = self.rest[0]
            attribute = self.body.attributes.get(name)
            if attribute is not None:
                return self._within(attribute)
            blocks = self.context.evaluator.nested(self.body, name, self.scope)
            if not blocks and name in nested_names(self.body):
                return Lost(f"{name} is made by a dynamic block", self.context.where(self.resource.place))
            if not blocks:
                return Spot(self.address, (*self.steps, *self.rest), self.resource, self.body, self.rest)
            lost = self._descend(name, blocks)
            if lost is not None:
                return lost

    def _within(self, attribute: Attribute) -> Spot | Lost:
        value = self.context.evaluator.evaluate(attribute.value, self.scope)
        taken = [self.rest[0]]
        for step in self.rest[1:]:
            if self.body.syntax == "json" and step == "0" and not functions.is_listed(value):
                continue  # JSON spells a single nested block as an object
            value = functions.pick(value, step)
            taken.append(step)
        steps = (*self.steps, *taken)
        return Spot(self.address, steps, self.resource, self.body, self.rest, attribute, value)

    def _descend(self, name: str, blocks: Sequence[Nested]) -> Spot | Lost | None:
        where = self.context.where(self.resource.place)
        if len(self.rest) < 2 or not self.rest[1].isdigit():
            return Lost(f"{name} is a nested block, so the path needs its number", where)
        if not all(block.certain for block in blocks):
            return Lost(f"how many {name} blocks there are cannot be worked out", where)
        planned = self.planned.get(name) if isinstance(self.planned, Mapping) else None
        at = self._matching(blocks, (*self.taken, name), int(self.rest[1]), planned)
        if isinstance(at, str):
            return Lost(f"{name}.{self.rest[1]}: {at}", where)
        steps = (*self.steps, name, str(at))
        if len(self.rest) == 2:
            whole = next((block for block in self.body.blocks if block.body is blocks[at].body), None)
            rest = (name, str(at))
            made = Lost(f"{name} is made by a dynamic block", where)
            return Spot(self.address, steps, self.resource, self.body, rest, nested=whole) if whole else made
        self.planned = planned[int(self.rest[1])] if planned and has_item(planned, int(self.rest[1])) else None
        self.taken = (*self.taken, name, self.rest[1])
        self.body, self.scope, self.steps, self.rest = blocks[at].body, blocks[at].scope, steps, self.rest[2:]
        return None

    def _matching(self, blocks: Sequence[Nested], taken: tuple[str, ...], wanted: int, planned: Any) -> int | str:
        """The block in the files that is the plan's: plans order the blocks of a set by hash, not as written."""
        if not has_item(planned, wanted):
            return wanted if wanted < len(blocks) else "the stack holds no such block"
        fits = [at for at, block in enumerate(blocks) if self._fits(block, planned[wanted], (*taken, str(wanted)))]
        if len(fits) == 1:
            return fits[0]
        ordered = len(planned) == len(blocks) and all(
            self._fits(block, planned[at], (*taken, str(at))) for at, block in enumerate(blocks)
        )
        if wanted in fits and ordered:
            return wanted
        return "several blocks could be meant" if fits else "no block in the files matches the stack"

    def _fits(self, block: Nested, planned: Any, taken: tuple[str, ...]) -> bool:
        if not isinstance(planned, Mapping):
            return False
        for name, attribute in block.body.attributes.items():
            value = self.context.evaluator.evaluate(attribute.value, block.scope)
            other = planned.get(name)
            if isinstance(value, Known) and is_plain(other) and not same(value.value, other):
                path = ".".join((*taken, name))
                if path not in self.wanted or not same(value.value, self.wanted[path]):
                    return False
        return True
