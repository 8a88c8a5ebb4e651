"""Type files become ``Spec``s: parsed once, checked once, found by their file name."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import metadata
from pathlib import Path
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
    Source,
    Spec,
    UsageKey,
)
from lepton_iac.model import Disruption

PLUGIN_GROUP = "lepton_iac.clouds"
BUILT_IN = ("aws", "azurerm", "google")
LOCAL_PROVIDERS = frozenset(
    ["archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"]
)
"""Providers whose resources live in Terraform's state alone: nobody bills them."""
_HERE = Path(__file__).resolve().parent

Table = Mapping[str, Any]

_FIELDS: Mapping[str, frozenset[str]] = {
    "spec": frozenset(
        "type kind source inputs references usage tables parts charges knobs examples"
        " template internal free_when notes".split()
    ),
    "input": frozenset("from default otherwise value optional cast low high".split()),
    "reference": frozenset("from type back through".split()),
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
        name, back or _listed(table.get("from")), _listed(table["type"]), bool(back), table.get("through", "")
    )


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


def _build(table: Table, provider: str) -> Spec:
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


def _check(spec: Spec) -> None:
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
    for knob in spec.knobs:
        if knob.set not in spec.inputs:
            raise SpecError(f"knob {knob.set} is no input")


def load_file(path: Path, provider: str) -> Spec:
    """The spec in one type file.

    Raises:
        SpecError: the file is not TOML, lacks a field, or reads names that do not exist; ``where`` names the file.
    """
    try:
        spec = _build(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), provider)
        _check(spec)
    except SpecError as error:
        raise SpecError(error.what, where=str(path), mend=error.mend) from error
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise SpecError(f"{type(error).__name__}: {error}", where=str(path), mend="correct the type file") from error
    if spec.type != path.stem:
        raise SpecError(f"the file is named after another type than {spec.type!r}", where=str(path))
    return spec


@cache
def plugin_folders() -> Mapping[str, Path]:
    """Provider name to folder of type files, of the clouds that installed packages add (``lepton_iac.clouds``)."""
    found: dict[str, Path] = {}
    for point in metadata.entry_points(group=PLUGIN_GROUP):
        cloud: Callable[[], Mapping[str, Any]] = point.load()
        found[point.name] = Path(cloud()["types"])
    return found


def folder_of(provider: str) -> Path | None:
    """The folder that holds a provider's type files."""
    if provider in BUILT_IN:
        return _HERE / provider
    return plugin_folders().get(provider)


@cache
def spec_of(provider: str, type_name: str) -> Spec | None:
    """The spec of a Terraform type, or ``None`` when there is no file for it.

    Raises:
        SpecError: the type file is wrong.
    """
    folder = folder_of(provider)
    if folder is None or not type_name.replace("_", "").isalnum():
        return None
    path = folder / f"{type_name}.toml"
    return load_file(path, provider) if path.is_file() else None


def type_names(provider: str, *, internal: bool = False) -> tuple[str, ...]:
    """All Terraform types of a provider that have a file, sorted.

    Args:
        provider: the first word of its types' names.
        internal: also the files of shared blocks that are no Terraform type of their own.
    """
    folder = folder_of(provider)
    names = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
    return tuple(name for name in names if internal or not _internal(provider, name))


def _internal(provider: str, name: str) -> bool:
    spec = spec_of(provider, name)
    return spec is not None and spec.internal


@cache
def free_types(provider: str) -> frozenset[str]:
    """Types known to cost nothing themselves: one a line in ``free.txt``, ``#`` starts a comment."""
    folder = folder_of(provider)
    path = folder / "free.txt" if folder else None
    if path is None or not path.is_file():
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)
