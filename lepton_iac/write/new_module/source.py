"""One resource of the stack as the readers of a cloud see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import LEFT_OUT, Resource, Stack, Unknown


@dataclass(frozen=True, slots=True)
class Source:
    """A resource with its stack and its neutral properties; what is not known reads as the default."""

    resource: Resource
    stack: Stack
    properties: Mapping[str, Any]

    def get(self, path: str, default: Any = None) -> Any:
        """An attribute; ``default`` when it is not written or not known."""
        return known(value_at(self.resource.attributes, path), default)

    def prop(self, name: str, default: Any = None) -> Any:
        """A neutral property of the type's file."""
        return known(self.properties.get(name), default)

    def number(self, name: str, default: int | None = None) -> int | None:
        """A neutral property as a whole number."""
        value = self.prop(name)
        return int(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else default

    def blocks(self, path: str) -> list[Mapping[str, Any]]:
        """The nested blocks at a path."""
        return nested(self.get(path))

    def behind(self, path: str, *types: str) -> tuple[Resource, ...]:
        """What the attributes at or under a path refer to, of these types or any."""
        return _once(self._behind(path, types))

    def _behind(self, path: str, types: tuple[str, ...]) -> Iterator[Resource]:
        for written, addresses in self.resource.references.items():
            if written == path or written.startswith(f"{path}."):
                for address in addresses:
                    other = self.stack.by_address.get(address)
                    if other is not None and (not types or other.type in types):
                        yield other

    def users(self, *types: str) -> tuple[Resource, ...]:
        """The resources of these types that refer to this one."""
        found = (other for _, other in self.stack.referrers.get(self.resource.address, ()) if other.type in types)
        return _once(found)

    def of(self, other: Resource) -> "Source":
        """Another resource of the same stack, its attributes only."""
        return Source(other, self.stack, {})


def nested(value: object) -> list[Mapping[str, Any]]:
    """The blocks in a value: a list of them, one, or none."""
    values = value if isinstance(value, list | tuple) else [value]
    return [one for one in values if isinstance(one, Mapping)]


def written(value: object) -> bool:
    """Whether something was given, known yet or not: what a condition set to null was not."""
    return value is not None and value is not LEFT_OUT and value != ""


def known(value: Any, default: Any = None) -> Any:
    return default if value is None or isinstance(value, Unknown) else value


def _once(found: Iterator[Resource]) -> tuple[Resource, ...]:
    return tuple({resource.address: resource for resource in found}.values())
