"""Whether the value of an HCL expression can be known before apply: it is followed to where it comes from.

The evaluator fills in texts of its own for what only a cloud can tell (an ARN, a data source); they must not pass.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lepton_iac.model import AFTER_APPLY, SENSITIVE, Unknown
from lepton_iac.read.address import Part, is_key, parts
from lepton_iac.read.configuration import Configuration, ModuleConfig

Path = tuple[str, ...]
MAX_HOPS = 30
_PLAIN = frozenset({"path", "terraform", "count", "self"})


class Origins:
    """Follows expressions through variables, locals, outputs and attributes of one configuration."""

    def __init__(self, config: Configuration, given: Mapping[str, Any]) -> None:
        """``given`` holds the root variables that variable files set, as expressions."""
        self._config = config
        self._given = given

    def untold(self, expression: Any, path: Path, for_each: Any = None, hops: int = 0) -> Unknown | None:
        """Why an expression's value is not known (or must not be shown); ``None`` when it is known."""
        if isinstance(expression, list):
            return _worst(self.untold(item, path, for_each, hops) for item in expression)
        if not isinstance(expression, dict) or "constant_value" in expression:
            return None
        if "references" not in expression and "calls" not in expression:
            return _worst(self.untold(item, path, for_each, hops) for item in expression.values())
        if hops > MAX_HOPS or "sensitive" in expression.get("calls", ()):
            return AFTER_APPLY if hops > MAX_HOPS else SENSITIVE
        found = (self._one(parts(item), path, for_each, hops + 1) for item in expression.get("references", ()))
        return _worst(found)

    def _one(self, steps: tuple[Part, ...], path: Path, for_each: Any, hops: int) -> Unknown | None:
        module = self._config.modules.get(path)
        if len(steps) < 2 or module is None or steps[0] in _PLAIN:
            return None
        head, name = str(steps[0]), str(steps[1])
        if head == "var":
            return self._variable(module, name, hops)
        if head == "module":
            return self._output(module, steps, hops)
        if head in {"local", "each"}:
            inner = for_each if head == "each" else _within(module.locals.get(name), steps[2:])
            return self.untold(inner, path, None, hops)
        return AFTER_APPLY if head == "data" else self._attribute(module, steps, hops)

    def _variable(self, module: ModuleConfig, name: str, hops: int) -> Unknown | None:
        declared = module.variables.get(name)
        declared = declared if isinstance(declared, dict) else {}
        if declared.get("sensitive"):
            return SENSITIVE
        if not module.path:
            known = name in self._given or "default" in declared
            return None if known else Unknown(f"variable {name} has no value")
        caller = self._config.modules.get(module.path[:-1])
        call = caller.calls.get(module.path[-1], {}) if caller else {}
        expressions = call.get("expressions", {})
        if name not in expressions:
            return None if "default" in declared else Unknown(f"variable {name} has no value")
        return self.untold(expressions[name], module.path[:-1], call.get("for_each_expression"), hops)

    def _output(self, module: ModuleConfig, steps: tuple[Part, ...], hops: int) -> Unknown | None:
        inside = self._config.modules.get((*module.path, str(steps[1])))
        name = next((str(part) for part in steps[2:4] if not is_key(part)), None)
        output = inside.outputs.get(name) if inside and name else None
        if inside is None or output is None:
            return AFTER_APPLY
        return self.untold(output.get("expression"), inside.path, None, hops)

    def _attribute(self, module: ModuleConfig, steps: tuple[Part, ...], hops: int) -> Unknown | None:
        """An attribute of a resource is known when its own block sets it; names bound by ``for`` are not resources."""
        written = module.resources.get(("managed", str(steps[0]), str(steps[1])))
        if written is None:
            return None
        name = next((str(part) for part in steps[2:4] if not is_key(part)), None)
        if name is None or name not in written.expressions:
            return AFTER_APPLY
        return self.untold(written.expressions[name], module.path, written.for_each, hops)

    def size(self, expression: Any, path: Path, hops: int = 0) -> int | None:
        """How many elements a collection has, where it is written out; ``None`` when that is not plain to see."""
        if not isinstance(expression, dict) or hops > MAX_HOPS:
            return None
        if "size" in expression:
            return int(expression["size"])
        references = expression.get("references")
        if references is None:
            return None if "constant_value" in expression or "calls" in expression else len(expression)
        steps = parts(references[0])
        if len(references) != 1 or "calls" in expression or len(steps) != 2:
            return None
        return self._size_of(str(steps[0]), str(steps[1]), path, hops + 1)

    def _size_of(self, head: str, name: str, path: Path, hops: int) -> int | None:
        module = self._config.modules.get(path)
        if module is None:
            return None
        if head == "local":
            return self.size(module.locals.get(name), path, hops)
        if head != "var":
            return None
        default = (module.variables.get(name) or {}).get("default")
        if not path:
            return self.size(self._given.get(name, default), path, hops)
        caller = self._config.modules[path[:-1]]
        given = caller.calls[path[-1]].get("expressions", {}).get(name)
        return self.size(given, path[:-1], hops) if given is not None else self.size(default, path, hops)


def _within(expression: Any, steps: tuple[Part, ...]) -> Any:
    """The part of a written-out object that the rest of a traversal picks."""
    for step in steps:
        if not isinstance(expression, dict) or "references" in expression or "calls" in expression:
            return expression
        if str(step) not in expression:
            return expression
        expression = expression[str(step)]
    return expression


def _worst(found: Iterable[Unknown | None]) -> Unknown | None:
    """Sensitive before unknown before known."""
    worst: Unknown | None = None
    for item in found:
        if item is SENSITIVE:
            return SENSITIVE
        worst = item if worst is None else worst
    return worst
