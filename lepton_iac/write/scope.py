"""Where an expression is looked at: a module instance, and the names bound there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lepton_iac.model import Stack
from lepton_iac.write.address import Key, parse_address
from lepton_iac.write.module import Node, ResourceKey
from lepton_iac.write.value import Lazy, Value

ModuleKeys = tuple[tuple[str, Key], ...]
ANY = "?"
"""The key of an instance when the real keys cannot be known; no change is ever addressed to it."""

_NONE: Mapping[str, Value] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Instance:
    """One instance of a module; ``caller`` is the scope in which its arguments are written."""

    node: Node
    keys: ModuleKeys = ()
    caller: "Scope | None" = None
    found: dict[tuple[str, str], Lazy] = field(default_factory=dict)
    children: dict[tuple[str, Key], "Instance"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A module instance with ``each``, ``count``, ``self``, iterators and names of ``for`` bound."""

    instance: Instance
    bindings: Mapping[str, Value] = field(default_factory=lambda: _NONE)

    def binding(self, names: Mapping[str, Value]) -> "Scope":
        return Scope(self.instance, {**self.bindings, **names})


@dataclass(slots=True, eq=False)
class Instances:
    """The instance keys that a stack holds, for what the files alone do not tell."""

    resources: dict[tuple[ModuleKeys, ResourceKey], list[Key]] = field(default_factory=dict)
    modules: dict[tuple[ModuleKeys, str], list[Key]] = field(default_factory=dict)


def instances_of(stack: Stack) -> Instances:
    """Index a stack's addresses by module instance."""
    found = Instances()
    seen: set[tuple[ModuleKeys, str, Key]] = set()
    for resource in stack.resources:
        address = parse_address(resource.address)
        if address is None:
            continue
        place = (address.modules, (address.mode, address.type, address.name))
        found.resources.setdefault(place, []).append(address.key)
        for depth, (name, key) in enumerate(address.modules):
            if (address.modules[:depth], name, key) not in seen:
                seen.add((address.modules[:depth], name, key))
                found.modules.setdefault((address.modules[:depth], name), []).append(key)
    return found
