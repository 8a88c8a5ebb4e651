"""What a rule may look at: the stack as changed so far, its neutral properties, its demand, and the limits."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lepton_iac.kinds.evaluate import Item, item_of
from lepton_iac.kinds.load import spec_of
from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.spec import Spec
from lepton_iac.kinds.world import World, provider_of
from lepton_iac.model import EMPTY, Change, Demand, Disruption, Resource, Stack, Unknown
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.market import Market

_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Context:
    """Everything a rule may know; a new one is made after each rule, so that the next sees the changed stack.

    Attributes:
        stack: as it would be after the ``accepted`` changes.
        demands: forecasts by address, against the capacity of the *unchanged* stack.
        shared: room for what is worked out once per market, such as sorted price lists.
    """

    stack: Stack
    market: Market
    demands: Mapping[str, tuple[Demand, ...]]
    constraints: Constraints
    accepted: tuple[Change, ...] = ()
    shared: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def world(self) -> World:
        return replace(self.market.world, stack=self.stack)

    @cached_property
    def _items(self) -> dict[str, Item | None]:
        return {}

    def item(self, resource: Resource) -> Item | None:
        """The resource worked out by its type file; ``None`` when it has none."""
        if resource.address not in self._items:
            spec = spec_of(provider_of(resource.type), resource.type)
            self._items[resource.address] = item_of(spec, resource, self.world) if spec else None
        return self._items[resource.address]

    def spec(self, resource: Resource) -> Spec | None:
        return spec_of(provider_of(resource.type), resource.type)

    def kind(self, resource: Resource) -> str:
        spec = self.spec(resource)
        return spec.kind if spec else ""

    def get(self, resource: Resource, name: str) -> Any:
        """A neutral property; ``None`` when it is unknown or the type has no such thing."""
        item = self.item(resource)
        if item is None or name not in item.spec.inputs:
            return None
        value = item.get(name)
        return None if isinstance(value, Unknown) else value

    def writable(self, resource: Resource, name: str) -> str | None:
        """The attribute of the resource itself that holds a property."""
        spec = self.spec(resource)
        entry = spec.inputs.get(name) if spec else None
        return entry.writable if entry else None

    def disruption(self, resource: Resource, name: str, otherwise: Disruption) -> Disruption:
        """What turning a property does, as the type file says."""
        spec = self.spec(resource)
        knobs = spec.knobs if spec else ()
        return next((knob.disruption for knob in knobs if knob.set == name), otherwise)

    def demand(self, address: str, *dimensions: str) -> Demand | None:
        """The forecast of the first of these dimensions that there is one for."""
        found = {demand.dimension: demand for demand in self.demands.get(address, ())}
        return next((found[name] for name in dimensions if name in found), None)

    def turned(self, address: str, knob: str) -> bool:
        """Whether an accepted change already sets this."""
        return any(change.address == address and change.knob == knob for change in self.accepted)

    def referrers(self, resource: Resource) -> Iterator[Resource]:
        return (other for _, other in self.stack.referrers.get(resource.address, ()) if other.mode == "managed")

    def non_production(self, resource: Resource) -> str:
        """The word that marks it as not production, or nothing; an environment tag outweighs the address."""
        tag = environment(tags_of(resource), self.constraints)
        words = set(_WORDS.split((tag or resource.address).lower()))
        return next((word for word in self.constraints.non_production if word in words), "")

    def guarded(self, resource: Resource) -> str:
        """A word in the address, name or tags that asks to leave retention and availability alone."""
        named = [resource.attributes.get(key) for key in ("name", "bucket", "description", "identifier")]
        tags = tags_of(resource)
        texts = [resource.address, *named, *tags.values(), *tags]
        words = {word for text in texts if isinstance(text, str) for word in _WORDS.split(text.lower())}
        return next((word for word in self.constraints.guarded if word in words), "")


def tags_of(resource: Resource) -> Mapping[str, Any]:
    """Tags and labels, also where a type keeps them elsewhere: groups in blocks, Cloud SQL and node pools inside."""
    if resource.tags:
        return resource.tags
    for path in ("settings.0.user_labels", "node_config.0.labels", "labels"):
        inner = value_at(resource.attributes, path)
        if isinstance(inner, Mapping) and inner:
            return inner
    blocks = resource.attributes.get("tag")
    found = blocks if isinstance(blocks, list | tuple) else ()
    return {str(one.get("key")): one.get("value") for one in found if isinstance(one, Mapping)}


def environment(tags: Mapping[str, Any], constraints: Constraints) -> str:
    """The value of the tag that names the environment."""
    lowered = {str(key).lower(): value for key, value in (tags or EMPTY).items()}
    found = (lowered.get(tag) for tag in constraints.environment_tags)
    return next((value for value in found if isinstance(value, str)), "")
