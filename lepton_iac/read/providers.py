"""Provider blocks of a plan: which one a resource uses, and what region and default tags it gives."""

from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.read.address import parts
from lepton_iac.read.configuration import Configuration, constant, descend, traversals
from lepton_iac.read.places import google_region, is_region
from lepton_iac.read.row import Row, provider_of

Answer = tuple[str | None, str]
"""A region or ``None``, and where it came from or why it is not known."""


class Providers:
    """Answers, per provider key, with a cache: blocks are few and resources many."""

    def __init__(self, config: Configuration) -> None:
        self._config = config
        self._answers: dict[tuple[str, str, str], Answer] = {}

    def region(self, row: Row, path: tuple[str, ...]) -> Answer:
        """The region of the provider block that this row uses."""
        key = (row.provider, row.provider_key, ".".join(path))
        if key not in self._answers:
            self._answers[key] = self._region(row.provider, row.provider_key, path)
        return self._answers[key]

    def default_tags(self, row: Row, path: tuple[str, ...]) -> Mapping[str, Any]:
        """Constant ``default_tags`` of the provider block that this row uses."""
        block = self._block(row.provider_key, path)
        expressions = block[1].get("expressions") if block else None
        tags = expressions.get("default_tags") if isinstance(expressions, dict) else None
        first = tags[0] if isinstance(tags, list) and tags else tags
        value = constant(first.get("tags")) if isinstance(first, dict) else None
        return value if isinstance(value, dict) else {}

    def _region(self, provider: str, key: str, path: tuple[str, ...]) -> Answer:
        if not key:
            return self._only_region(provider, "the plan does not tell which provider block it uses")
        block = self._block(key, path)
        local = key.rsplit(":", 1)[-1]
        passed = bool(path) and not key.startswith("module.") and ":" in key
        if block is None:
            return self._only_region(
                provider, f"the plan holds no block of provider {local}; its region comes from the environment"
            )
        if passed and ":" not in block[0]:
            # Terraform before 1.1 does not say which provider a module call passes.
            others = self._only_region(provider, "this plan does not tell which provider the module was given")
            if others[0] is None and len(list(self._blocks(provider))) > 1:
                return others
        return self._of_block(provider, *block)

    def _block(self, key: str, path: tuple[str, ...]) -> tuple[str, dict[str, Any]] | None:
        """The block that holds settings: the module's own, else the nearest caller's of the same local name."""
        providers = self._config.providers
        if key in providers and ("expressions" in providers[key] or ":" not in key):
            return key, providers[key]
        local = key.rsplit(":", 1)[-1]
        for depth in range(len(path), -1, -1):
            prefix = ".".join(f"module.{name}" for name in path[:depth])
            name = f"{prefix}:{local}" if prefix else local
            block = providers.get(name)
            if block is not None and ("expressions" in block or not prefix):
                return name, block
        return None

    def _blocks(self, provider: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, block in self._config.providers.items():
            name = block.get("full_name") or block.get("name") or ""
            own = ":" not in key or "expressions" in block
            if own and isinstance(name, str) and provider_of(name, "") == provider:
                yield key, block

    def _only_region(self, provider: str, otherwise: str) -> Answer:
        """The region that every block of the provider agrees on."""
        answers = {self._of_block(provider, key, block) for key, block in self._blocks(provider)}
        regions = {region for region, _ in answers}
        if len(regions) == 1 and None not in regions:
            return regions.pop(), f"provider {provider}, which knows one region only"
        if len(answers) == 1:
            return answers.pop()
        return None, otherwise

    def _of_block(self, provider: str, key: str, block: Mapping[str, Any]) -> Answer:
        name = f"provider {key}"
        expressions = block.get("expressions")
        expressions = expressions if isinstance(expressions, dict) else {}
        reason = f"{name} has no region in the plan; it comes from the environment"
        module = str(block.get("module_address") or "")
        for attribute in ("region",) if provider != "google" else ("region", "zone"):
            if attribute not in expressions:
                continue
            value = self.value(expressions[attribute], _module_path(module))
            region = google_region(value) if provider == "google" else value
            if is_region(provider, region):
                return str(region), name
            refers = ", ".join(traversals(expressions[attribute]))
            reason = f"the region of {name} is {refers}, whose value the plan does not tell"
            if not refers or constant(expressions[attribute]) is not None:
                reason = f"the region of {name} is written as a text that is no region"
        return None, reason

    def value(self, expression: Any, path: tuple[str, ...]) -> Any:
        """The value of an expression that is a constant or one variable; ``None`` where it is anything else."""
        if constant(expression) is not None:
            return constant(expression)
        found = traversals(expression)
        if len(found) != 1:
            return None
        steps = parts(found[0])
        if len(steps) < 2 or steps[0] != "var":
            return None
        return descend(self._variable(str(steps[1]), path), found[0], 2)

    def _variable(self, name: str, path: tuple[str, ...]) -> Any:
        module = self._config.modules.get(path)
        declared = module.variables.get(name) if module else None
        declared = declared if isinstance(declared, dict) else {}
        if declared.get("sensitive"):
            return None
        if not path:
            given = self._config.variables.get(name)
            value = given.get("value") if isinstance(given, dict) else None
            return declared.get("default") if value is None else value
        caller = self._config.modules.get(path[:-1])
        call = caller.calls.get(path[-1]) if caller else None
        expressions = call.get("expressions") if call else None
        given = expressions.get(name) if isinstance(expressions, dict) else None
        return declared.get("default") if given is None else self.value(given, path[:-1])


def _module_path(module: str) -> tuple[str, ...]:
    return tuple(str(name) for name in parts(module)[1::2])
