"""Machines: where a machine type is written, who runs on it, what it costs per hour and what it offers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Charge, InstanceSpec, PriceRow, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.market import hourly_prices
from lepton_iac.optimize.search import Candidate, candidates
from lepton_iac.units import HOURS_PER_MONTH

KINDS = frozenset({"compute", "scale_group", "kubernetes_node_pool", "database", "cache", "search", "warehouse"})


@dataclass(frozen=True, slots=True)
class Machine:
    """One place where a machine type is written.

    Attributes:
        holder: the resource whose attribute ``path`` names the type: the machine itself, or a launch template.
        users: the resources that run on it and carry its cost.
        row: today's price; with it the list it was found in.
        monthly: what its hours cost per month, all users and nodes together; ``low`` and ``high`` bound it.
    """

    holder: Resource
    path: str
    sku: str
    users: tuple[Resource, ...]
    row: PriceRow
    spec: InstanceSpec
    monthly: Decimal
    low: Decimal
    high: Decimal

    @property
    def count(self) -> Decimal:
        """How many machines run at once, on average."""
        return self.monthly / (self.row.price * HOURS_PER_MONTH) if self.row.price else Decimal(0)


def machines(context: Context) -> Mapping[str, tuple[Machine, ...]]:
    """All machines whose price and size are known, by the address of the resource that must be edited.

    They are as first seen, before any rule changed a machine type: the bill and the forecasts belong to those.
    """
    if "machines" not in context.shared:
        context.shared["machines"] = _machines(context)
    known: dict[str, tuple[Machine, ...]] = context.shared["machines"]
    return known


def _machines(context: Context) -> dict[str, tuple[Machine, ...]]:
    places: dict[tuple[str, str], list[tuple[Resource, Resource, str]]] = {}
    for user in context.stack.managed():
        spec = context.spec(user)
        if spec is None or spec.template or spec.kind not in KINDS:
            continue
        for holder, path, sku in _written(context, user):
            places.setdefault((holder.address, path), []).append((holder, user, sku))
    found: dict[str, list[Machine]] = {}
    for (address, path), uses in places.items():
        machine = _machine(context, path, uses)
        if machine is not None:
            found.setdefault(address, []).append(machine)
    return {address: tuple(several) for address, several in found.items()}


def _written(context: Context, user: Resource) -> Iterator[tuple[Resource, str, str]]:
    """(resource, attribute path, machine type) of the place that decides what the user runs on."""
    item = context.item(user)
    entry = item.spec.inputs.get("sku") if item else None
    if item is None or entry is None:
        return
    for source in entry.sources:
        holder = item.referred(source.reference) if source.reference else user
        value = value_at(holder.attributes, source.path) if holder else None
        if holder is not None and isinstance(value, list) and len(value) == 1:
            yield holder, f"{source.path}.0", str(value[0])
            return
        if holder is not None and isinstance(value, str) and value:
            yield holder, source.path, value
            return


def _machine(context: Context, path: str, uses: list[tuple[Resource, Resource, str]]) -> Machine | None:
    holder, _, sku = uses[0]
    charges = [charge for _, user, _ in uses for charge in hours(context, user, sku)]
    row = next((charge.row for charge in charges if charge.row is not None), None)
    if row is None:
        return None
    spec = facts(context, row).get(fact_name(row.sku))
    if spec is None or spec.vcpu is None or spec.memory_gib is None:
        return None
    return Machine(
        holder, path, sku, tuple(user for _, user, _ in uses), row, spec,
        _sum(charges, "cost"), _sum(charges, "low"), _sum(charges, "high"),
    )  # fmt: skip


def hours(context: Context, user: Resource, sku: str) -> Iterator[Charge]:
    """The charges of a resource that pay for the hours of this machine type."""
    line = context.market.bill.by_address.get(user.address)
    for charge in line.charges if line else ():
        row = charge.row
        if row is not None and row.sku.lower() == sku.lower() and row.unit == "hours":
            yield charge


def _sum(charges: list[Charge], bound: str) -> Decimal:
    total = Decimal(0)
    for charge in charges:
        if isinstance(charge.cost, Decimal):
            value = getattr(charge, bound)
            total += charge.cost if value is None else value
    return total


def fact_name(sku: str) -> str:
    """The name in the table of machine facts: Azure databases put a tier before the size."""
    head, bar, tail = sku.partition("_")
    return tail if bar and head in {"GP", "MO", "B"} else sku


def facts(context: Context, row: PriceRow) -> Mapping[str, InstanceSpec]:
    """The machine facts that belong to a price list; Cloud SQL's named machines say their size in their name.

    https://cloud.google.com/sql/docs/mysql/instance-settings#machine-type-2ndgen: 3.75 GiB per vCPU, 6.5 with highmem.
    """
    if row.service != "cloudsql":
        return context.market.machines(row.provider)
    return {
        f"db-n1-{shape}-{vcpu}": InstanceSpec(
            "google", f"db-n1-{shape}-{vcpu}", "db-n1", Decimal(vcpu), Decimal(vcpu) * Decimal(gib), arch="x86_64"
        )
        for shape, gib in (("standard", "3.75"), ("highmem", "6.5"))
        for vcpu in (1, 2, 4, 8, 16, 32, 64, 96)
    }


def on_sale(context: Context, machine: Machine) -> tuple[Candidate, ...]:
    """Every machine type sold where and how this one is, cheapest first."""
    row = machine.row
    key = ("on_sale", row.provider, row.region, row.service, row.component, row.purchase)
    cache = context.shared
    if key not in cache:
        prices = hourly_prices(context.market, row.provider, row.region, row.service, row.component, row.purchase)
        cache[key] = candidates(prices, facts(context, row), fact_name)
    listed: tuple[Candidate, ...] = cache[key]
    return listed


def price_now(context: Context, machine: Machine) -> Decimal:
    """The price per hour after the accepted changes."""
    changed = next(
        (change for change in context.accepted if change.address == machine.holder.address and change.knob == "sku"),
        None,
    )
    if changed is None:
        return machine.row.price
    new = next((edit.value for edit in changed.edits if edit.path == machine.path), None)
    return next((one.price for one in on_sale(context, machine) if one.name == new), machine.row.price)
