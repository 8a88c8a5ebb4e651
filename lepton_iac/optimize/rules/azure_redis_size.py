"""Caches sold by size steps: the smallest that holds what is forecast.

https://learn.microsoft.com/azure/azure-cache-for-redis/cache-planning-faq
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.kinds.apply import edited
from lepton_iac.kinds.evaluate import item_of
from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute, Unknown
from lepton_iac.optimize.breach import breach_probability
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import judged, promised

NAME = "azure-redis-size"


def _size(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """A smaller size whose memory is forecast to be enough; the processor of a size is not published."""
    spec = context.spec(resource)
    knob = next((one for one in spec.knobs if one.set == "size"), None) if spec and spec.kind == "cache" else None
    demand = context.demand(resource.address, "memory_fraction")
    today, path = context.get(resource, "memory_gib"), context.writable(resource, "size")
    if spec is None or knob is None or demand is None or path is None or not today:
        return
    if demand.refused or demand.capacity is None:
        yield Note(f"{NAME}: it stays: {demand.refused}", resource.address)
        return
    worth: list[Change] = []
    for choice in knob.choices:
        value = int(choice) if choice.isdigit() else choice
        memory = item_of(spec, edited(resource, (SetAttribute(path, value),)), context.world).get("memory_gib")
        if isinstance(memory, Unknown) or memory is None or memory >= today:
            continue
        breach = breach_probability(demand, float(Decimal(memory) / Decimal(today)))
        if Decimal(memory) < Decimal(str(demand.capacity)) * Decimal(today) or breach > context.constraints.max_breach:
            continue
        drafted = Change(
            rule=NAME,
            address=resource.address,
            knob="sku",
            before=f"size {context.get(resource, 'size')}, {today} GiB",
            after=f"size {choice}, {memory} GiB",
            saving=Decimal(0),
            disruption=knob.disruption,
            why=f"memory at most {demand.observed_max:.1%} in {demand.history_days:.3g} days, "
            f"{demand.capacity:.1%} forecast to be enough ({demand.method})",
            edits=(SetAttribute(path, value),),
            breach_probability=breach,
            kept=("engine", "tier", "count"),
            not_compared=("processor and bandwidth of the smaller size", "number of client connections"),
            source=spec.source,
        )
        priced = promised(drafted, context)
        worth += [priced] if isinstance(priced, Change) else []
    if worth:
        yield judged(max(worth, key=lambda one: (one.saving, one.after)), context)


RULE = Rule(
    NAME,
    "moves an Azure cache to the smallest size whose memory is forecast to be enough",
    "https://learn.microsoft.com/azure/azure-cache-for-redis/cache-planning-faq",
    Disruption.ONLINE,
    Stage.SIZE,
    _size,
    frozenset({"azurerm_redis_cache"}),
)
