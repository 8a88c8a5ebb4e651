"""One charge rule on one item: quantity, ladder, tiers, and the lines they make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from lepton_iac.kinds.evaluate import Item
from lepton_iac.kinds.expression import Expression
from lepton_iac.kinds.spec import ChargeRule, PriceKey
from lepton_iac.kinds.world import EXPECTED, HIGH, LOW, Scenario
from lepton_iac.model import Charge, PriceRow, Status, Unknown, Unpriced
from lepton_iac.price.tiers import ONE, ZERO, price_multiplier, split, tier_words
from lepton_iac.units import HOURS_PER_MONTH, decimal, multiplier, noun


class Ladders(Protocol):
    """The part of the price book that pricing needs."""

    def ladder(
        self, provider: str, region: str, service: str, component: str, sku: str = "", purchase: str = "on_demand"
    ) -> tuple[PriceRow, ...] | Unpriced: ...


@dataclass(frozen=True)
class Amounts:
    """A quantity in single things at the three scenarios; ``expected`` may be unknown."""

    expected: Decimal | Unknown
    low: Decimal
    high: Decimal
    ranged: bool = False


def charges(rule: ChargeRule, item: Item, book: Ladders) -> Iterator[Charge]:
    """The lines one rule makes; none when its condition does not hold."""
    if rule.when is not None:
        wanted = item.work_out(rule.when)
        if isinstance(wanted, Unknown):
            yield _unknown_line(rule, item, wanted)
            return
        if not wanted:
            return
    amounts = _amounts(rule, item)
    if amounts is None:
        return
    found = _first_ladder(rule, item, book)
    if isinstance(found, Unpriced):
        yield _unpriced_line(rule, item, amounts, found)
        return
    yield from _priced_lines(rule, item, amounts, found)


def _name(rule: ChargeRule, item: Item) -> str:
    name = rule.name(item.scope())
    return name if isinstance(name, str) else f"{rule.name.text.partition('{')[0].rstrip(' (')}"


def _path(rule: ChargeRule, item: Item) -> tuple[str, ...]:
    return (*item.path, rule.within) if rule.within else item.path


def _usage_keys(item: Item, expression: Expression) -> tuple[str, ...]:
    """The usage keys behind an expression, those reached through inputs included; not those with a default."""
    keys: set[str] = set()
    seen: set[str] = set()
    todo = set(expression.names)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        entry = item.spec.inputs.get(name)
        if name.startswith("usage."):
            if item.spec.usage[name[6:]].default is None:
                keys.add(name[6:])
        elif entry is not None:
            for inner in (entry.value, entry.otherwise):
                todo |= inner.names if inner is not None else frozenset()
    return tuple(sorted(keys))


def _once(rule: ChargeRule, item: Item, scenario: Scenario) -> Decimal | Unknown | None:
    quantity = item.work_out(rule.quantity, scenario)
    count = item.count(scenario)
    for value in (quantity, count):
        if isinstance(value, Unknown) or value is None:
            return value
    try:
        return decimal(quantity) * decimal(count)
    except ValueError as error:
        return Unknown(f"the quantity {rule.quantity.text!r} is {error}")


def _over_time(rule: ChargeRule, item: Item, scenario: Scenario) -> Decimal | Unknown | None:
    """The quantity of a month; where a schedule makes stretches of different levels, weighted by their hours."""
    total = ZERO
    for number, share in enumerate(item.shares):
        found = _once(rule, item, scenario if share is None else Scenario(scenario.end, number))
        if not isinstance(found, Decimal) or share is None:
            return found
        total += share * found
    return total


def _amounts(rule: ChargeRule, item: Item) -> Amounts | None:
    expected = _over_time(rule, item, EXPECTED)
    if expected is None:
        return None
    if isinstance(expected, Unknown):
        return Amounts(expected, ZERO, ZERO)
    if not item.ranged:
        return Amounts(expected, expected, expected)
    low, high = (_over_time(rule, item, scenario) for scenario in (LOW, HIGH))
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return Amounts(expected, expected, expected)
    return Amounts(expected, min(low, expected), max(high, expected), ranged=low != high)


def _first_ladder(rule: ChargeRule, item: Item, book: Ladders) -> tuple[PriceRow, ...] | Unpriced:
    found = _ladder(rule.price, item, book)
    if not isinstance(found, Unpriced) or rule.fallback is None:
        return found
    coarser = _ladder(rule.fallback, item, book)
    return found if isinstance(coarser, Unpriced) else coarser


def _ladder(key: PriceKey | None, item: Item, book: Ladders) -> tuple[PriceRow, ...] | Unpriced:
    if key is None:
        return ()
    region = key.region(item.scope()) if key.region is not None else item.get("region")
    filled = [str(region)]
    for value in (region, *(piece(item.scope()) for piece in (key.service, key.component, key.sku, key.purchase))):
        if isinstance(value, Unknown):
            return Unpriced(Status.UNPRICED, value.reason)
        filled.append(str(value))
    place, _, service, component, sku, purchase = filled
    return book.ladder(item.spec.provider, place, service, component, sku, purchase)


def _assumed(rule: ChargeRule, item: Item) -> tuple[str, ...]:
    notes = tuple(dict.fromkeys((*_schedules(item.outer), *item.assumptions.values())))
    return (*notes, rule.note) if rule.note else notes


def _schedules(item: Item | None) -> tuple[str, ...]:
    """What schedules make of the number of parts there are."""
    if item is None:
        return ()
    own = tuple(item.assumptions[name] for name in item.spec.scheduled if name in item.assumptions)
    return (*_schedules(item.outer), *own)


def _unknown_line(rule: ChargeRule, item: Item, unknown: Unknown) -> Charge:
    cost = Unpriced(Status.UNPRICED, unknown.reason)
    return Charge(_name(rule, item), rule.unit, None, None, cost, part=_path(rule, item), formula=rule.quantity.text)


def _unpriced_line(rule: ChargeRule, item: Item, amounts: Amounts, why: Unpriced) -> Charge:
    scale = multiplier(rule.unit)
    known = None if isinstance(amounts.expected, Unknown) else amounts.expected / scale
    return Charge(
        _name(rule, item),
        rule.unit,
        known,
        None,
        why,
        part=_path(rule, item),
        usage_keys=_usage_keys(item, rule.quantity),
        assumptions=_assumed(rule, item),
        formula=rule.quantity.text,
    )


def _priced_lines(rule: ChargeRule, item: Item, amounts: Amounts, rows: tuple[PriceRow, ...]) -> Iterator[Charge]:
    per = _book_units(rule, item, rows)
    if isinstance(per, Unpriced):
        yield _unpriced_line(rule, item, amounts, per)
        return
    if isinstance(amounts.expected, Unknown):
        yield _usage_line(rule, item, rows, per, amounts.expected)
        return
    allowance = _allowance(rule, item)
    at = _tier_at(rule, item)
    if isinstance(at, Unknown):
        yield _unpriced_line(rule, item, amounts, Unpriced(Status.UNPRICED, at.reason))
        return
    taken = max(amounts.expected - allowance, ZERO)
    low = max(amounts.low - allowance, ZERO)
    high = max(amounts.high - allowance, ZERO)
    single = len(rows) <= 1 or at is not None
    for row, share, share_low, share_high in split(rows, taken, low, high, at):
        yield _line(rule, item, row, per, (share, share_low, share_high), single=single)


def _line(
    rule: ChargeRule,
    item: Item,
    row: PriceRow | None,
    per: Decimal,
    shares: tuple[Decimal, Decimal, Decimal],
    *,
    single: bool,
) -> Charge:
    scale = multiplier(rule.unit)
    price = (row.price if row else ZERO) * per
    expected, low, high = shares
    tier = "" if single or row is None else tier_words(row)
    name = _name(rule, item)
    derived = (f"derived price: {row.derived}",) if row is not None and row.derived else ()
    return Charge(
        name=f"{name} ({tier})" if tier else name,
        unit=rule.unit,
        quantity=expected / scale,
        unit_price=price * scale,
        cost=expected * price,
        part=_path(rule, item),
        tier=tier,
        row=row,
        low=low * price,
        high=high * price,
        usage_keys=_usage_keys(item, rule.quantity),
        assumptions=(*_assumed(rule, item), *derived),
        formula=rule.quantity.text,
    )


def _usage_line(rule: ChargeRule, item: Item, rows: Sequence[PriceRow], per: Decimal, unknown: Unknown) -> Charge:
    paid = next((row for row in rows if row.price), rows[0] if rows else None)
    keys = _usage_keys(item, rule.quantity)
    status = Status.USAGE_UNKNOWN if keys and unknown.reason.startswith("usage ") else Status.UNPRICED
    tier = tier_words(paid) if paid is not None and len(rows) > 1 and rule.tier_at is None else ""
    name = _name(rule, item)
    return Charge(
        name=f"{name} ({tier})" if tier else name,
        unit=rule.unit,
        quantity=None,
        unit_price=paid.price * per * multiplier(rule.unit) if paid else None,
        cost=Unpriced(status, unknown.reason),
        part=_path(rule, item),
        tier=tier,
        row=paid,
        usage_keys=keys,
        assumptions=_assumed(rule, item),
        formula=rule.quantity.text,
    )


def _book_units(rule: ChargeRule, item: Item, rows: Sequence[PriceRow]) -> Decimal | Unpriced:
    if not rows:
        return ONE
    per = HOURS_PER_MONTH if _by_the_hour(rule, rows[0]) else price_multiplier(noun(rule.unit), rows[0].unit)
    if per is None:
        return Unpriced(Status.UNPRICED, f"the price is per {rows[0].unit!r}, the quantity in {noun(rule.unit)!r}")
    if rule.factor is None:
        return per
    factor = item.work_out(rule.factor)
    if isinstance(factor, Unknown):
        return Unpriced(Status.UNPRICED, factor.reason)
    return per * decimal(factor)


def _by_the_hour(rule: ChargeRule, row: PriceRow) -> bool:
    return rule.hourly and row.unit == "hours"


def _allowance(rule: ChargeRule, item: Item) -> Decimal:
    if rule.free_units is None:
        return ZERO
    units: Any = item.work_out(rule.free_units)
    return ZERO if isinstance(units, Unknown) or units is None else decimal(units)


def _tier_at(rule: ChargeRule, item: Item) -> Decimal | Unknown | None:
    if rule.tier_at is None:
        return None
    value: Any = item.work_out(rule.tier_at)
    return value if isinstance(value, Unknown) else decimal(value)
