"""The user's own prices: discounts in percent, or prices per SKU, laid over the list and shown beside it.

The CSV's columns: ``provider,service,region,component,sku,purchase,percent,price,unit``; a line has ``percent`` off
(a discount on everything its other cells name; an empty cell or ``*`` names all) or a ``price`` per one unit.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow, Unpriced
from lepton_iac.units import decimal, plain
from lepton_iac.whole_file import whole_file

COLUMNS = ("provider", "service", "region", "component", "sku", "purchase", "percent", "price", "unit")
ANY = frozenset({"", "*"})
CURRENCY = "USD"

Ladder = Callable[[str, str | None, str, str, str, str], "tuple[PriceRow, ...] | Unpriced"]
"""(provider, region, service, component, sku, purchase) to the list price."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the user's file; empty names stand for all.

    Attributes:
        percent: taken off the list price; ``None`` where ``price`` is given instead.
        price: US dollars per one ``unit``.
        purchase: an empty one means list prices on demand only.
    """

    provider: str
    service: str
    region: str
    component: str
    sku: str
    purchase: str
    percent: Decimal | None
    price: Decimal | None
    unit: str
    line: int

    def covers(self, row: PriceRow) -> bool:
        """Whether the rule is about this row."""
        pairs = (
            (self.provider, row.provider),
            (self.service, row.service),
            (self.region, row.region),
            (self.component, row.component),
        )
        if any(wanted not in ANY and wanted != given for wanted, given in pairs):
            return False
        skus_match = self.sku == row.sku if self.price is not None else self.sku in ANY or self.sku == row.sku
        return skus_match and (self.purchase == "*" or (self.purchase or "on_demand") == row.purchase)

    @property
    def narrowness(self) -> tuple[bool, int]:
        """A price beats a discount; of two discounts the one that names more wins."""
        named = (self.service, self.region, self.component, self.sku, self.purchase)
        return self.price is not None, sum(name not in ANY for name in named)


@dataclass(frozen=True, slots=True)
class Private:
    """The user's rules and the name of the file they came from."""

    rules: tuple[Rule, ...]
    source: str

    def row(self, listed: PriceRow) -> PriceRow:
        """A list price as the user pays it, with the list price named; unchanged where no rule covers it."""
        covering = [rule for rule in self.rules if rule.covers(listed)]
        if not covering or listed.currency != CURRENCY:
            return listed
        rule = max(covering, key=lambda rule: rule.narrowness)
        if rule.price is not None:
            price, words = rule.price, "private price"
        else:
            percent = rule.percent or Decimal(0)
            price, words = listed.price * (100 - percent) / 100, f"private discount of {plain(percent)} %"
        before = f"list {plain(listed.price)} of {listed.effective}, {listed.source}"
        derived = f"{words}; {before}" + (f"; {listed.derived}" if listed.derived else "")
        return replace(listed, price=price, source=f"private: {self.source}, line {rule.line}", derived=derived)

    def ladder(self, listed: tuple[PriceRow, ...], region: str) -> tuple[PriceRow, ...]:
        """A ladder of list prices as the user pays it; a private price holds for every tier."""
        asked = [replace(row, region=region) if region else row for row in listed]
        paid = [self.row(row) for row in asked]
        back = tuple(replace(row, region=was.region) for row, was in zip(paid, listed, strict=True))
        fixed = any(rule.price is not None and rule.covers(asked[0]) for rule in self.rules)
        return (replace(back[0], tier_to=None),) if fixed and len(back) > 1 else back

    def own(self, provider: str, region: str, service: str, component: str, sku: str, purchase: str) -> PriceRow | None:
        """A private price of something the book has no list price for."""
        blank = PriceRow(
            *(provider, region, service, component, sku, "", Decimal(0), Decimal(0), None),
            *(purchase, CURRENCY, "undated", ""),
        )
        rule = next((rule for rule in self.rules if rule.price is not None and rule.covers(blank)), None)
        if rule is None or rule.price is None or not rule.unit:
            return None
        source = f"private: {self.source}, line {rule.line}"
        return replace(
            blank, price=rule.price, unit=rule.unit, source=source, derived="private price; no list price known"
        )


def read_private(text: str, source: str) -> Private:
    """The rules of a user's file.

    Raises:
        PriceBookError: columns are missing or a line is no rule; ``where`` has the line's number.
    """
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="surplus", restval="")
    missing = [name for name in ("provider", "service") if name not in (lines.fieldnames or ())]
    unknown = [name for name in lines.fieldnames or () if name not in (*COLUMNS, "currency")]
    if missing or unknown:
        what = f"column {missing[0]} is missing" if missing else f"unknown column {unknown[0]}"
        raise PriceBookError(what, where=f"{source}:1", mend=f"the columns are {','.join(COLUMNS)}")
    rules: list[Rule] = []
    try:
        rules.extend(
            _rule({name: str(cell).strip() for name, cell in cells.items()}, source, lines.line_num) for cells in lines
        )
    except csv.Error as error:
        raise PriceBookError(f"not CSV: {error}", where=f"{source}:{lines.line_num}") from error
    if not rules:
        raise PriceBookError("no prices in the file", where=source, mend="give a line per discount or price")
    _no_twins(rules, source)
    return Private(tuple(rules), source)


def _rule(cells: dict[str, str], source: str, line: int) -> Rule:
    def refuse(what: str, mend: str) -> PriceBookError:
        return PriceBookError(what, where=f"{source}:{line}", mend=mend)

    if "surplus" in cells:
        raise refuse("the line has more cells than the header", "check its commas")
    if cells["provider"] in ANY:
        raise refuse("no provider", "such as aws, azurerm or google")
    if cells.get("currency", CURRENCY) not in {"", CURRENCY}:
        raise refuse(f"a price in {cells['currency']}", f"bills are in {CURRENCY}; currencies are not mixed")
    percent, price = (_amount(cells.get(name, ""), name, refuse) for name in ("percent", "price"))
    if (percent is None) == (price is None):
        raise refuse("a line has either a percent or a price", "fill one of the two")
    if percent is not None and not 0 <= percent <= 100:
        raise refuse(f"{plain(percent)} is no percentage to take off", "from 0 to 100")
    if price is not None and (cells["service"] in ANY or cells.get("component", "") in ANY):
        raise refuse("a price needs its service and component", "`python -m lepton_iac.price.book_keys` lists them")
    names = {name: cells.get(name, "") for name in ("region", "component", "sku", "purchase", "unit")}
    return Rule(cells["provider"], cells["service"], percent=percent, price=price, line=line, **names)


def _amount(text: str, name: str, refuse: Callable[[str, str], PriceBookError]) -> Decimal | None:
    if not text:
        return None
    try:
        amount = decimal(text)
    except ValueError:
        raise refuse(f"{name} {text!r} is no number", "write it like 0.096") from None
    if amount < 0:
        raise refuse(f"{name} {text} is below zero", "write what is paid, or the percent taken off")
    return amount


def _no_twins(rules: Iterable[Rule], source: str) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for rule in rules:
        key = (rule.provider, rule.service, rule.region, rule.component, rule.sku, rule.purchase, rule.price is None)
        if key in seen:
            raise PriceBookError(
                f"the same thing as line {seen[key]}", where=f"{source}:{rule.line}", mend="keep one of the two"
            )
        seen[key] = rule.line


def check_against(private: Private, ladder: Ladder) -> None:
    """Refuse prices per SKU that could never be used.

    Raises:
        PriceBookError: a price has no unit and no list price to take it from, or another unit than the list.
    """
    for rule in private.rules:
        if rule.price is None or rule.region in ANY:
            if rule.price is not None and not rule.unit:
                raise PriceBookError(
                    "a price for all regions needs its unit",
                    where=f"{private.source}:{rule.line}",
                    mend="such as hours",
                )
            continue
        found = ladder(rule.provider, rule.region, rule.service, rule.component, rule.sku, rule.purchase or "on_demand")
        place = f"{private.source}:{rule.line}"
        if isinstance(found, Unpriced) and not rule.unit:
            raise PriceBookError(f"no list price and no unit: {found.reason}", where=place, mend="check the names")
        if not isinstance(found, Unpriced) and rule.unit not in {"", found[0].unit}:
            raise PriceBookError(f"the list's unit is {found[0].unit}, not {rule.unit}", where=place)


def private_path(folder: Path) -> Path:
    """Where the imported file is kept."""
    return folder / "private.csv"


def stored_private(folder: Path) -> Private | None:
    """The imported prices, or ``None``; the first line of the stored file names the source.

    Raises:
        PriceBookError: the stored file is damaged.
    """
    path = private_path(folder)
    if not path.is_file():
        return None
    try:
        name, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PriceBookError(f"the private prices cannot be read: {error}", where=str(path)) from error
    return read_private(text, name.removeprefix("# "))


def store_private(folder: Path, private: Private, text: str) -> Path:
    """Keep imported prices, whole or not at all.

    Raises:
        PriceBookError: the folder cannot be written.
    """
    path = private_path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(path, private=True) as partial:
            partial.write_text(f"# {private.source}\n{text}", encoding="utf-8")
    except OSError as error:
        raise PriceBookError(f"the private prices cannot be kept: {error}", where=str(path)) from error
    return path
