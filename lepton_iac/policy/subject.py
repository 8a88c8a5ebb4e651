"""What a condition can ask about one resource; a question whose answer is not known ends the condition undecided."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from lepton_iac.model import EMPTY, Bill, Demand, Proposal, Resource, Stack, Unknown
from lepton_iac.policy import environment
from lepton_iac.policy.condition import give_up
from lepton_iac.policy.path import as_flag, as_number, as_text, at, every, for_cel, is_left_out

FUNCTIONS = frozenset(
    "flag number text value flags numbers texts written count old_flag old_number old_text old_written existed "
    "missing_tags tag environment attached alike present region bill_given forecast_given cost old_cost demand "
    "proposed".split()
)
"""Names a condition may call; each is a method of ``Subject`` with an underscore before it."""
_TAG_MAPS = ("tags_all", "tags", "effective_labels", "labels")


@dataclass(frozen=True)
class Surroundings:
    """Everything beside the resource itself; ``None`` where a caller gave nothing.

    Attributes:
        exported: addresses that an output or a module call hands on, so that others may attach to them unseen.
    """

    stack: Stack
    bill: Bill | None = None
    prior: Bill | None = None
    demands: Mapping[str, tuple[Demand, ...]] | None = None
    proposal: Proposal | None = None
    exported: frozenset[str] = frozenset()


class Subject:
    """The resource in question; ``functions`` are what conditions call."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._before = {resource.address: resource for resource in around.stack.prior}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in around.stack.resources:
            self._by_type.setdefault(resource.type, []).append(resource)
        self.resource: Resource = NOBODY
        self.past: Resource | None = None
        self.params: Mapping[str, Any] = EMPTY
        self.reason = ""

    def turn_to(self, resource: Resource) -> None:
        """Ask about this resource from now on."""
        self.resource = resource
        self.past = self._before.get(resource.previous_address or resource.address)

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Every function of the condition language by its name."""
        return {name: getattr(self, f"_{name}") for name in FUNCTIONS}

    def _undecided(self, reason: str) -> NoReturn:
        self.reason = reason
        give_up(reason)

    # ------------------------------------------------------------ attributes after and before

    def _flag(self, path: str, default: bool) -> bool:
        return bool(self._one(self.resource, path, default, as_flag))

    def _number(self, path: str, default: float) -> float:
        return float(self._one(self.resource, path, default, as_number))

    def _text(self, path: str, default: str) -> str:
        return str(self._one(self.resource, path, default, as_text))

    def _value(self, path: str) -> Any:
        try:
            return for_cel(at(self.resource.attributes, path))
        except LookupError as error:
            self._undecided(f"{path}: {error}")

    def _flags(self, path: str, default: bool) -> list[Any]:
        return self._all(path, default, as_flag)

    def _numbers(self, path: str, default: float) -> list[Any]:
        return self._all(path, default, as_number)

    def _texts(self, path: str, default: str) -> list[Any]:
        return self._all(path, default, as_text)

    def _written(self, path: str) -> bool:
        return self._set(self.resource, path)

    def _count(self, path: str) -> float:
        value = at(self.resource.attributes, path)
        if is_left_out(value):
            return 0.0
        if isinstance(value, Unknown):
            self._undecided(f"{path}: {value.reason}")
        return float(len(value)) if isinstance(value, list | Mapping) else 1.0

    def _existed(self) -> bool:
        return self.past is not None

    def _old_flag(self, path: str, default: bool) -> bool:
        return bool(self._one(self._then(), path, default, as_flag))

    def _old_number(self, path: str, default: float) -> float:
        return float(self._one(self._then(), path, default, as_number))

    def _old_text(self, path: str, default: str) -> str:
        return str(self._one(self._then(), path, default, as_text))

    def _old_written(self, path: str) -> bool:
        return self._set(self._then(), path)

    def _then(self) -> Resource:
        if self.past is None:
            self._undecided("nothing is known about the past")
        return self.past

    def _set(self, resource: Resource, path: str) -> bool:
        value = at(resource.attributes, path)
        if is_left_out(value):
            return False
        return True if isinstance(value, Unknown) else value not in ("", [], {})

    def _one(self, resource: Resource, path: str, default: Any, cast: Callable[[Any], Any]) -> Any:
        value = at(resource.attributes, path)
        return self._cast(value, path, default, cast)

    def _all(self, path: str, default: Any, cast: Callable[[Any], Any]) -> list[Any]:
        return [self._cast(value, path, default, cast) for value in every(self.resource.attributes, path)]

    def _cast(self, value: Any, path: str, default: Any, cast: Callable[[Any], Any]) -> Any:
        if is_left_out(value):
            return default
        if isinstance(value, Unknown):
            self._undecided(f"{path}: {value.reason}")
        found = cast(value)
        if found is None:
            self._undecided(f"{path}: not of the expected kind")
        return found

    # ------------------------------------------------------------ tags, place and neighbours

    def tags(self) -> tuple[dict[str, Any], bool]:
        """The known tags by lower-case key, and whether these are all of them."""
        known: dict[str, Any] = {}
        complete = True
        for name in _TAG_MAPS:
            value = self.resource.attributes.get(name)
            if isinstance(value, Mapping):
                known.update({str(key).lower(): item for key, item in value.items()})
            elif isinstance(value, Unknown) and not is_left_out(value):
                complete = False
        return known, complete

    def lacking(self, wanted: Any) -> list[str]:
        """Which of the wanted tag keys are not there; case does not count."""
        known, _ = self.tags()
        return [str(key) for key in wanted if str(key).lower() not in known]

    def _missing_tags(self, wanted: list[str]) -> list[str]:
        lacking = self.lacking(wanted)
        if lacking and not self.tags()[1]:
            self._undecided("tags: not all of them are known")
        return lacking

    def _tag(self, key: str) -> str:
        known, complete = self.tags()
        value = known.get(key.lower())
        if isinstance(value, Unknown) or (value is None and not complete):
            self._undecided(f"tag {key}: not known")
        return "" if value is None else str(value)

    def _environment(self) -> str:
        known, complete = self.tags()
        said = environment.of_tags(known)
        if said:
            return said
        if not complete or any(isinstance(known.get(key), Unknown) for key in environment.TAGS):
            self._undecided("tags: the environment is not known")
        one = self.resource
        return environment.of_names([one.module, one.name, str(one.index or ""), str(known.get("name") or "")])

    def _region(self) -> str:
        if not self.resource.region:
            self._undecided(f"region: {self.resource.region_source or 'not known'}")
        return self.resource.region.lower().replace(" ", "")

    def _attached(self, types: str | list[str], attribute: str) -> bool:
        """Whether a resource of these types points here; undecided when one of them may, or others may unseen."""
        wanted = {types} if isinstance(types, str) else set(types)
        address = self.resource.address
        for path, other in self._around.stack.referrers.get(address, ()):
            if other.type in wanted and (not attribute or path == attribute or path.startswith(f"{attribute}.")):
                return True
        if any(self._may_point(other, attribute) for other in self._candidates(wanted)):
            self._undecided(f"{attribute} of another resource: not known")
        if address in self._around.exported:
            self._undecided("handed to an output or a module, where it may be attached")
        return any(self._same_name(other, attribute) for other in self._candidates(wanted))

    def _alike(self) -> float:
        return self._present(self.resource.type)

    def _present(self, type_: str) -> float:
        return float(sum(other.mode == "managed" for other in self._by_type.get(type_, ())))

    def _candidates(self, types: set[str]) -> Iterator[Resource]:
        for type_ in sorted(types):
            yield from self._by_type.get(type_, ())

    def _may_point(self, other: Resource, attribute: str) -> bool:
        """Its target is not known, and nothing says that it is another resource."""
        value = at(other.attributes, attribute)
        pointing = any(path == attribute or path.startswith(f"{attribute}.") for path in other.references)
        return isinstance(value, Unknown) and not is_left_out(value) and not pointing

    def _same_name(self, other: Resource, attribute: str) -> bool:
        value = at(other.attributes, attribute)
        own = {self.resource.attributes.get(key) for key in ("bucket", "name", "id") if self._is_text(key)}
        return isinstance(value, str) and value in own

    def _is_text(self, key: str) -> bool:
        return isinstance(self.resource.attributes.get(key), str)

    # ------------------------------------------------------------ bill, forecast, proposal

    def _bill_given(self) -> bool:
        return self._around.bill is not None and self._around.prior is not None

    def _forecast_given(self) -> bool:
        return bool(self._around.demands)

    def _cost(self) -> float:
        return self._monthly(self._around.bill, self.resource.address, "bill")

    def _old_cost(self) -> float:
        past = self._then().address
        return self._monthly(self._around.prior, past, "bill of the past")

    def _monthly(self, bill: Bill | None, address: str, what: str) -> float:
        line = bill.by_address.get(address) if bill is not None else None
        if line is None or line.total is None or not line.complete:
            self._undecided(f"{what}: the cost is not known" if line else f"{what}: not given")
        return float(line.total)

    def _demand(self, dimension: str, quantile: float) -> float:
        demands = (self._around.demands or EMPTY).get(self.resource.address, ())
        quantiles = next((demand.quantiles for demand in demands if demand.dimension == dimension), EMPTY)
        figures = [float(found) for level, found in quantiles.items() if abs(float(level) - quantile) < 1e-9]
        if not figures:
            self._undecided(f"forecast of {dimension}: not given")
        return figures[0]

    def _proposed(self) -> list[str]:
        if self._around.proposal is None:
            self._undecided("proposal: not given")
        return [change.rule for change in self._around.proposal.changes if change.address == self.resource.address]


NOBODY = Resource("", "", "", "", EMPTY)
