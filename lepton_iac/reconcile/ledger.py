"""A bill, day by day: read as a stream, kept as one sum for each day, service and resource."""

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.reconcile.exports import EXPORTS, PROVIDERS, Export

Key = tuple[str, str, str]
"""Provider, service as the bill names it, resource as the bill names it (empty where it names none)."""

_MEND = "give a FOCUS, AWS, Azure or Google billing export, as CSV, JSON lines or Parquet"


@dataclass
class Ledger:
    """What was billed.

    Attributes:
        days: key to day to cost; usage only, no tax, credits or purchases.
        at_list: every cost is at list prices, so that it can be held against an estimate without discounts between.
        left_out: how many lines were no usage, by what they were called.
        forms: the export formats that were met.
    """

    days: dict[Key, dict[date, Decimal]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Decimal)))
    currency: str = ""
    at_list: bool = True
    left_out: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    forms: set[str] = field(default_factory=set)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day of the bill."""
        known = [day for costs in self.days.values() for day in costs]
        return (min(known), max(known)) if known else None


def read_bills(paths: Iterable[Path]) -> Ledger:
    """All files together; plain, gzip or Parquet.

    Raises:
        ReadError: a file is no export we know, a value is not what it should be (with its line), or currencies differ.
    """
    ledger = Ledger()
    for path in paths:
        try:
            _take(ledger, _rows(path), str(path))
        except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
            raise ReadError(f"cannot be read: {type(error).__name__}", where=str(path), mend=_MEND) from error
    return ledger


def _take(ledger: Ledger, rows: Iterator[Mapping[str, Any]], where: str) -> None:
    first = next(rows, None)
    if first is None:
        raise ReadError("the export is empty", where=where, mend=_MEND)
    export = next((one for one in EXPORTS if one.fits(frozenset(first))), None)
    if export is None:
        raise ReadError("no billing export we know by its columns", where=where, mend=_MEND)
    ledger.forms.add(export.name)
    _add(ledger, export, first, f"{where}:2")
    for number, row in enumerate(rows, 3):
        _add(ledger, export, row, f"{where}:{number}")


def _add(ledger: Ledger, export: Export, row: Mapping[str, Any], where: str) -> None:
    kind = _text(row, export.kind)
    if kind and kind not in export.usage:
        ledger.left_out[kind[:60]] += 1
        return
    currency = _text(row, export.currency)
    if currency and ledger.currency and currency != ledger.currency:
        raise ReadError(
            f"two currencies in one bill, {ledger.currency} and {currency[:8]}", where=where, mend="give one at a time"
        )
    ledger.currency = ledger.currency or currency
    cost = _cost(ledger, export, row, where)
    if cost:
        key = (_provider(export, row), _text(row, export.service) or "(not named)", _text(row, export.resource))
        ledger.days[key][_day(_text(row, export.day), where)] += cost


def _provider(export: Export, row: Mapping[str, Any]) -> str:
    named = str(row.get(export.provider) or row.get("ServiceProviderName") or "") if export.name == "FOCUS" else ""
    return PROVIDERS.get(named.lower(), named.lower()) if named else export.provider


def _cost(ledger: Ledger, export: Export, row: Mapping[str, Any], where: str) -> Decimal:
    listed = _text(row, export.list_cost)
    price, quantity = _text(row, export.list_price), _text(row, export.quantity)
    if listed:
        return _number(listed, where)
    if price and quantity:
        return _number(price, where) * _number(quantity, where)
    ledger.at_list = False
    return _number(_text(row, export.cost) or "0", where)


def _text(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = row.get(name)
        if value not in {None, ""}:
            return str(value).strip()
    return ""


def _number(text: str, where: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ReadError(f"not a number: {text[:40]!r}", where=where, mend=_MEND)
    return value


def _day(text: str, where: str) -> date:
    """ISO times, and the month/day/year of Azure's exports."""
    head = text.strip()[:10]
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d"):
        try:
            return datetime.strptime(head[:8] if form == "%Y%m%d" else head, form).date()  # noqa: DTZ007 - days have no zone
        except ValueError:
            continue
    raise ReadError(f"not a day: {text[:40]!r}", where=where, mend=_MEND)


# ---------------------------------------------------------------- files


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".parquet":
        yield from _parquet(path)
        return
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b" if isinstance(raw, io.BufferedReader) else False
        binary: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
        start = text.read(1)
        text.seek(0)
        if start in {"{", "["}:
            yield from _json_lines(text, str(path))
        else:
            yield from csv.DictReader(text)


def _json_lines(text: io.TextIOWrapper, where: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(text, 1):
        words = line.strip().rstrip(",")
        if words in {"", "[", "]"}:
            continue
        try:
            found = json.loads(words, parse_float=Decimal)
        except ValueError as error:
            raise ReadError("not a line of JSON", where=f"{where}:{number}", mend=_MEND) from error
        if not isinstance(found, dict):
            raise ReadError("a line is no object", where=f"{where}:{number}", mend=_MEND)
        yield dict(_flat(found, ""))


def _flat(found: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise ReadError("Parquet needs pyarrow", where=str(path), mend='pip install "lepton-iac[parquet]"') from error
    try:
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches():
            yield from (dict(_flat(row, "")) for row in batch.to_pylist())
    except pyarrow.ArrowException as error:
        raise ReadError("not a Parquet file", where=str(path), mend=_MEND) from error
