"""Who else depends on a literal: every attribute of every instance, and everything else that reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lepton_iac.write.address import format_address, module_prefix
from lepton_iac.write.context import Context
from lepton_iac.write.evaluate import Evaluator
from lepton_iac.write.references import nested_names
from lepton_iac.write.scope import Instance, Scope
from lepton_iac.write.syntax import Attribute, Block, Body, Literal, Place, Plain
from lepton_iac.write.value import NOTHING, Known, Listed, Mapped, Reads, Site, all_reads, leaves

_SKIPPED = {"depends_on", "provider", "providers", "count", "for_each"}
_MOVES = {"moved", "import", "removed"}


@dataclass(frozen=True, slots=True)
class Use:
    """One dependency on a literal.

    Attributes:
        owner: the address of the resource instance, or words for anything else.
        steps: the path inside the resource, in the order of the files.
        exact: the literal is the whole value there; otherwise it is only an ingredient.
        check: a variable's validation, which may be decided after the change.
    """

    owner: str
    steps: tuple[str, ...]
    exact: bool
    place: Place
    check: bool = False


@dataclass(slots=True, eq=False)
class Uses:
    """An index of the whole module tree, made once.

    Attributes:
        sites: the places whose uses are asked for; all others are left out.
        owners: for each body, the resource instances (and path) that it configures.
        values: what is known of every attribute of every instance, and of every validation.
    """

    sites: frozenset[Site] = frozenset()
    of: dict[Site, list[Use]] = field(default_factory=dict)
    owners: dict[Place, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    values: dict[tuple[str, tuple[str, ...]], Plain] = field(default_factory=dict)

    def add(self, reads: Reads, use: Use) -> None:
        for site in reads & self.sites:
            self.of.setdefault(site, []).append(use)


def index_uses(context: Context, sites: frozenset[Site] = frozenset()) -> Uses:
    """Look at every expression of the module tree for who uses these places, and for all values."""
    found = Uses(sites)
    for instance in instances(context.evaluator, context.evaluator.root):
        _Indexer(context.evaluator, found, instance).run()
    root = context.reports.root
    for name, block in root.node.module.outputs.items():
        _Indexer(context.reports, found, root).whole(f"output.{name}", block.body)
    return found


def instances(evaluator: Evaluator, instance: Instance) -> Iterator[Instance]:
    """A module instance and all those below it."""
    yield instance
    for node in instance.node.children.values():
        if node.call is not None:
            for key, _ in evaluator.spread(node.call, Scope(instance)):
                yield from instances(evaluator, evaluator.child(node, key, instance))


@dataclass(slots=True, eq=False)
class _Indexer:
    evaluator: Evaluator
    uses: Uses
    instance: Instance

    def run(self) -> None:
        module = self.instance.node.module
        for (mode, kind, name), block in module.resources.items():
            label = format_address(self.instance.keys, mode, kind, name, None)
            self._number(label, block, Scope(self.instance))
            for key, scope in self.evaluator.spread(block, Scope(self.instance), (mode, kind, name)):
                address = format_address(self.instance.keys, mode, kind, name, key)
                owned = self.evaluator.owned(block.body, block, scope)
                self._body(address, (), block.body, scope.binding({"self": owned}))
        for name, block in module.calls.items():
            self._number(f"module.{name}", block, Scope(self.instance))
            if name in self.instance.node.closed:
                self.whole(f"module.{name}", block.body)
        prefix = module_prefix(self.instance.keys)
        for name, block in module.variables.items():
            for inner in block.body.blocks:
                self.whole(f"the validation of {prefix}var.{name}", inner.body, check=True)
        for block in module.others:
            if block.type not in _MOVES:
                self.whole(" ".join((block.type, *block.labels)), block.body)

    def whole(self, label: str, body: Body, *, check: bool = False) -> None:
        """Everything in a block that only uses values."""
        scope = Scope(self.instance)
        for attribute in body.attributes.values():
            if attribute.name not in _SKIPPED and attribute.name != "error_message":
                value = self.evaluator.evaluate(attribute.value, scope)
                if check and isinstance(value, Known):
                    self.uses.values[(label, (attribute.name,))] = value.value
                self.uses.add(
                    all_reads(value), Use(label, (attribute.name,), exact=False, place=attribute.place, check=check)
                )
        for block in body.blocks if body.syntax == "hcl" else ():
            self.whole(label, block.body, check=check)

    def _number(self, label: str, block: Block, scope: Scope, *, whole: bool = True) -> None:
        """``count`` and ``for_each`` depend on the keys of a map, not on what is in it; on all of a set."""
        for name in ("count", "for_each"):
            attribute = block.body.attributes.get(name)
            if attribute is not None:
                value = self.evaluator.evaluate(attribute.value, scope)
                shape = isinstance(value, Mapped) or (isinstance(value, Listed) and not whole)
                reads = value.reads if shape else all_reads(value)
                self.uses.add(reads, Use(f"{name} of {label}", (name,), exact=False, place=attribute.place))

    def _body(self, address: str, steps: tuple[str, ...], body: Body, scope: Scope) -> None:
        self.uses.owners.setdefault(body.place, []).append((address, steps))
        for attribute in body.attributes.values():
            if steps or attribute.name not in _SKIPPED:
                self._attribute(address, (*steps, attribute.name), attribute, scope)
        for name in nested_names(body):
            if name == "lifecycle" and not steps:
                continue
            for at, nested in enumerate(self.evaluator.nested(body, name, scope)):
                self._body(address, (*steps, name, str(at)), nested.body, nested.scope)
        for block in body.blocks if body.syntax == "hcl" else ():
            if block.type == "dynamic":
                self._number(f"a dynamic block of {address}", block, scope, whole=False)
            elif block.type == "lifecycle" and not steps:
                self._lifecycle(address, block.body, scope)

    def _lifecycle(self, address: str, body: Body, scope: Scope) -> None:
        for attribute in body.attributes.values():
            if attribute.name != "ignore_changes":
                self._attribute(address, ("lifecycle", attribute.name), attribute, scope)
        for block in body.blocks:
            for attribute in block.body.attributes.values():
                self._attribute(address, ("lifecycle", block.type, attribute.name), attribute, scope)

    def _attribute(self, address: str, steps: tuple[str, ...], attribute: Attribute, scope: Scope) -> None:
        literal = attribute.value
        if isinstance(literal, Literal):
            self.uses.values[(address, steps)] = literal.value
            self._exact(literal.place, Use(address, steps, exact=True, place=attribute.place))
            return
        for leaf in leaves(self.evaluator.evaluate(literal, scope)):
            taken = (*steps, *leaf.steps)
            own: Reads = NOTHING
            if isinstance(leaf.value, Known):
                self.uses.values[(address, taken)] = leaf.value.value
                own = self._exact(leaf.value.place, Use(address, taken, exact=True, place=attribute.place))
            self.uses.add(leaf.reads - own, Use(address, taken, exact=False, place=attribute.place))

    def _exact(self, place: Place | None, use: Use) -> Reads:
        """Note a literal that is the whole value; the site it stands for."""
        own = NOTHING if place is None else frozenset({(place.file, place.start, place.end, "")})
        self.uses.add(own, use)
        return own
