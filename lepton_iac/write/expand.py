"""How many there are of a block: ``count``, ``for_each`` and dynamic blocks spread out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from lepton_iac.write import functions
from lepton_iac.write.address import Key
from lepton_iac.write.module import ResourceKey
from lepton_iac.write.scope import ANY, Instances, Scope
from lepton_iac.write.syntax import Block, Body, Expression, Name
from lepton_iac.write.value import Known, Listed, Mapped, Unknown, Value, all_reads, settled

_MOST = 10_000
"""More instances than this are taken as unknown; Terraform itself does not plan so many of one block."""


@dataclass(frozen=True, slots=True, eq=False)
class Nested:
    """One block inside another, dynamic blocks spread out; ``certain`` unless their number cannot be known."""

    body: Body
    scope: Scope
    certain: bool = True


@dataclass(slots=True, eq=False)
class Expansion(ABC):
    """Spreads blocks out; the expressions in them are evaluated by a subclass.

    Attributes:
        known: the instance keys of the stack, for what the files alone do not tell.
    """

    known: Instances

    @abstractmethod
    def evaluate(self, expression: Expression, scope: Scope) -> Value:
        """What an expression comes to."""

    def nested(self, body: Body, name: str, scope: Scope) -> list[Nested]:
        """The blocks of one type inside a body, in the order in which Terraform takes them."""
        found: list[Nested] = []
        for block in body.blocks:
            if block.type == name:
                found.append(Nested(block.body, scope))
            elif block.type == "dynamic" and block.labels == (name,):
                found.extend(self._dynamic(block, name, scope))
        return found

    def _dynamic(self, block: Block, name: str, scope: Scope) -> Iterator[Nested]:
        content = next((inner.body for inner in block.body.blocks if inner.type == "content"), None)
        each = block.body.attributes.get("for_each")
        if content is None or each is None:
            return
        iterator = block.body.attributes.get("iterator")
        bound = iterator.value.name if iterator and isinstance(iterator.value, Name) else name
        collection = self.evaluate(each.value, scope)
        pairs = functions.elements(collection)
        if pairs is None:
            why = Unknown("a dynamic block whose for_each cannot be worked out", all_reads(collection))
            yield Nested(content, scope.binding({bound: why}), certain=False)
        for key, element in pairs or ():
            yield Nested(content, scope.binding({bound: Mapped({"key": settled(key), "value": element})}))

    def spread(self, block: Block, scope: Scope, key: ResourceKey | None = None) -> list[tuple[Key, Scope]]:
        """The instances that ``count`` or ``for_each`` make of a block, each with its scope.

        Instances that only the stack knows are among them; where nothing is known there is one, named ``ANY``.
        """
        each, count = block.body.attributes.get("for_each"), block.body.attributes.get("count")
        maker = each or count
        if maker is None:
            return [(None, scope)]
        value = self.evaluate(maker.value, scope)
        found = _each(value, scope) if each else _count(value, scope)
        seen = {at for at, _ in found or ()}
        loose = [at for at in self._stack_keys(block, scope, key) if at not in seen]
        if found is None and not loose:
            loose = [ANY]
        reads = all_reads(value)
        return [*(found or ()), *((at, scope.binding(_bound(at, Unknown("each.value", reads)))) for at in loose)]

    def _stack_keys(self, block: Block, scope: Scope, key: ResourceKey | None) -> list[Key]:
        keys = scope.instance.keys
        found = self.known.resources.get((keys, key)) if key else self.known.modules.get((keys, block.labels[0]))
        return [at for at in found or () if at is not None]


def _each(value: Value, scope: Scope) -> list[tuple[Key, Scope]] | None:
    pairs = functions.elements(value)
    if pairs is None:
        return None
    found: list[tuple[Key, Scope]] = []
    for key, element in pairs:
        name = element.get() if isinstance(value, Listed) else key
        if not isinstance(name, Known):
            return None
        name = Known(functions.text(name.value), reads=name.reads)
        bound = Mapped({"key": settled(name), "value": settled(name) if isinstance(value, Listed) else element})
        found.append((functions.text(name.value), scope.binding({"each": bound})))
    return found


def _count(value: Value, scope: Scope) -> list[tuple[Key, Scope]] | None:
    if not isinstance(value, Known) or not functions.text(value.value).isdigit():
        return None
    number = int(functions.text(value.value))
    return None if number > _MOST else [(at, scope.binding(_bound(at, Unknown("")))) for at in range(number)]


def _bound(key: Key, value: Value) -> dict[str, Value]:
    """The names bound in an instance of which only the key is known, if that."""
    name = Unknown("a key that cannot be worked out", value.reads) if key == ANY else Known(key)
    if isinstance(key, int):
        return {"count": Mapped({"index": settled(name)})}
    loose: dict[str, Value] = {"each": Mapped({"key": settled(name), "value": settled(value)})}
    return {**loose, "count": Mapped({"index": settled(name)})} if key == ANY else loose
