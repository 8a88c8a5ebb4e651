"""The tables of a type file become a ``Spec``: every field known, every name an expression reads declared."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.errors import SpecError
from lepton_iac.kinds.expression import Expression, Template, parse, template
from lepton_iac.kinds.spec import (
    ChargeRule,
    Example,
    Input,
    Knob,
    Part,
    PriceKey,
    Reference,
    ScheduleRule,
    Source,
    Spec,
    UsageKey,
)
from lepton_iac.model import Disruption

Table = Mapping[str, Any]

_FIELDS: Mapping[str, frozenset[str]] = {
    "spec": frozenset(
        "type kind source inputs references usage tables schedules parts charges knobs examples"
        " template internal free_when notes".split()
    ),
    "input": frozenset("from default otherwise value optional cast low high".split()),
    "reference": frozenset("from type back through where".split()),
    "schedule": frozenset(
        "sets from each cron zone weekly lasts low expected high absent keep unless off needs label stepwise".split()
    ),
    "usage": frozenset("unit default metric".split()),
    "part": frozenset("name each from resource like rename give least needs key hidden_by count when usage".split()),
    "charge": frozenset("name quantity unit price fallback within when factor tier_at free_units note hourly".split()),
    "price": frozenset("service component sku purchase region".split()),
    "knob": frozenset("set choices keep disruption when".split()),
    "example": frozenset(
        "title attributes usage region resources references quantities unknown costs unpriced".split()
    ),
}


def _checked(what: str, table: Table) -> Table:
    surplus = set(table) - _FIELDS[what]
    if surplus:
        raise SpecError(f"unknown {what} field(s) {', '.join(sorted(surplus))}")
    return table


def _expression(table: Table, key: str) -> Expression | None:
    return parse(str(table[key])) if key in table else None


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _source(text: str) -> Source:
    reference, _, path = text.rpartition(":")
    return Source(path, reference)


def _input(name: str, raw: Any) -> Input:
    table = _checked("input", {"from": raw} if isinstance(raw, str) else raw)
    return Input(
        name=name,
        sources=tuple(_source(text) for text in _listed(table.get("from"))),
        default=table.get("default"),
        has_default="default" in table,
        otherwise=_expression(table, "otherwise"),
        value=_expression(table, "value"),
        optional=bool(table.get("optional")),
        cast=table.get("cast", ""),
        low=_expression(table, "low"),
        high=_expression(table, "high"),
    )


def _reference(name: str, raw: Table) -> Reference:
    table = _checked("reference", raw)
    back = _listed(table.get("back"))
    return Reference(
        name,
        back or _listed(table.get("from")),
        _listed(table["type"]),
        bool(back),
        table.get("through", ""),
        table.get("where", {}),
    )


def _schedules(raws: list[Table]) -> dict[str, tuple[ScheduleRule, ...]]:
    found: dict[str, tuple[ScheduleRule, ...]] = {}
    for raw in raws:
        table = dict(_checked("schedule", raw))
        references = _listed(table.pop("from", "")) or ("",)
        if "off" in table:
            table["off"] = _listed(table["off"])
        for reference in references:
            found[raw["sets"]] = (*found.get(raw["sets"], ()), ScheduleRule(reference=reference, **table))
    return found


def _usage(name: str, raw: Any) -> UsageKey:
    table = _checked("usage", {"unit": raw} if isinstance(raw, str) else raw)
    default = table.get("default")
    known = default if isinstance(default, str) or default is None else Decimal(str(default))
    return UsageKey(name, table.get("unit", ""), known, table.get("metric", ""))


def _price(raw: Table) -> PriceKey:
    table = _checked("price", raw)
    return PriceKey(
        service=template(table["service"]),
        component=template(table["component"]),
        sku=template(table.get("sku", "")),
        purchase=template(table.get("purchase", "on_demand")),
        region=template(table["region"]) if "region" in table else None,
    )


def _charge(raw: Table) -> ChargeRule:
    table = _checked("charge", raw)
    return ChargeRule(
        name=template(table["name"]),
        quantity=parse(str(table["quantity"])),
        unit=table["unit"],
        price=_price(table["price"]) if "price" in table else None,
        when=_expression(table, "when"),
        factor=_expression(table, "factor"),
        tier_at=_expression(table, "tier_at"),
        free_units=_expression(table, "free_units"),
        note=table.get("note", ""),
        hourly=bool(table.get("hourly")),
        fallback=_price(table["fallback"]) if "fallback" in table else None,
        within=table.get("within", ""),
    )


def _part(raw: Table) -> Part:
    table = _checked("part", raw)
    return Part(
        name=template(table["name"]),
        each=table.get("each", ""),
        reference=table.get("from", ""),
        resource=table.get("resource", ""),
        like=table.get("like", ""),
        rename=table.get("rename", {}),
        give={name: parse(str(text)) for name, text in table.get("give", {}).items()},
        least=table.get("least", 0),
        needs=table.get("needs", ""),
        key=table.get("key", ""),
        hidden_by=table.get("hidden_by", ""),
        count=_expression(table, "count"),
        when=_expression(table, "when"),
        usage=table.get("usage", ""),
    )


def _knob(raw: Table) -> Knob:
    table = _checked("knob", raw)
    return Knob(
        set=table["set"],
        choices=tuple(str(choice) for choice in table.get("choices", ())),
        keep=tuple(table.get("keep", ())),
        disruption=Disruption(table["disruption"]),
        when=_expression(table, "when"),
    )


def _amounts(table: Table) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in table.items()}


def _example(raw: Table) -> Example:
    table = _checked("example", raw)
    return Example(
        title=table.get("title", ""),
        attributes=table.get("attributes", {}),
        usage=table.get("usage", {}),
        region=table.get("region", ""),
        resources=table.get("resources", {}),
        references={path: _listed(addresses) for path, addresses in table.get("references", {}).items()},
        quantities=_amounts(table.get("quantities", {})),
        unknown=tuple(table.get("unknown", ())),
        costs=_amounts(table.get("costs", {})),
        unpriced=tuple(table.get("unpriced", ())),
    )


def build(table: Table, provider: str) -> Spec:
    _checked("spec", table)
    return Spec(
        type=table["type"],
        provider=provider,
        kind=table["kind"],
        source=table["source"],
        inputs={name: _input(name, raw) for name, raw in table.get("inputs", {}).items()},
        references={name: _reference(name, raw) for name, raw in table.get("references", {}).items()},
        usage={name: _usage(name, raw) for name, raw in table.get("usage", {}).items()},
        tables=table.get("tables", {}),
        parts=tuple(_part(raw) for raw in table.get("parts", ())),
        charges=tuple(_charge(raw) for raw in table.get("charges", ())),
        knobs=tuple(_knob(raw) for raw in table.get("knobs", ())),
        examples=tuple(_example(raw) for raw in table.get("examples", ())),
        template=bool(table.get("template")),
        internal=bool(table.get("internal")),
        free_when=_expression(table, "free_when"),
        notes=tuple(table.get("notes", ())),
        scheduled=_schedules(table.get("schedules", [])),
    )


BUILT_IN_NAMES = frozenset({"region", "address", "hours_per_month", "position", "type"})
"""Names every expression may use: where, which, 730, and a part's index among its siblings."""


def _expressions(spec: Spec) -> Iterator[tuple[str, Expression | Template | None]]:
    for entry in spec.inputs.values():
        for expression in (entry.otherwise, entry.value, entry.low, entry.high):
            yield f"input {entry.name}", expression
    for charge in spec.charges:
        place = f"charge {charge.name.text!r}"
        for found in (charge.name, charge.quantity, charge.when, charge.factor, charge.tier_at, charge.free_units):
            yield place, found
        for key in filter(None, (charge.price, charge.fallback)):
            for found in (key.service, key.component, key.sku, key.purchase, key.region):
                yield place, found
    for part in spec.parts:
        for found in (part.name, part.count, part.when, *part.give.values()):
            yield f"part {part.name.text!r}", found
    for knob in spec.knobs:
        yield f"knob {knob.set}", knob.when
    yield "free_when", spec.free_when


def check(spec: Spec) -> None:
    """Every name an expression reads exists, every reference a source names is declared."""
    usage = {f"usage.{name}" for name in spec.usage}
    allowed = BUILT_IN_NAMES | set(spec.inputs) | usage
    for place, found in _expressions(spec):
        if found is None:
            continue
        asks = found.asks if isinstance(found, Expression) else frozenset()
        missing = (found.names | asks) - allowed
        if missing:
            raise SpecError(f"{place} reads {', '.join(sorted(missing))}, which is neither an input nor a usage key")
    for entry in spec.inputs.values():
        for source in entry.sources:
            if source.reference and source.reference not in spec.references:
                raise SpecError(f"input {entry.name} reads through {source.reference!r}, which is no reference")
    for reference in spec.references.values():
        if reference.through and reference.through not in spec.references:
            raise SpecError(f"reference {reference.name} starts from {reference.through!r}, which is no reference")
    _check_schedules(spec)
    for knob in spec.knobs:
        if knob.set not in spec.inputs:
            raise SpecError(f"knob {knob.set} is no input")


def _check_schedules(spec: Spec) -> None:
    for name, rules in spec.scheduled.items():
        if name not in spec.inputs:
            raise SpecError(f"schedule sets {name}, which is no input")
        for rule in rules:
            if rule.reference and rule.reference not in spec.references:
                raise SpecError(f"schedule of {name} reads through {rule.reference!r}, which is no reference")
