"""The ``configuration`` part of a plan: a tree of modules with their resources, calls, variables and outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lepton_iac.model import EMPTY
from lepton_iac.read.address import is_key, parts, plain
from lepton_iac.read.fields import obj, rows, text


@dataclass(slots=True)
class ResourceConfig:
    """One resource block: its provider key and, per attribute path, the traversals its expression holds."""

    provider_key: str
    expressions: Mapping[str, Any]
    for_each: Any = None
    count: Any = None
    dynamics: Mapping[str, Any] = EMPTY
    _references: tuple[tuple[str, tuple[str, ...]], ...] | None = None

    @property
    def references(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if self._references is None:
            self._references = tuple(walk(self.expressions, ""))
        return self._references


@dataclass(slots=True)
class ModuleConfig:
    """One module as it is written; ``path`` names the calls that lead to it; only folders tell ``locals``."""

    path: tuple[str, ...] = ()
    resources: dict[tuple[str, str, str], ResourceConfig] = field(default_factory=dict)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    locals: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Configuration:
    """All modules by path, and the provider blocks by key."""

    modules: dict[tuple[str, ...], ModuleConfig]
    providers: dict[str, dict[str, Any]]
    variables: Mapping[str, Any]

    def resource(self, path: tuple[str, ...], mode: str, type_: str, name: str) -> ResourceConfig | None:
        module = self.modules.get(path)
        return module.resources.get((mode, type_, name)) if module else None


def configuration(plan: Mapping[str, Any], where: str) -> Configuration:
    """The configuration of a plan; empty where the plan carries none.

    Raises:
        ReadError: a part has not the kind it should have.
    """
    written = obj(plan, "configuration", where)
    place = f"{where}: configuration"
    modules: dict[tuple[str, ...], ModuleConfig] = {}
    _module(obj(written, "root_module", place), (), modules, place)
    blocks = obj(written, "provider_config", place)
    providers = {key: obj(blocks, key, place) for key in blocks}
    return Configuration(modules, providers, obj(plan, "variables", where))


def sources(config: Configuration) -> Mapping[str, str]:
    """Each module call without indexes, ``module.web.module.db``, to its source, ``@version`` behind it where set."""
    return {
        ".".join(f"module.{step}" for step in (*path, name)): _called(call)
        for path, module in config.modules.items()
        for name, call in module.calls.items()
        if isinstance(call.get("source"), str)
    }


def _called(call: Mapping[str, Any]) -> str:
    version = call.get("version_constraint")
    return f"{call['source']}@{version}" if isinstance(version, str) and version else str(call["source"])


def _module(
    written: Mapping[str, Any], path: tuple[str, ...], found: dict[tuple[str, ...], ModuleConfig], where: str
) -> None:
    module = ModuleConfig(
        path,
        variables=obj(written, "variables", where),
        outputs=obj(written, "outputs", where),
        locals=obj(written, "locals", where),
    )
    found[path] = module
    for entry in rows(written, "resources", where):
        key = (text(entry, "mode", where) or "managed", text(entry, "type", where), text(entry, "name", where))
        provider_key = text(entry, "provider_config_key", where)
        expressions = obj(entry, "expressions", where)
        module.resources[key] = ResourceConfig(
            provider_key,
            expressions,
            entry.get("for_each_expression"),
            entry.get("count_expression"),
            obj(entry, "dynamics", where),
        )
    calls = obj(written, "module_calls", where)
    for name in calls:
        call = obj(calls, name, where)
        module.calls[name] = call
        _module(obj(call, "module", where), (*path, name), found, f"{where}.{name}")


def walk(expressions: Any, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The (attribute path, traversals) pairs of a resource's expressions; blocks are numbered, ``ebs.0.id``."""
    if isinstance(expressions, list):
        for number, item in enumerate(expressions):
            yield from walk(item, f"{path}.{number}")
    elif isinstance(expressions, dict):
        found = traversals(expressions)
        if found:
            yield path, found
        elif "constant_value" not in expressions:
            for key, item in expressions.items():
                yield from walk(item, f"{path}.{key}" if path else str(key))


def traversals(expression: Any) -> tuple[str, ...]:
    """The traversals of one expression, without the shorter forms that Terraform lists after each of them."""
    listed = expression.get("references") if isinstance(expression, dict) else None
    if not isinstance(listed, list):
        return ()
    kept: list[str] = []
    for item in listed:
        if isinstance(item, str) and not (kept and _shortens(item, kept[-1])):
            kept.append(item)
    return tuple(kept)


def _shortens(short: str, long: str) -> bool:
    return short == long or (long.startswith(short) and long[len(short)] in ".[")


def constant(expression: Any) -> Any:
    """The constant value of an expression, ``None`` when it has none."""
    return expression.get("constant_value") if isinstance(expression, dict) else None


def descend(value: Any, traversal: str, skip: int) -> Any:
    """The value that a traversal picks out of ``value`` after its first ``skip`` parts; ``None`` when it cannot."""
    for part in parts(traversal)[skip:]:
        key = plain(part) if is_key(part) else part
        if isinstance(value, dict):
            value = value.get(str(key))
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value
