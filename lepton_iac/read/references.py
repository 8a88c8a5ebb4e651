"""References between resource instances, resolved from a plan's expressions through variables and outputs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lepton_iac.read.address import Key, Part, is_key, module_steps, parent_module, parts, plain
from lepton_iac.read.configuration import Configuration, ModuleConfig, traversals
from lepton_iac.read.row import Row

MAX_HOPS = 40
_SKIPPED = frozenset({"path", "terraform", "self", "provider", "ephemeral"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: the module instance, and the key of the instance it is evaluated for.

    ``for_each`` holds the traversals behind ``each.value``; ``same_key`` tells that the expression names its own key.
    """

    module: str
    key: Key = None
    keys: frozenset[Key] = frozenset()
    for_each: tuple[str, ...] = ()
    same_key: bool = False


class Resolver:
    """Finds the instances that expressions refer to, among one set of rows."""

    def __init__(self, config: Configuration, rows: Iterable[Row]) -> None:
        self._config = config
        self._instances: dict[tuple[str, str, str, str], dict[Key, str]] = {}
        self._names: dict[str, object] = {}
        self._calls: dict[tuple[str, str], dict[Key, str]] = {}
        self._seen_modules: set[str] = set()
        for row in rows:
            group = self._instances.setdefault((row.module, row.mode, row.type, row.name), {})
            group[row.index] = row.address
            self._names[row.address] = row.attributes.get("name")
            self._register(row.module)

    def _register(self, module: str) -> None:
        while module and module not in self._seen_modules:
            self._seen_modules.add(module)
            steps = module_steps(module)
            parent = parent_module(module)
            if steps:
                self._calls.setdefault((parent, steps[-1][0]), {})[steps[-1][1]] = module
            module = parent

    def references(self, row: Row) -> Mapping[str, tuple[str, ...]]:
        """Attribute path to the addresses its expression refers to; paths that refer to none are left out."""
        path = tuple(name for name, _ in module_steps(row.module))
        written = self._config.resource(path, row.mode, row.type, row.name)
        if written is None or not written.references:
            return {}
        keys = frozenset(self._instances.get((row.module, row.mode, row.type, row.name), ()))
        scope = Scope(row.module, row.index, keys, traversals(written.for_each))
        found = ((path, self._resolve(listed, scope, 0)) for path, listed in written.references)
        return {path: kept for path, addresses in found if (kept := tuple(a for a in addresses if a != row.address))}

    def _resolve(self, listed: tuple[str, ...], scope: Scope, hops: int) -> tuple[str, ...]:
        if hops > MAX_HOPS:
            return ()
        own = any(item.startswith(("each.", "count.")) for item in listed)
        scope = Scope(scope.module, scope.key, scope.keys, scope.for_each, own)
        found = (address for item in listed for address in self._one(parts(item), scope, hops))
        return tuple(dict.fromkeys(found))

    def _one(self, traversal: tuple[Part, ...], scope: Scope, hops: int) -> Iterable[str]:
        if len(traversal) < 2 or traversal[0] in _SKIPPED:
            return ()
        head, name = str(traversal[0]), str(traversal[1])
        if head == "var":
            return self._variable(name, scope, hops)
        if head == "local":
            return self._local(name, scope, hops)
        if head == "module":
            return self._output(traversal, scope, hops)
        if head == "each":
            return self._each(scope, hops) if name == "value" else ()
        data = head == "data"
        return self._instance("data" if data else "managed", traversal[data:], scope)

    def _each(self, scope: Scope, hops: int) -> Iterable[str]:
        inner = Scope(scope.module, scope.key, scope.keys, (), True)
        for item in scope.for_each:
            traversal = parts(item)
            if traversal[:1] != ("each",):
                yield from self._keyed(tuple(self._one(traversal, inner, hops + 1)), scope.key)

    def _keyed(self, found: tuple[str, ...], key: Key) -> tuple[str, ...]:
        """``for_each = { for one in all : one.name => one }`` keys by name: the one so named, if just one is."""
        named = tuple(address for address in found if self._names.get(address) == key) if isinstance(key, str) else ()
        return named if len(found) > 1 and len(named) == 1 else found

    def _instance(self, mode: str, traversal: tuple[Part, ...], scope: Scope) -> Iterable[str]:
        if len(traversal) < 2:
            return ()
        group = self._instances.get((scope.module, mode, str(traversal[0]), str(traversal[1])))
        return _choose(group, traversal[2:], scope) if group else ()

    def _local(self, name: str, scope: Scope, hops: int) -> Iterable[str]:
        """Folders tell their locals; a plan does not, so nothing is found there."""
        module = self._module(scope.module)
        written = module.locals.get(name) if module else None
        return self._resolve(traversals(written), scope, hops + 1)

    def _variable(self, name: str, scope: Scope, hops: int) -> Iterable[str]:
        steps = module_steps(scope.module)
        if not steps:
            return ()
        parent = parent_module(scope.module)
        caller = self._module(parent)
        call = caller.calls.get(steps[-1][0]) if caller else None
        expressions = call.get("expressions") if call else None
        if call is None or not isinstance(expressions, dict):
            return ()
        keys = frozenset(self._calls.get((parent, steps[-1][0]), ()))
        outer = Scope(parent, steps[-1][1], keys, traversals(call.get("for_each_expression")))
        return self._resolve(traversals(expressions.get(name)), outer, hops + 1)

    def _output(self, traversal: tuple[Part, ...], scope: Scope, hops: int) -> Iterator[str]:
        group = self._calls.get((scope.module, str(traversal[1])))
        names = [part for part in traversal[2:4] if not is_key(part)]
        if not group or not names:
            return
        for module in _choose(group, traversal[2:], scope):
            written = self._module(module)
            output = written.outputs.get(str(names[0])) if written else None
            if isinstance(output, dict):
                yield from self._resolve(traversals(output.get("expression")), Scope(module), hops + 1)

    def _module(self, module: str) -> ModuleConfig | None:
        return self._config.modules.get(tuple(name for name, _ in module_steps(module)))


def _choose(group: Mapping[Key, str], rest: tuple[Part, ...], scope: Scope) -> tuple[str, ...]:
    """The literal key if one is written, else the asker's own key where it applies, else every instance."""
    if rest and is_key(rest[0]):
        chosen = group.get(plain(rest[0]))
        return (chosen,) if chosen is not None else ()
    if scope.key is not None and scope.key in group and (scope.same_key or scope.keys == group.keys()):
        return (group[scope.key],)
    return tuple(group.values())
