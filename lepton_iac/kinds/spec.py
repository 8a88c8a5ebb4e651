"""The parsed form of one type file: inputs, references, usage keys, parts, charges, knobs, examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from lepton_iac.kinds.expression import Expression, Template
from lepton_iac.model import EMPTY, Disruption


@dataclass(frozen=True, slots=True)
class Source:
    """Where an input is read: a path of the resource itself, or of the resource behind a reference."""

    path: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A neutral property and the Terraform attribute it comes from; ``write`` uses the same line backwards.

    Attributes:
        sources: tried in order, the first that is set wins; the first of them without a reference is written to.
        default: the provider's documented default for an attribute left out.
        otherwise: an expression used when nothing is set; ``value``: always computed, never written.
        optional: left out means ``None`` rather than unknown.
        cast: ``number``, ``bool`` or ``text``; old providers write numbers as text.
        low, high: the ends of a range, for groups that scale.
    """

    name: str
    sources: tuple[Source, ...] = ()
    default: Any = None
    has_default: bool = False
    otherwise: Expression | None = None
    value: Expression | None = None
    optional: bool = False
    cast: str = ""
    low: Expression | None = None
    high: Expression | None = None

    @property
    def writable(self) -> str | None:
        """The attribute path ``write`` edits, or ``None`` when the input is computed or belongs to another resource."""
        return next((source.path for source in self.sources if not source.reference), None)


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """What sets the level of an input (so many there are) at which times.

    Attributes:
        sets: the input, whose own ``low`` and ``high`` are the bounds before any schedule.
        reference: each resource behind it is one action, or holds them; empty: the resource itself.
        each: path of the blocks that are the actions.
        cron, zone: paths of the times; ``weekly``: path of a block of ``days``, ``hours`` and ``minutes`` instead.
        lasts: path of a duration in seconds, for schedules that require at least ``low`` for a while.
        low, expected, high: paths of the new levels, or the levels themselves.
        absent: the provider's default for a level left out; ``keep``: the value that leaves it as it is.
        unless, off: no action where the path has one of these values; ``needs``: none without a value there.
        label: path of the action's own name.
        stepwise: quantities are worked out level by level and weighted, for rules that round.
    """

    sets: str
    reference: str = ""
    each: str = ""
    cron: str = ""
    zone: str = ""
    weekly: str = ""
    lasts: str = ""
    low: str | int = ""
    expected: str | int = ""
    high: str | int = ""
    absent: int | None = None
    keep: str = ""
    unless: str = ""
    off: tuple[str, ...] = ("true",)
    needs: str = ""
    label: str = ""
    stepwise: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Another resource that this one needs: forwards by an attribute's path, or backwards by theirs.

    Attributes:
        where: only resources with these values, path to text.
        through: the reference to start from instead of the resource itself (a copy, its snapshot, the volume of that).
    """

    name: str
    paths: tuple[str, ...]
    types: tuple[str, ...]
    back: bool = False
    through: str = ""
    where: Mapping[str, str] = EMPTY


@dataclass(frozen=True, slots=True)
class UsageKey:
    """One key of the usage file, dotted where it is nested.

    Attributes:
        unit: of the value, per month where it flows.
        default: a documented default; without one an undeclared key leaves its cost unknown.
        metric: the vendor metric that measures it.
    """

    name: str
    unit: str
    default: Decimal | str | None = None
    metric: str = ""


@dataclass(frozen=True, slots=True)
class PriceKey:
    """Which ladder of the price book a charge takes; each field is a template."""

    service: Template
    component: Template
    sku: Template
    purchase: Template
    region: Template | None = None


@dataclass(frozen=True, slots=True)
class ChargeRule:
    """One line on the bill.

    Attributes:
        quantity: in single things of ``unit`` (requests, not millions of them).
        within: the heading it stands under on the bill, where a resource has several (storage classes).
        fallback: the key of a coarser source, looked up when the book has nothing under ``price`` in the region.
        factor: multiplies the book's price (two nodes, a share); ``1`` when absent.
        tiered: the ladder is walked tier by tier; otherwise the tier that holds ``tier_at`` prices everything.
        free_units: taken off the quantity first; said on the bill.
        hourly: the book prices an hour of one ``unit`` (a GiB of a cache), the bill shows its whole month.
        fixed_price: never set for a real charge; a charge without price key is free by rule and says so.
    """

    name: Template
    quantity: Expression
    unit: str
    price: PriceKey | None
    when: Expression | None = None
    factor: Expression | None = None
    tier_at: Expression | None = None
    free_units: Expression | None = None
    note: str = ""
    hourly: bool = False
    fallback: PriceKey | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-resource: blocks of the resource itself, or a referenced resource that is billed through this one.

    Without ``each`` and ``resource`` it is the resource itself, priced once more as another type.

    Attributes:
        each: path of the blocks; ``reference`` names the resource they are taken from (itself when empty).
        resource: the name of a reference whose target is the part.
        like: the type file that prices it; the target's own type for a referenced resource.
        rename: the like-type's attribute to the block's path.
        give: the like-type's input to an expression worked out here.
        least: so many parts there are even when no block is written (a root volume).
        needs: a path without which a block is no such part (a device mapping without a volume).
        key, hidden_by: blocks whose ``key`` is among the resource's own values at ``hidden_by`` are overridden by it.
        count: multiplies every quantity of the part.
        usage: prefix of its usage keys; one that ends in ``[{position}]`` belongs to that one part alone;
            ``{address}`` is that of a referenced resource, whose index a usage file may write as ``[*]``.
    """

    name: Template
    each: str = ""
    reference: str = ""
    resource: str = ""
    like: str = ""
    rename: Mapping[str, str] = EMPTY
    give: Mapping[str, Expression] = EMPTY
    least: int = 0
    needs: str = ""
    key: str = ""
    hidden_by: str = ""
    count: Expression | None = None
    when: Expression | None = None
    usage: str = ""


@dataclass(frozen=True, slots=True)
class Knob:
    """A property the optimizer may turn, what must not get worse by it, and what turning it does."""

    set: str
    choices: tuple[str, ...]
    keep: tuple[str, ...]
    disruption: Disruption
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A case that is test and documentation at once.

    Attributes:
        resources: other resources it refers to: address to attributes.
        quantities: charge name (with its part, ``root_block_device / Storage``) to displayed quantity.
        unknown: names of charges that depend on usage that was not declared.
        costs: charge name to monthly cost, for figures the vendor publishes.
    """

    title: str
    attributes: Mapping[str, Any]
    usage: Mapping[str, Any]
    region: str
    resources: Mapping[str, Mapping[str, Any]]
    references: Mapping[str, tuple[str, ...]]
    quantities: Mapping[str, Decimal]
    unknown: tuple[str, ...] = ()
    costs: Mapping[str, Decimal] = EMPTY
    unpriced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """What one Terraform type means.

    Attributes:
        internal: not a Terraform type of its own, but a block that several types share (a disk of a template).
    """

    type: str
    provider: str
    kind: str
    source: str
    inputs: Mapping[str, Input]
    references: Mapping[str, Reference]
    usage: Mapping[str, UsageKey]
    tables: Mapping[str, Mapping[str, Any]]
    parts: tuple[Part, ...]
    charges: tuple[ChargeRule, ...]
    knobs: tuple[Knob, ...]
    examples: tuple[Example, ...]
    template: bool = False
    internal: bool = False
    free_when: Expression | None = None
    notes: tuple[str, ...] = ()
    scheduled: Mapping[str, tuple[ScheduleRule, ...]] = EMPTY
    """Input to the rules that set it."""

    @cached_property
    def stepwise(self) -> str:
        """The one input whose levels quantities are worked out for one by one; empty without one."""
        return next((name for name, rules in self.scheduled.items() if any(rule.stepwise for rule in rules)), "")
