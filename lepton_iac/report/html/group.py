"""Where the money goes: known costs summed by service, type, module, region and tag."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Bill, ResourceBill, Unknown
from lepton_iac.report import exact

MOST_BARS = 12
MOST_TAGS = 3
NO_MODULE = "(root module)"
NO_TAG = "(not tagged)"


@dataclass(frozen=True, slots=True)
class Bar:
    """One share of the known total; ``width`` in percent of the largest bar, ``find`` what to search for behind it."""

    name: str
    cost: Decimal
    share: float
    width: float
    find: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One way of cutting the total."""

    title: str
    bars: tuple[Bar, ...]


def groups(bill: Bill) -> list[Group]:
    """The cuts that say something: those with more than one bar, and always the one by service."""
    cuts: list[tuple[str, Iterable[tuple[str, Decimal]]]] = [
        ("service", _services(bill)),
        ("resource type", _cut(bill, lambda line: line.resource.type)),
        ("module", _cut(bill, lambda line: line.resource.module or NO_MODULE)),
        ("region", _cut(bill, lambda line: line.resource.region or "(not known)")),
        *((f"tag {key}", _tagged(bill, key)) for key in _tag_keys(bill)),
    ]
    made = [Group(title, _bars(pairs, title.partition("tag ")[2])) for title, pairs in cuts]
    return [group for place, group in enumerate(made) if len(group.bars) > 1 or (group.bars and not place)]


def _services(bill: Bill) -> list[tuple[str, Decimal]]:
    """By the provider's service; components without a price row count under their resource's type."""
    return [
        (f"{line.resource.provider} {charge.row.service}" if charge.row else line.resource.type, cost)
        for line in bill.lines
        for charge in line.charges
        if (cost := exact.cost(charge)) is not None
    ]


def _cut(bill: Bill, key: Callable[[ResourceBill], str]) -> list[tuple[str, Decimal]]:
    return [(key(line), total) for line in bill.lines if (total := exact.line_total(line)) is not None]


def _tagged(bill: Bill, key: str) -> list[tuple[str, Decimal]]:
    def value(line: ResourceBill) -> str:
        found = line.resource.tags.get(key)
        if isinstance(found, Unknown):
            return f"({found.reason})"
        return NO_TAG if found is None else str(found)

    return _cut(bill, value)


def _tag_keys(bill: Bill) -> list[str]:
    """The keys under which most of the money is tagged."""
    weight: dict[str, Decimal] = defaultdict(Decimal)
    for line in bill.lines:
        for key in line.resource.tags:
            weight[str(key)] += exact.line_total(line) or Decimal(0)
    return sorted(weight, key=lambda key: (-weight[key], key))[:MOST_TAGS]


def _bars(pairs: Iterable[tuple[str, Decimal]], tag: str) -> tuple[Bar, ...]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for name, cost in pairs:
        sums[name] += cost
    ranked = sorted(((name, cost) for name, cost in sums.items() if cost > 0), key=lambda pair: -pair[1])
    rest = ranked[MOST_BARS:]
    shown = ranked[:MOST_BARS] + (
        [(f"({len(rest)} more)", sum((cost for _, cost in rest), Decimal(0)))] if rest else []
    )
    total = sum((cost for _, cost in shown), Decimal(0))
    top = max((cost for _, cost in shown), default=Decimal(1))
    return tuple(
        Bar(name, cost, float(cost / total * 100), float(cost / top * 100), _found_by(name, tag))
        for name, cost in shown
    )


def _found_by(name: str, tag: str) -> str:
    """What to search for to see the resources behind a bar; nothing where they share no word."""
    return "" if name.startswith("(") else f"{tag} {name}".strip()
