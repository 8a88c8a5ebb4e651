"""Working a spec out on one resource: its neutral properties, its usage, its parts.

An ``Item`` is lazy: a property is worked out when something asks for it, once per scenario. There are three
scenarios, because scale groups and forecasts have ranges: expected, low and high.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from lepton_iac.errors import SpecError
from lepton_iac.kinds.expression import Expression, Scope, UnknownValue
from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.spec import Input, Reference, Source, Spec
from lepton_iac.kinds.world import Scenario, World
from lepton_iac.model import LEFT_OUT, Provenance, Quantity, Resource, Unknown
from lepton_iac.units import HOURS_PER_MONTH, decimal


@dataclass
class Item:
    """A spec worked out on one resource (or on one block of it).

    Attributes:
        owner: the resource whose region and usage count; differs from ``resource`` for parts.
        given: inputs that the parent decides (a scale group's instance type).
        count: so many of it there are, per scenario.
        prefix: of the usage keys.
        position: index among sibling parts.
    """

    spec: Spec
    resource: Resource
    world: World
    owner: Resource
    given: Mapping[str, Callable[[Scenario], Any]] = field(default_factory=dict)
    count: Callable[[Scenario], Any] = lambda scenario: 1
    prefix: str = ""
    position: int = 0
    path: tuple[str, ...] = ()
    outer_ranged: bool = False
    assumptions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._values: dict[tuple[str, Scenario], Any] = {}
        self._usage: Mapping[str, Quantity | str] | None = None
        self._scopes: dict[Scenario, Scope] = {}
        self._busy: set[tuple[str, Scenario]] = set()

    # -------------------------------------------------------------- names

    def scope(self, scenario: Scenario = Scenario.EXPECTED) -> Scope:
        if scenario not in self._scopes:
            self._scopes[scenario] = self._scope(scenario)
        return self._scopes[scenario]

    def work_out(self, expression: Expression, scenario: Scenario = Scenario.EXPECTED) -> Any:
        return expression(self.scope(scenario))

    def get(self, name: str, scenario: Scenario = Scenario.EXPECTED) -> Any:
        """A neutral property, a usage value (``usage.key``) or a built-in name; ``Unknown`` with the reason."""
        key = (name, scenario)
        if key not in self._values:
            if key in self._busy:
                raise SpecError(f"{name} depends on itself", where=self.spec.type)
            self._busy.add(key)
            self._values[key] = self._resolve(name, scenario)
            self._busy.discard(key)
        return self._values[key]

    def _resolve(self, name: str, scenario: Scenario) -> Any:
        if name.startswith("usage."):
            return self._used(name[6:], scenario)
        if name in self.given:
            value = self.given[name](scenario)
            if value is not None:
                return value
        entry = self.spec.inputs.get(name)
        if entry is not None:
            return self._input(entry, scenario)
        return self._built_in(name)

    def _built_in(self, name: str) -> Any:
        match name:
            case "region":
                region = self.owner.region
                return region if region is not None else Unknown(_nowhere(self.owner))
            case "address":
                return self.owner.address
            case "type":
                return self.resource.type
            case "hours_per_month":
                return HOURS_PER_MONTH
            case "position":
                return self.position
        raise SpecError(f"no such name {name!r}", where=self.spec.type)

    # -------------------------------------------------------------- inputs

    def _input(self, entry: Input, scenario: Scenario) -> Any:
        if entry.value is not None:
            return self.work_out(entry.value, scenario)
        bound = (None, entry.low, entry.high)[scenario]
        if bound is not None:
            return self.work_out(bound, scenario)
        value = self._read(entry)
        if value is None and entry.otherwise is not None:
            return self.work_out(entry.otherwise, scenario)
        if value is None and entry.has_default:
            if entry.default not in ("", 0, False):
                self.assumptions[entry.name] = f"{entry.name} is {_shown(entry.default)}: the provider's default"
            return entry.default
        if value is None and not entry.optional:
            sources = " or ".join(source.path for source in entry.sources)
            return Unknown(f"{sources or entry.name} is not set")
        return _cast(value, entry)

    def _read(self, entry: Input) -> Any:
        for source in entry.sources:
            value = self._through(source) if source.reference else value_at(self.resource.attributes, source.path)
            if value is LEFT_OUT:
                continue
            if isinstance(value, Unknown):
                return Unknown(f"{source.path} is {value.reason}")
            if value is not None and value not in ("", []):
                return value
        return None

    def _through(self, source: Source) -> Any:
        """The attribute of the resource behind a reference; ``Unknown`` when it may be any of several that differ."""
        values = [value_at(target.attributes, source.path) for target in self._likeliest(source.reference)]
        if any(value != values[0] for value in values):
            return Unknown(f"any of {len(values)} resources, which differ in it")
        return values[0] if values else None

    def _likeliest(self, name: str) -> list[Resource]:
        """What the first attribute that refers to anything may refer to; just one resource, where it can be told."""
        reference = self.spec.references[name]
        if reference.back or reference.through:
            return list(self.all_referred(name))[:1]
        for path in reference.paths:
            found = list(self._behind(replace(reference, paths=(path,)), self.resource))
            if found:
                return found
        return []

    # -------------------------------------------------------------- usage

    def _used(self, key: str, scenario: Scenario) -> Any:
        if self._usage is None:
            self._usage = self.world.usage_of(self.owner.address, self.owner.type)
        found = self._usage.get(f"{self.prefix}.{key}") if self.prefix else None
        if found is None and not self.prefix.endswith("]"):
            found = self._usage.get(key)
        if isinstance(found, Quantity):
            if found.provenance is not Provenance.DECLARED and found.detail:
                self.assumptions[key] = f"{key}: {found.detail}"
            return _bound(found, scenario)
        if found is not None:
            return found
        known = self.spec.usage[key]
        if known.default is None:
            return Unknown(f"usage {key} is not declared")
        return known.default

    @cached_property
    def ranged(self) -> bool:
        """Whether anything here has a low and a high end, so that the other scenarios are worth working out."""
        if any(entry.low is not None or entry.high is not None for entry in self.spec.inputs.values()):
            return True
        used = self.world.usage_of(self.owner.address, self.owner.type).values()
        return self.outer_ranged or any(isinstance(one, Quantity) and one.low is not None for one in used)

    def usage_ranges(self, keys: frozenset[str]) -> bool:
        """Whether one of these usage values has a low and a high end."""
        found = (self._usage or {}).get
        return any(isinstance(quantity := found(key), Quantity) and quantity.low is not None for key in keys)

    # -------------------------------------------------------------- references

    def referred(self, name: str) -> Resource | None:
        """The first resource behind a named reference."""
        return next(self.all_referred(name), None)

    def all_referred(self, name: str) -> Iterator[Resource]:
        """Every resource behind a named reference, each once."""
        reference = self.spec.references[name]
        holders = self.all_referred(reference.through) if reference.through else iter((self.resource,))
        seen: set[str] = set()
        for holder in holders:
            for other in self._behind(reference, holder):
                if other.address not in seen:
                    seen.add(other.address)
                    yield other

    def _behind(self, reference: Reference, holder: Resource) -> Iterator[Resource]:
        stack = self.world.stack
        if reference.back:
            for path, other in stack.referrers.get(holder.address, ()):
                if other.type in reference.types and path.startswith(reference.paths):
                    yield other
            return
        for path in reference.paths:
            for address in holder.references.get(path, ()):
                target = stack.by_address.get(address)
                if target is not None and target.type in reference.types:
                    yield target

    # -------------------------------------------------------------- functions

    def _scope(self, scenario: Scenario) -> Scope:
        special: dict[str, Callable[..., Any]] = {
            "known": lambda name: not isinstance(self.get(name, scenario), Unknown),
            "table": self._table,
            "spec": self._fact,
            "every": self._every,
            "tags": lambda name, default="": self.owner.tags.get(name, default),
            "has_price": self._has_price,
        }
        return Scope(lambda name: self.get(name, scenario), special)

    def _table(self, name: str, key: Any, default: Any = None) -> Any:
        return self.spec.tables[name].get(str(key), default)

    def _fact(self, sku: Any, fact: str, default: Any = None) -> Any:
        value = self.world.spec_fact(self.spec.provider, str(sku), fact)
        if isinstance(value, Unknown):
            if default is None:
                raise UnknownValue(value)
            return default
        return value

    def _every(self, name: str, path: str = "id") -> list[Any]:
        """A value of each resource behind a reference, or of each element of an attribute.

        ``id`` stands for the resource itself and is never unknown: it is asked to learn that there is one.
        """
        if name in self.spec.references:
            others = self.all_referred(name)
            found = [other.address if path == "id" else value_at(other.attributes, path) for other in others]
        else:
            found = blocks(value_at(self.resource.attributes, name))
            found = [] if found == [LEFT_OUT] else found
        for value in found:
            if isinstance(value, Unknown) and value is not LEFT_OUT:
                raise UnknownValue(value)
        return [None if value is LEFT_OUT else value for value in found]

    def _has_price(
        self, service: str, component: str, sku: str = "", region: str | None = None, purchase: str = "on_demand"
    ) -> bool:
        place = region if region is not None else (self.owner.region or "")
        return self.world.has_price(self.spec.provider, place, service, component, str(sku), purchase)


def blocks(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _bound(quantity: Quantity, scenario: Scenario) -> Decimal:
    bound = (quantity.expected, quantity.low, quantity.high)[scenario]
    return quantity.expected if bound is None else bound


def _cast(value: Any, entry: Input) -> Any:
    if value is None or isinstance(value, Unknown) or not entry.cast:
        return value
    match entry.cast:
        case "number":
            try:
                return decimal(value)
            except ValueError:
                return Unknown(f"{entry.name} is not a number")
        case "bool":
            return value is True or str(value).lower() == "true"
        case _:
            return str(value)


def _shown(value: Any) -> str:
    return "true" if value is True else str(value)


def _nowhere(resource: Resource) -> str:
    """Why a region is not known, with the mend where the user can give it."""
    why = resource.region_source or "the region is not known"
    return f"{why}; give it with --default-region" if "environment" in why or "does not tell" in why else why


def item_of(spec: Spec, resource: Resource, world: World) -> Item:
    """The spec worked out on a whole resource."""
    return Item(spec, resource, world, resource)
