"""What the evaluator makes of a folder becomes rows; what it could not know, or made up, is taken out again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.model import AFTER_APPLY, Action, Note, Unknown
from lepton_iac.read.address import Part, module_steps, parts, resource_parts
from lepton_iac.read.configuration import Configuration, ModuleConfig, ResourceConfig
from lepton_iac.read.masks import masked
from lepton_iac.read.origins import MAX_HOPS, Origins
from lepton_iac.read.row import Row, provider_of

Json = Mapping[str, Any]
NOT_EVALUATED = Unknown("could not be evaluated without a plan")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_META = frozenset({"__tfmeta", "count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})


class Evaluated:
    """Rows of one evaluated folder, and notes about what had to be left out."""

    def __init__(self, blocks: Json, config: Configuration, origins: Origins) -> None:
        self._blocks = blocks
        self._config = config
        self._origins = origins
        self._made_up = frozenset(_ids(blocks))
        self._seen: set[tuple[tuple[str, ...], str, str]] = set()
        self._failed = frozenset(_uncounted(blocks))
        self.notes: list[Note] = []

    def rows(self) -> Iterator[Row]:
        """Every resource instance that is certain to exist."""
        for entries in self._blocks.values():
            for entry in entries if isinstance(entries, list) else ():
                meta = entry.get("__tfmeta") if isinstance(entry, dict) else None
                if isinstance(meta, dict) and meta.get("type") in {"resource", "data"}:
                    row = self._row(entry, str(meta.get("path", "")))
                    if row is not None:
                        yield row

    def uncounted(self) -> Iterator[Note]:
        """Blocks, of resources and modules, whose number of instances no one can know before apply; after ``rows``."""
        for path, module in self._config.modules.items():
            prefix = "".join(f"module.{name}." for name in path)
            for name, call in module.calls.items():
                if self._call_uncertain((*path, name), call):
                    yield Note(
                        "not priced: how many instances it has is not known before apply", f"{prefix}module.{name}"
                    )
            for (mode, type_, name), written in module.resources.items():
                if mode == "managed" and self._resource_uncertain((*path, type_, name), path, written):
                    yield Note(
                        "not priced: how many instances it has is not known before apply", f"{prefix}{type_}.{name}"
                    )

                elif mode == "managed" and _calls(written.for_each) and (path, type_, name) not in self._seen:
                    yield Note(
                        "no instances: its for_each is empty or could not be evaluated", f"{prefix}{type_}.{name}"
                    )

    def _call_uncertain(self, path: tuple[str, ...], call: Json) -> bool:
        count, for_each = call.get("count_expression"), call.get("for_each_expression")
        return path in self._failed or self._number_untold(count, for_each, path[:-1], 0)

    def _resource_uncertain(self, key: tuple[str, ...], path: tuple[str, ...], written: ResourceConfig) -> bool:
        return key in self._failed or self._number_untold(written.count, written.for_each, path, 0)

    def _number_untold(self, count: Any, for_each: Any, path: tuple[str, ...], hops: int) -> bool:
        """Whether a number of instances is unknown; that of another resource with a known number is known."""
        module = self._config.modules[path]
        for item in (count, for_each):
            if not isinstance(item, dict):
                continue
            other = [name for name in item.get("references", ()) if self._counts(module, parts(name), hops)]
            rest = {**item, "references": [name for name in item.get("references", ()) if name not in other]}
            if self._origins.untold(rest if other else item, path) is not None:
                return True
        return False

    def _counts(self, module: ModuleConfig, steps: tuple[Part, ...], hops: int) -> bool:
        written = module.resources.get(("managed", str(steps[0]), str(steps[1]))) if len(steps) == 2 else None
        if written is None or hops > MAX_HOPS:
            return False
        return not self._number_untold(written.count, written.for_each, module.path, hops + 1)

    def _row(self, entry: Json, address: str) -> Row | None:
        module, mode, type_, name, key = resource_parts(address)
        path = tuple(step for step, _ in module_steps(module))
        written = self._config.resource(path, mode, type_, name)
        if not type_ or written is None or self._uncertain(path, (*path, type_, name), written):
            return None
        self._seen.add((path, type_, name))
        attributes = {item: self._clean(value) for item, value in entry.items() if item not in _META}
        attributes["id"] = AFTER_APPLY
        self._untell(attributes, written, path)
        return Row(
            address, type_, name, provider_of("", type_), masked(attributes, None, None, type_), mode, module, key,
            Action.CREATE if mode == "managed" else Action.READ,
        )  # fmt: skip

    def _uncertain(self, path: tuple[str, ...], key: tuple[str, ...], written: ResourceConfig) -> bool:
        if self._resource_uncertain(key, path, written):
            return True
        calls = (
            (path[: depth + 1], self._config.modules[path[:depth]].calls[path[depth]]) for depth in range(len(path))
        )
        return any(self._call_uncertain(inside, call) for inside, call in calls)

    def _clean(self, value: Any) -> Any:
        """Blocks as lists, as in a plan; unresolved references and the evaluator's own ids as unknown."""
        if isinstance(value, str):
            return AFTER_APPLY if self._holds_id(value) else value
        if isinstance(value, list):
            return [self._clean(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "__attribute__" in value:
            return NOT_EVALUATED
        own = {key: self._clean(item) for key, item in value.items() if key != "__tfmeta"}
        if "__tfmeta" not in value:
            return own
        if value.get("id") in self._made_up:
            own.pop("id", None)
        return _InBlock(own)

    def _holds_id(self, text: str) -> bool:
        return any(found in self._made_up for found in _UUID.findall(text))

    def _untell(self, attributes: dict[str, Any], written: ResourceConfig, path: tuple[str, ...]) -> None:
        for name, value in attributes.items():
            if isinstance(value, _InBlock):
                attributes[name] = [dict(value)]
            elif isinstance(value, list):
                attributes[name] = [dict(item) if isinstance(item, _InBlock) else item for item in value]
        for name, expression in written.expressions.items():
            attributes[name] = self._told(attributes.get(name), expression, path, written.for_each)
        for name, entries in written.dynamics.items():
            if not self._dynamic_told(attributes.get(name), written.expressions.get(name, []), entries, path, written):
                attributes[name] = NOT_EVALUATED

    def _told(self, value: Any, expression: Any, path: tuple[str, ...], for_each: Any) -> Any:
        """A value under its expression: parts that are not known are replaced, the rest stays."""
        if isinstance(expression, list):
            return self._blocks_told(value, expression, path, for_each)
        if not isinstance(expression, dict) or "constant_value" in expression:
            return value
        if "references" not in expression and "calls" not in expression and "size" not in expression:
            return self._object_told(value, expression, path, for_each)
        untold = self._origins.untold(expression, path, for_each)
        if untold is None and (value is None or value is NOT_EVALUATED):
            return NOT_EVALUATED if self._should_have_value(expression, path) else None
        return value if untold is None else untold

    def _blocks_told(self, value: Any, expressions: list[Any], path: tuple[str, ...], for_each: Any) -> Any:
        if isinstance(value, _InBlock):
            value = [dict(value)]
        if not isinstance(value, list):
            return value if value is None else NOT_EVALUATED
        value = [dict(item) if isinstance(item, _InBlock) else item for item in value]
        told = [self._told(item, inner, path, for_each) for item, inner in zip(value, expressions, strict=False)]
        return told + value[len(expressions) :]

    def _object_told(self, value: Any, expression: Json, path: tuple[str, ...], for_each: Any) -> Any:
        if value is None or isinstance(value, Unknown):
            return value if not expression else self._origins.untold(expression, path, for_each) or value
        if not isinstance(value, dict):
            return value
        told = {key: self._told(value.get(key), inner, path, for_each) for key, inner in expression.items()}
        return {**value, **told}

    def _should_have_value(self, expression: Json, path: tuple[str, ...]) -> bool:
        """Whether nothing is a failure of the evaluator: only variables and locals may honestly be null."""
        if expression.get("calls"):
            return True
        module = self._config.modules[path]
        return any(not _may_be_null(item, module.variables) for item in expression.get("references", ()))

    def _dynamic_told(
        self, value: Any, static: Any, entries: list[Json], path: tuple[str, ...], written: ResourceConfig
    ) -> bool:
        """Whether the evaluator made as many blocks as there must be, out of known values."""
        total = len(static) if isinstance(static, list) else 0
        for entry in entries:
            size = None if "nested" in entry else self._origins.size(entry["for_each"], path)
            if size is None:
                return False
            for part in (entry["for_each"], entry["content"]):
                if self._origins.untold(part, path, written.for_each) is not None:
                    return False
            total += size
        return total == (len(value) if isinstance(value, list) else 0)


class _InBlock(dict[str, Any]):
    """A nested block, told from a map while values are cleaned."""


def _may_be_null(traversal: str, variables: Json) -> bool:
    head, _, rest = traversal.partition(".")
    if head == "var":
        default = (variables.get(rest.split(".")[0].split("[")[0]) or {}).get("default", {})
        return isinstance(default, dict) and default.get("constant_value", default) in (None, {})
    return head in {"each", "count"}


def _calls(expression: Any) -> bool:
    return isinstance(expression, dict) and bool(expression.get("calls"))


def _uncounted(blocks: Json) -> Iterator[tuple[str, ...]]:
    """Blocks, named without keys, whose count the evaluator left empty: it then makes one instance up."""
    for entries in blocks.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and "count" in entry and entry["count"] is None:
                address = str((entry.get("__tfmeta") or {}).get("path", ""))
                module, _, type_, name, _ = resource_parts(address)
                path = tuple(step for step, _ in module_steps(module if type_ else address))
                yield (*path, type_, name) if type_ else path


def _ids(value: Any) -> Iterator[str]:
    """The random ids that the evaluator gives to blocks."""
    if isinstance(value, dict):
        own = value.get("id")
        if "__tfmeta" in value and isinstance(own, str) and _UUID.fullmatch(own):
            yield own
        for item in value.values():
            yield from _ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item)
