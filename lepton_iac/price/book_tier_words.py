"""Tiers that a source writes into a component's name: ``…_first_10_tb``, ``…_next_40_tb``, ``…_over_50_tb``.

Such rows are one ladder, but only where the words prove it: the widths of the tiers must add up to the bound of the
last one. Other rows carry the cause under ``fault``: a tier alone is not a price.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

Fact = dict[str, str]

UNPROVEN = "tier in the name, but the tiers do not add up"

_NUMBERS = re.compile(r"_(?:from_)?(?P<start>\d+)_(?:upto|to)_(?P<end>\d+|inf)(?=_|$)")
_SIZE = r"_?(?P<amount>\d+)_?(?P<scale>tb|pb|gb|b|k|m)?(?=_|$)"
_FIRST = re.compile("_(?:first|frist)" + _SIZE)
_NEXT = re.compile("_next(?:_next)?" + _SIZE)
_REST = re.compile("_(?:over|above|greater_than)" + _SIZE)
_MORE = re.compile(r"_(?P<amount>\d+)_and_more(?=_|$)")
_SCALES = {None: 1, "k": 10**3, "m": 10**6, "b": 10**9, "gb": 1, "tb": 1024, "pb": 1024 * 1024}

DECIMAL_TERABYTES = frozenset({"azurerm_cdn_endpoint", "azurerm_frontdoor"})
"""Services whose price list begins its tiers at thousands of GB: https://www.azure.cn/en-us/pricing/details/cdn/"""


@dataclass(frozen=True, slots=True)
class Worded:
    """One row whose name tells its tier; a ``next`` tier has only a width until its ladder is put together."""

    fact: Fact
    stem: str
    start: Decimal | None
    end: Decimal | None
    width: Decimal | None = None
    sized: bool = False


def merged_tiers(facts: Iterable[Fact], source: str, *, keep_unproven: bool = False) -> Iterator[Fact]:
    """The facts, with the tiers in the names of one source's components made into tier bounds where proven.

    Args:
        source: whose names are read; a stem that another component already has gets ``_tiered`` after it.
        keep_unproven: leave the other rows of the source as they are, tier in the name and all, without a ``fault``.
    """
    groups: dict[tuple[str, ...], list[Worded]] = {}
    plain: set[tuple[str, ...]] = set()
    for fact in facts:
        worded = worded_tier(fact) if fact["source"] == source else None
        if worded is None:
            plain.add((fact["region"], fact["service"], fact["component"], fact["sku_or_tier"]))
            yield fact
            continue
        group = (fact["region"], fact["service"], worded.stem, fact["sku_or_tier"], fact["unit"], fact["purchase"])
        groups.setdefault(group, []).append(worded)
    for name, rows in groups.items():
        taken = name[:4] in plain
        fault = {} if keep_unproven else {"fault": UNPROVEN}
        yield from _ladder(rows, "_tiered" if taken else "") or ({**row.fact, **fault} for row in rows)


def worded_tier(fact: Fact) -> Worded | None:
    """What the component's name says about its tier, or ``None``."""
    name = fact["component"]
    match = _NUMBERS.search(name)
    if match is not None and fact["tier_start"] == match["start"]:
        end = None if match["end"] == "inf" else Decimal(match["end"])
        return Worded(fact, _stem(name, match), Decimal(match["start"]), end)
    if fact["tier_start"]:
        return None
    for pattern in (_FIRST, _NEXT, _REST, _MORE):
        match = pattern.search(name)
        if match is not None:
            return _from_words(fact, pattern, match)
    return None


def _from_words(fact: Fact, pattern: re.Pattern[str], match: re.Match[str]) -> Worded:
    scale = match.groupdict().get("scale")
    size = 1000 if scale == "tb" and fact["service"] in DECIMAL_TERABYTES else _SCALES[scale]
    amount = Decimal(match["amount"]) * size
    stem, sized = _stem(fact["component"], match), scale in {"gb", "tb", "pb"}
    if pattern is _FIRST:
        return Worded(fact, stem, Decimal(0), amount, sized=sized)
    if pattern is _NEXT:
        return Worded(fact, stem, None, None, amount, sized)
    return Worded(fact, stem, amount - 1 if pattern is _MORE else amount, None, sized=sized)


def _stem(name: str, match: re.Match[str]) -> str:
    return (name[: match.start()] + name[match.end() :]).replace("_out_of_", "_out_")


def _ladder(rows: list[Worded], suffix: str) -> list[Fact]:
    """The rows as one whole ladder of facts named after their stem, or nothing when their words do not add up."""
    placed = sorted((row for row in rows if row.start is not None), key=lambda row: row.start or Decimal(0))
    reached = placed[0].end if placed else None
    for row in sorted((row for row in rows if row.start is None), key=_width_then_dearest):
        if reached is None or row.width is None:
            return []
        placed.append(Worded(row.fact, row.stem, reached, reached + row.width, sized=row.sized))
        reached += row.width
    placed.sort(key=lambda row: row.start or Decimal(0))
    bounds = [row.start for row in placed[1:]]
    whole = placed[0].start == 0 and placed[-1].end is None and [row.end for row in placed[:-1]] == bounds
    sized = any(row.sized for row in placed)
    return [_fact(row, row.stem + suffix, sized) for row in placed] if whole else []


def _width_then_dearest(row: Worded) -> tuple[Decimal, Decimal]:
    return row.width or Decimal(0), -Decimal(row.fact["usd_per_unit"])


def _fact(row: Worded, component: str, sized: bool) -> Fact:
    unit = "GB" if sized and row.fact["unit"] == "unit" else row.fact["unit"]
    end = "inf" if row.end is None else str(row.end)
    return {**row.fact, "component": component, "tier_start": str(row.start), "tier_end": end, "unit": unit}
