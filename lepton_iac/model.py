"""The nouns that pass between the stages: frozen, slotted, without I/O.

Money is ``decimal.Decimal`` in the bill's currency; a cost that is not known is an ``Unpriced`` with its
reason, never zero. Values that a plan does not know are ``Unknown``, never ``None``: ``None`` means that the
user left an attribute out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any


class _Empty(Mapping[str, Any]):
    """A mapping that stays empty; hashable, so that it may be a field's default."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


EMPTY: Mapping[str, Any] = _Empty()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value the plan does not hold: known after apply, sensitive, or not evaluated; never printed as data."""

    reason: str = "known after apply"

    def __bool__(self) -> bool:
        return False


AFTER_APPLY = Unknown("known after apply")
SENSITIVE = Unknown("sensitive")
LEFT_OUT = Unknown("left out, so that the provider decides")
"""An attribute nobody wrote that the plan shows as known after apply: its documented default applies."""


# ---------------------------------------------------------------- Stack


class Action(StrEnum):
    """What a plan does to a resource; Terraform's words (a replace is the pair delete+create in either order)."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"
    NO_OP = "no-op"
    READ = "read"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the user's files; lines count from 1."""

    path: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource instance of a stack, after (or, among ``Stack.prior``, before) the plan is applied.

    Attributes:
        address: Terraform's full address, ``module.web["a"].aws_instance.this[0]``.
        provider: ``aws``, ``azurerm``, ``google`` or whatever the provider's own type name is.
        region: the region it lives in, resolved per resource; ``None`` when the plan does not tell.
        region_source: how the region was found, or why it was not.
        attributes: the values; nested; holds ``Unknown`` where a value is not known or is sensitive.
        references: attribute path (dotted, ``launch_template.0.id``) to the addresses its expression refers to,
            already resolved through modules, variables and outputs.
        module: the address of the module instance, empty for the root.
        previous_address: where it was before, when the plan moves it.
        importing: the plan brings an existing object under management.
    """

    address: str
    type: str
    name: str
    provider: str
    attributes: Mapping[str, Any]
    mode: str = "managed"
    module: str = ""
    index: str | int | None = None
    region: str | None = None
    region_source: str = ""
    action: Action = Action.NO_OP
    references: Mapping[str, tuple[str, ...]] = EMPTY
    previous_address: str | None = None
    importing: bool = False
    span: Span | None = None

    @property
    def tags(self) -> Mapping[str, Any]:
        """Tags (AWS, Azure) or labels (Google), those inherited from the provider included."""
        for key in ("tags_all", "tags", "effective_labels", "labels"):
            value = self.attributes.get(key)
            if isinstance(value, Mapping) and value:
                return value
        return EMPTY


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about what was read: a remote module left out, an old format, a guess refused."""

    text: str
    where: str = ""


@dataclass(frozen=True)
class Stack:
    """What a plan, a state or a folder declares.

    Attributes:
        resources: managed and data resources as they will be; deleted ones are not among them.
        prior: managed resources as they are before the plan; empty when nothing is known about the past.
        source: what was read, for messages.
        kind: ``plan``, ``state`` or ``folder``.
        notes: what was left out and why.
        has_prior: the plan knows its past, so "before" means something.
        modules: module call without indexes (``module.web.module.db``) to its source, ``@version`` behind it where set.
    """

    resources: tuple[Resource, ...]
    prior: tuple[Resource, ...] = ()
    source: str = ""
    kind: str = "plan"
    terraform_version: str = ""
    notes: tuple[Note, ...] = ()
    has_prior: bool = False
    modules: Mapping[str, str] = EMPTY

    @cached_property
    def by_address(self) -> Mapping[str, Resource]:
        return {resource.address: resource for resource in self.resources}

    @cached_property
    def referrers(self) -> Mapping[str, tuple[tuple[str, Resource], ...]]:
        """For each address, the (attribute path, resource) pairs that refer to it."""
        found: dict[str, list[tuple[str, Resource]]] = {}
        for resource in self.resources:
            for path, addresses in resource.references.items():
                for address in addresses:
                    found.setdefault(address, []).append((path, resource))
        return {address: tuple(pairs) for address, pairs in found.items()}

    def managed(self) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.mode == "managed")


# ---------------------------------------------------------------- Usage and forecast


class Provenance(StrEnum):
    MEASURED = "measured"
    DECLARED = "declared"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of usage with what is known of its distribution.

    Attributes:
        expected: the figure to bill with, in the unit of the usage key (requests per month, GB, hours ...).
        low, high: the 10th and 90th percentile where they are known.
        provenance: where it came from; ``detail`` says it in words (file, series, method).
    """

    expected: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    provenance: Provenance = Provenance.DECLARED
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one dimension of one resource will need over one horizon.

    Attributes:
        horizon: its name, ``day``, ``week``, ``month`` or ``12 months``; ``hours``: its length.
        unit: of the quantiles.
        quantiles: ``{0.5: …, 0.9: …, 0.95: …, 0.99: …}`` of the coming hours; for what grows (storage, requests) of
            the level at the end of the horizon; empty when refused.
        why: the method in words.
        refused: why the history does not allow this horizon; empty when it does.
        warnings: what makes the figures doubtful.
    """

    horizon: str
    hours: int
    unit: str
    quantiles: Mapping[float, float]
    why: str
    refused: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """The measured past and the forecast path of one dimension, hour by hour, to be drawn.

    Attributes:
        start: the first hour of ``past``; aware, UTC.
        past: the highest level of each hour; NaN where nothing was measured.
        low, middle, high: the 10th, 50th and 90th percentile of each coming hour, from the end of the past on; empty
            when the history allows no path.
    """

    start: datetime
    past: tuple[float, ...]
    low: tuple[float, ...] = ()
    middle: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """What one resource will need in one dimension over the horizon.

    Attributes:
        address: the Terraform address; for a scale group, of the group.
        dimension: ``cpu_fraction`` (0..1 of the present capacity), ``memory_fraction`` or ``memory_gib``,
            ``disk_iops``, ``disk_mibps``, ``network_mbps``, ``storage_gib``, ``requests_per_month``,
            ``connections`` ... the neutral names of ``kinds.toml``.
        unit: of all the figures here.
        quantiles: ``{0.5: …, 0.9: …, 0.95: …, 0.99: …}`` of the demand over the horizon.
        capacity: the level exceeded in at most ``max_breach`` of the hours, calibrated; ``None`` when refused.
        max_breach: the share of hours the user allows, 0.01 is one percent.
        observed_max: the highest value seen.
        method: name of the model that made it; ``why`` explains the choice in one sentence.
        history_days: how much history was used after cuts.
        refused: why no capacity may be lowered on this evidence; empty when it may.
        hour_of_day: 24 typical levels (UTC hours 0..23), or empty; for stop schedules.
        outlooks: the next day, week, month and 12 months, nearest first.
        track: past and path, to be drawn; ``None`` when nothing was measured.
    """

    address: str
    dimension: str
    unit: str
    quantiles: Mapping[float, float]
    capacity: float | None
    max_breach: float
    observed_max: float
    method: str
    why: str
    history_days: float
    horizon_hours: int
    refused: str = ""
    warnings: tuple[str, ...] = ()
    hour_of_day: tuple[float, ...] = ()
    series: tuple[str, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    track: Track | None = None


@dataclass(frozen=True)
class Usage:
    """Everything known about how much a stack is used.

    Attributes:
        declared: address (may hold ``[*]`` wildcards) to usage key (dotted) to quantity.
        by_type: Terraform type to usage key to quantity; used where the address says nothing.
        demands: forecasts per address.
        unmatched: series that belong to no resource, or to several, with the reason. Never guessed.
        options: like ``declared`` for keys whose value is a word (``operating_system: windows``).
        options_by_type: like ``by_type`` for such keys.
        notes: what was odd about the declarations and how it was read.
        coming: where metrics show a trend, the usage of the coming months, the first of them next: address to usage
            key to quantity.
    """

    declared: Mapping[str, Mapping[str, Quantity]] = EMPTY
    by_type: Mapping[str, Mapping[str, Quantity]] = EMPTY
    demands: Mapping[str, tuple[Demand, ...]] = EMPTY
    unmatched: tuple[Note, ...] = ()
    options: Mapping[str, Mapping[str, str]] = EMPTY
    options_by_type: Mapping[str, Mapping[str, str]] = EMPTY
    notes: tuple[Note, ...] = ()
    coming: tuple[Mapping[str, Mapping[str, Quantity]], ...] = ()


# ---------------------------------------------------------------- Prices and the bill


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One dated list price; a ladder of tiers is several rows that differ in ``tier_from``.

    Attributes:
        price: currency units per ONE ``unit``, exact.
        tier_from, tier_to: bounds in ``unit``s per month; ``tier_to`` is ``None`` for an open end.
        purchase: ``on_demand``, ``spot``, ``reserved_1y_no_upfront``, ``savings_plan_1y``, ``cud_3y`` ...
        effective: ISO date the source was taken, as precise as the source tells.
        derived: the rule, for a row that was computed from others; empty for a published one.
    """

    provider: str
    region: str
    service: str
    component: str
    sku: str
    unit: str
    price: Decimal
    tier_from: Decimal
    tier_to: Decimal | None
    purchase: str
    currency: str
    effective: str
    source: str
    derived: str = ""


class Status(StrEnum):
    """What is known about one component of a bill."""

    PRICED = "priced"
    FREE = "free"
    USAGE_UNKNOWN = "usage_unknown"
    UNPRICED = "unpriced"
    UNAVAILABLE = "unavailable_in_region"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Why a cost is not known."""

    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a resource's bill, in the unit people see.

    Attributes:
        name: as the field names it, ``Instance usage (Linux/UNIX, on-demand, m5.large)``.
        unit: the displayed unit, ``hours``, ``GB``, ``1M requests``; ``quantity`` and ``unit_price`` are in it.
        cost: per month; ``Unpriced`` when quantity or price is not known.
        part: path of the sub-resource inside the resource, ``("root_block_device",)``; empty for itself.
        tier: words for the tier this line covers, ``first 50TB``; empty when there is one price.
        low, high: the cost at the low and high end of the quantity; equal to cost when it has no range.
        usage_keys: the usage keys the quantity depends on.
        assumptions: defaults and choices behind the figure, one sentence each.
        formula: the rule for the quantity, for ``explain``.
    """

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    cost: Decimal | Unpriced
    part: tuple[str, ...] = ()
    tier: str = ""
    row: PriceRow | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    usage_keys: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    formula: str = ""

    @property
    def status(self) -> Status:
        return self.cost.status if isinstance(self.cost, Unpriced) else Status.PRICED


@dataclass(frozen=True, slots=True)
class ResourceBill:
    """All charges of one resource, or the reason it has none."""

    resource: Resource
    status: Status
    charges: tuple[Charge, ...] = ()
    kind: str = ""
    reason: str = ""
    properties: Mapping[str, Any] = EMPTY
    source: str = ""

    @property
    def total(self) -> Decimal | None:
        """The known part of the monthly cost; ``None`` when no charge has a cost. Free is 0."""
        known = [charge.cost for charge in self.charges if isinstance(charge.cost, Decimal)]
        if known:
            return sum(known, Decimal(0))
        return Decimal(0) if self.status is Status.FREE else None

    @property
    def complete(self) -> bool:
        """Every charge has a cost."""
        return self.status in {Status.FREE, Status.PRICED} and all(
            isinstance(charge.cost, Decimal) for charge in self.charges
        )


@dataclass(frozen=True)
class Bill:
    """What a stack costs in a month of 730 hours, at list prices."""

    lines: tuple[ResourceBill, ...]
    currency: str = "USD"

    @cached_property
    def by_address(self) -> Mapping[str, ResourceBill]:
        return {line.resource.address: line for line in self.lines}

    @cached_property
    def total(self) -> Decimal:
        """The known part; it reads "at least" unless ``complete``."""
        return sum((line.total for line in self.lines if line.total is not None), Decimal(0))

    @cached_property
    def low(self) -> Decimal:
        return self._bound("low")

    @cached_property
    def high(self) -> Decimal:
        return self._bound("high")

    @property
    def complete(self) -> bool:
        return all(line.complete for line in self.lines)

    def count(self, status: Status) -> int:
        """Resources with this status."""
        return sum(line.status is status for line in self.lines)

    def _bound(self, name: str) -> Decimal:
        total = Decimal(0)
        for line in self.lines:
            for charge in line.charges:
                if isinstance(charge.cost, Decimal):
                    bound = getattr(charge, name)
                    total += charge.cost if bound is None else bound
        return total


@dataclass(frozen=True, slots=True)
class InstanceSpec:
    """What one machine type offers; ``None`` or an empty text where no source says it.

    Attributes:
        sku: the vendor's name of the type, ``m5.large``, ``Standard_D2s_v5``, ``n2-standard-4``.
        vcpu: usable virtual CPUs; a fraction on shared-core types.
        arch: ``x86_64`` or ``arm64``.
        network_gbps: the published (burst) bandwidth.
        current: the vendor still offers it to new users.
        source: where the figures were taken from.
    """

    provider: str
    sku: str
    family: str
    vcpu: Decimal | None
    memory_gib: Decimal | None
    arch: str = ""
    gpu_count: int | None = None
    gpu_model: str = ""
    local_storage_gb: Decimal | None = None
    network_gbps: Decimal | None = None
    burstable: bool | None = None
    cpu_vendor: str = ""
    current: bool | None = None
    source: str = ""


# ---------------------------------------------------------------- Proposal and patch


class Disruption(StrEnum):
    """What a change does to a running resource, mildest first."""

    NONE = "none"
    ONLINE = "online"
    STOP_START = "stop_start"
    REPLACE = "replace"
    DATA_LOSS = "data_loss"


DISRUPTION_ORDER: tuple[Disruption, ...] = tuple(Disruption)


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Give the attribute at ``path`` (dotted, list indexes as numbers) a new literal value; ``None`` removes it."""

    path: str
    value: str | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change to one resource.

    Attributes:
        rule: the stable id of the rule, ``right-size-compute``.
        before, after: the neutral property values in words, for people.
        edits: what ``write`` must set in the resource's configuration.
        additions: whole HCL blocks to add beside the resource (schedules ...).
        removes: the resource itself goes (idle, unattached).
        saving: expected per month, positive is cheaper; ``saving_low`` and ``saving_high`` bound it.
        breach_probability: the share of hours demand is expected to pass the new capacity; ``None`` when no
            capacity changes or no forecast exists.
        why: one sentence with the evidence.
        kept: properties that were checked not to get worse.
        not_compared: properties that could not be compared, for the reviewer.
        beaten: other candidates and why they lost.
        binding: the limit that keeps the next cheaper candidate out.
        cheaper_if: what would save more, were it allowed, with the figure.
    """

    rule: str
    address: str
    knob: str
    before: str
    after: str
    saving: Decimal
    disruption: Disruption
    why: str
    edits: tuple[SetAttribute, ...] = ()
    additions: tuple[str, ...] = ()
    removes: bool = False
    saving_low: Decimal | None = None
    saving_high: Decimal | None = None
    breach_probability: float | None = None
    kept: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()
    beaten: tuple[str, ...] = ()
    source: str = ""
    binding: tuple[str, ...] = ()
    cheaper_if: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The changes worth making, and what was looked at and left alone with the reason."""

    changes: tuple[Change, ...]
    refused: tuple[Note, ...] = ()

    @property
    def saving(self) -> Decimal:
        return sum((change.saving for change in self.changes), Decimal(0))


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Replace ``before`` (the exact old bytes, from ``start``) by ``after`` in one file."""

    path: str
    start: int
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that was not written, and why."""

    change: Change
    reason: str
    where: str = ""


@dataclass(frozen=True)
class Patch:
    """Byte-exact edits to the user's files.

    Attributes:
        originals: path to the whole bytes before; ``results`` to the whole bytes after.
        written: the changes that are in the patch; ``refused`` those that are not.
        folder: the folder that the paths are relative to.
    """

    originals: Mapping[str, bytes] = EMPTY
    results: Mapping[str, bytes] = EMPTY
    edits: tuple[FileEdit, ...] = ()
    written: tuple[Change, ...] = ()
    refused: tuple[Refusal, ...] = ()
    folder: str = ""

    @property
    def empty(self) -> bool:
        return not self.edits


@dataclass(frozen=True, slots=True)
class Finding:
    """One policy verdict."""

    rule: str
    severity: str
    address: str
    message: str
    span: Span | None = None
    fix: str = ""
    url: str = ""


# ---------------------------------------------------------------- Comparison and report


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What a resource would be, and cost, on another provider.

    Attributes:
        cost: per month; ``None`` when nothing could be matched or priced.
        matched: property to one of ``same``, ``better``, ``worse but allowed``, ``not compared``.
        sku: the machine type there, in the vendor's words; empty for what has none.
    """

    address: str
    provider: str
    region: str
    description: str
    cost: Decimal | None
    matched: Mapping[str, str] = EMPTY
    reason: str = ""
    unpriced: tuple[str, ...] = ()
    sku: str = ""


class Correlation(StrEnum):
    """How the usages of different drivers are taken to move: all together, or each for itself."""

    FULL = "full"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True)
class CostQuantiles:
    """The 10th, 50th and 90th percentile of a monthly cost."""

    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True, slots=True)
class CostDriver:
    """Resources whose usage comes from one source and therefore moves as one.

    Attributes:
        cost: of all of them, each priced through the whole ladder at its usage's quantiles.
        keys: the usage keys that have a spread.
    """

    addresses: tuple[str, ...]
    keys: tuple[str, ...]
    cost: CostQuantiles


@dataclass(frozen=True, slots=True)
class CostDistribution:
    """What is known of the spread of a monthly cost; of its known part where the bill is not complete.

    Attributes:
        fixed: the known cost that no spread of usage moves.
        full, independent: the quantiles when all drivers move together, and when each moves for itself.
        correlation: which of the two the user asked for.
    """

    fixed: Decimal
    drivers: tuple[CostDriver, ...]
    full: CostQuantiles
    independent: CostQuantiles
    correlation: Correlation = Correlation.FULL

    @property
    def chosen(self) -> CostQuantiles:
        return self.full if self.correlation is Correlation.FULL else self.independent


@dataclass(frozen=True, slots=True)
class Budget:
    """A monthly limit.

    Attributes:
        scope: ``tag`` or ``service``; empty for the whole project.
        name: ``team=web`` of a tag; the service's name in the price book.
    """

    limit: Decimal
    scope: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class BudgetOutlook:
    """Whether and when a budget is passed; the known part of the cost counts, so that all of it reads "at least".

    Attributes:
        cost: per month of 730 hours; ``p90`` where usage has a spread.
        probability: of a month above the budget, 0..1; ``None`` where no usage has a spread.
        day, day_p90: the day of this calendar month on which the cost since its first day passes the budget, at the
            expected cost and at p90; empty when it does not in this month.
        month, month_p90: ``2027-03``: the first coming month above the budget at p50 and at p90, along the trends of
            the metrics; empty when none of those the history reaches to.
        months_ahead: how many months the trends reach; 0 without any.
    """

    budget: Budget
    cost: Decimal
    complete: bool
    p90: Decimal | None = None
    probability: float | None = None
    day: str = ""
    day_p90: str = ""
    month: str = ""
    month_p90: str = ""
    months_ahead: int = 0


@dataclass(frozen=True)
class Project:
    """One stack with everything that was worked out about it."""

    name: str
    stack: Stack
    bill: Bill
    prior: Bill | None = None
    usage: Usage = field(default_factory=Usage)
    proposal: Proposal | None = None
    proposed: Bill | None = None
    patch: Patch | None = None
    equivalents: tuple[Equivalent, ...] = ()
    findings: tuple[Finding, ...] = ()
    distribution: CostDistribution | None = None
    budgets: tuple[BudgetOutlook, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything above, ready to be rendered.

    Attributes:
        made: when, in UTC; given by the caller so that a report can be made again byte for byte.
        book: name and newest/oldest dates of the price book used.
    """

    projects: tuple[Project, ...]
    made: datetime
    version: str
    currency: str = "USD"
    book: Mapping[str, str] = EMPTY
    notes: tuple[Note, ...] = ()
