"""What ``var.x``, ``local.x``, ``module.x.y`` and ``aws_instance.x`` stand for in a module instance."""

from collections.abc import Mapping
from dataclasses import dataclass

from lepton_iac.write import functions
from lepton_iac.write.address import Key
from lepton_iac.write.expand import Expansion
from lepton_iac.write.module import Node, ResourceKey
from lepton_iac.write.scope import ANY, Instance, Scope
from lepton_iac.write.syntax import Attribute, Block, Body, Expression, GetAttribute, Name
from lepton_iac.write.value import Known, Lazy, Listed, Mapped, Owned, Site, Unknown, Value, all_reads, settled


@dataclass(slots=True, eq=False)
class References(Expansion):
    """Resolves references; the expressions they lead to are evaluated by the subclass.

    Attributes:
        assignments: the variables set by files in force, for the root module.
        reports: references to resources are taken as known to the cloud only; for outputs, which just report.
    """

    root: Instance
    assignments: Mapping[str, Attribute]
    workspace: str
    reports: bool = False

    def later(self, expression: Expression, scope: Scope) -> Lazy:
        """The same, when it is asked for."""
        return Lazy(lambda: self.evaluate(expression, scope))

    def referred(self, expression: GetAttribute, scope: Scope) -> Value | None:
        """The value of ``root.name`` when it is a reference; ``None`` when the root is an ordinary value."""
        match expression:
            case GetAttribute(GetAttribute(Name("data"), kind), name) if "data" not in scope.bindings:
                return self._once("data", f"{kind}.{name}", scope.instance)
            case GetAttribute(Name(root), name) if root not in scope.bindings:
                if root in {"var", "local", "module"}:
                    return self._once(root, name, scope.instance)
                if root == "terraform":
                    known = name == "workspace" and self.workspace
                    return Known(self.workspace) if known else Unknown("a fact about the run")
                if root in {"each", "count", "self", "path", "data"}:
                    return Unknown(f"{root}.{name} cannot be worked out here")
                return self._once("managed", f"{root}.{name}", scope.instance)
            case _:
                return None

    def _once(self, kind: str, name: str, instance: Instance) -> Value:
        found = instance.found.get((kind, name))
        if found is None:
            found = Lazy(lambda: self._look_up(kind, name, instance))
            instance.found[(kind, name)] = found
        return found.get()

    def _look_up(self, kind: str, name: str, instance: Instance) -> Value:
        if kind == "var":
            return self._variable(name, instance)
        if kind == "local":
            local = instance.node.module.locals.get(name)
            return self.evaluate(local.value, Scope(instance)) if local else Unknown(f"there is no local.{name}")
        if kind == "module":
            return self._module(name, instance)
        type_, _, label = name.partition(".")
        return self._resource((kind, type_, label), instance)

    def _variable(self, name: str, instance: Instance) -> Value:
        declared = instance.node.module.variables.get(name)
        if declared is None:
            return Unknown(f"there is no variable {name}")
        call = instance.node.call
        given = self.assignments if call is None else call.body.attributes
        scope = instance.caller or Scope(instance)
        if name in given:
            return self.evaluate(given[name].value, scope)
        default = declared.body.attributes.get("default")
        if default is None:
            return Unknown(f"var.{name} gets its value from outside the files")
        return self.evaluate(default.value, Scope(instance))

    def _module(self, name: str, instance: Instance) -> Value:
        child = instance.node.children.get(name)
        if child is None or child.call is None:
            return Unknown(f"module.{name} cannot be looked into")
        scope = Scope(instance)
        made = [self.child(child, key, instance) for key, _ in self.spread(child.call, scope)]
        return _by_key({one.keys[-1][1]: settled(self._outputs(one)) for one in made})

    def _outputs(self, instance: Instance) -> Value:
        entries = {
            name: self.later(block.body.attributes["value"].value, Scope(instance))
            for name, block in instance.node.module.outputs.items()
            if "value" in block.body.attributes
        }
        return Mapped(entries)

    def _resource(self, key: ResourceKey, instance: Instance) -> Value:
        block = instance.node.module.resources.get(key)
        if block is None or self.reports:
            return Unknown(f"{key[1]}.{key[2]} cannot be worked out")
        scopes = dict(self.spread(block, Scope(instance), key))
        return _by_key({at: settled(self.owned(block.body, block, scope)) for at, scope in scopes.items()})

    def owned(self, body: Body, block: Block, scope: Scope) -> Owned:
        """A body as something whose attributes can be referred to."""

        def site(name: str) -> Site:
            return body_site(body, name)

        def get(name: str) -> Value | None:
            attribute = body.attributes.get(name)
            if attribute is not None:
                return self.evaluate(attribute.value, scope)
            nested = self.nested(body, name, scope)
            return Listed(tuple(settled(self.owned(one.body, block, one.scope)) for one in nested)) if nested else None

        return Owned(get, (*body.attributes, *nested_names(body)), site)

    def child(self, node: Node, key: Key, instance: Instance) -> Instance:
        """An instance of a called module, made once."""
        found = instance.children.get((node.path[-1], key))
        if found is None:
            scopes = dict(self.spread(node.call, Scope(instance))) if node.call else {}
            found = Instance(node, (*instance.keys, (node.path[-1], key)), scopes.get(key, Scope(instance)))
            instance.children[(node.path[-1], key)] = found
        return found


def body_site(body: Body, name: str) -> Site:
    """What stands for an attribute of a body as a whole, whether it is there or not."""
    return (body.place.file, body.place.start, body.place.end, name or "*")


def nested_names(body: Body) -> tuple[str, ...]:
    """The types of the blocks inside a body, dynamic ones included."""
    names = (block.labels[0] if block.type == "dynamic" and block.labels else block.type for block in body.blocks)
    return tuple(dict.fromkeys(name for name in names if body.syntax == "hcl"))


def _by_key(instances: Mapping[Key, Lazy]) -> Value:
    """The value of a block that has instances: itself, a list or a map."""
    if None in instances:
        return instances[None].get()
    if ANY in instances:
        return Unknown("instances that cannot be known", all_reads(instances[ANY].get()))
    if all(isinstance(key, int) for key in instances):
        numbered = {key: value for key, value in instances.items() if isinstance(key, int)}
        return Listed(tuple(numbered[key] for key in sorted(numbered)))
    return Mapped({functions.text(key): value for key, value in instances.items()})
