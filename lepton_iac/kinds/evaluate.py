"""Working a spec out on one resource: its neutral properties, its usage, its parts.

An ``Item`` is lazy: a property is worked out when something asks for it, once per scenario. There are three
ends, because scale groups and forecasts have ranges: expected, low and high; and with schedules one stretch or all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from lepton_iac.errors import SpecError
from lepton_iac.kinds.expression import Expression, Scope, UnknownValue
from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.schedule import Stretch, level
from lepton_iac.kinds.scheduled import stretches
from lepton_iac.kinds.spec import Input, Reference, Source, Spec
from lepton_iac.kinds.values import blocks, bound, cast, nowhere, shown, under
from lepton_iac.kinds.world import EXPECTED, Scenario, World
from lepton_iac.model import LEFT_OUT, Provenance, Quantity, Resource, Unknown
from lepton_iac.units import HOURS_PER_MONTH


@dataclass
class Item:
    """A spec worked out on one resource (or on one block of it).

    Attributes:
        owner: the resource whose region and usage count; differs from ``resource`` for parts.
        given: inputs that the parent decides (a scale group's instance type).
        count: so many of it there are, per scenario.
        prefix: of the usage keys.
        position: index among sibling parts.
        outer: what this is a part of.
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
    outer: "Item | None" = None
    assumptions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._values: dict[tuple[str, Scenario], Any] = {}
        self._usage: Mapping[str, Quantity | str] | None = None
        self._scopes: dict[Scenario, Scope] = {}
        self._busy: set[tuple[str, Scenario]] = set()
        self._stretched: dict[str, tuple[Stretch, ...] | Unknown | None] = {}

    # -------------------------------------------------------------- names

    def scope(self, scenario: Scenario = EXPECTED) -> Scope:
        if scenario not in self._scopes:
            self._scopes[scenario] = self._scope(scenario)
        return self._scopes[scenario]

    def work_out(self, expression: Expression, scenario: Scenario = EXPECTED) -> Any:
        return expression(self.scope(scenario))

    def get(self, name: str, scenario: Scenario = EXPECTED) -> Any:
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
                return region if region is not None else Unknown(nowhere(self.owner))
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
        if entry.name in self.spec.scheduled:
            found = self._stretches(entry)
            if found is not None:
                step = scenario.stretch if self.spec.stepwise == entry.name else None
                return found if isinstance(found, Unknown) else level(found, scenario.end, step)
        return self._unscheduled(entry, scenario)

    def _unscheduled(self, entry: Input, scenario: Scenario) -> Any:
        if entry.value is not None:
            return self.work_out(entry.value, scenario)
        own_end = (None, entry.low, entry.high)[scenario.end]
        if own_end is not None:
            return self.work_out(own_end, scenario)
        value = self._read(entry)
        if value is None and entry.otherwise is not None:
            return self.work_out(entry.otherwise, scenario)
        if value is None and entry.has_default:
            if entry.default not in ("", 0, False):
                self.assumptions[entry.name] = f"{entry.name} is {shown(entry.default)}: the provider's default"
            return entry.default
        if value is None and not entry.optional:
            sources = " or ".join(source.path for source in entry.sources)
            return Unknown(f"{sources or entry.name} is not set")
        return cast(value, entry)

    def _stretches(self, entry: Input) -> tuple[Stretch, ...] | Unknown | None:
        """What schedules make of an input; ``None`` where nothing sets it."""
        if entry.name not in self._stretched:
            rules = self.spec.scheduled[entry.name]
            found, sentence = stretches(rules, self.resource, self.all_referred, partial(self._unscheduled, entry))
            self._stretched[entry.name] = found
            if sentence:
                self.assumptions[entry.name] = f"{entry.name} is {sentence}"
        return self._stretched[entry.name]

    @cached_property
    def shares(self) -> tuple[Decimal | None, ...]:
        """The share of each stretch that quantities are worked out for; ``(None,)``: of all hours together."""
        name = self.spec.stepwise
        found = self._stretches(self.spec.inputs[name]) if name else None
        if isinstance(found, tuple) and len(found) > 1:
            return tuple(stretch.share for stretch in found)
        return self.outer.shares if self.outer is not None else (None,)

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
        found = under(self._usage, self.prefix, key)
        if found is None and not self.prefix.endswith("]"):
            found = self._usage.get(key)
        if isinstance(found, Quantity):
            if found.provenance is not Provenance.DECLARED and found.detail:
                self.assumptions[key] = f"{key}: {found.detail}"
            return bound(found, scenario.end)
        if found is not None:
            return found
        known = self.spec.usage[key]
        if known.default is None:
            return Unknown(f"usage {key} is not declared")
        return known.default

    @cached_property
    def ranged(self) -> bool:
        """Whether anything here has a low and a high end, so that the other scenarios are worth working out."""
        inputs = self.spec.inputs.values()
        if self.spec.scheduled or any(entry.low is not None or entry.high is not None for entry in inputs):
            return True
        used = self.world.usage_of(self.owner.address, self.owner.type).values()
        outer = self.outer is not None and self.outer.ranged
        return outer or any(isinstance(one, Quantity) and one.low is not None for one in used)

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
                if other.type in reference.types and path.startswith(reference.paths) and _fits(other, reference):
                    yield other
            return
        for path in reference.paths:
            for address in holder.references.get(path, ()):
                target = stack.by_address.get(address)
                if target is not None and target.type in reference.types and _fits(target, reference):
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


def _fits(other: Resource, reference: Reference) -> bool:
    return all(value_at(other.attributes, path) == text for path, text in reference.where.items())


def item_of(spec: Spec, resource: Resource, world: World) -> Item:
    """The spec worked out on a whole resource."""
    return Item(spec, resource, world, resource)
