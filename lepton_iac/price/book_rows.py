"""Price rows read back from a store, and from the user's own overlay in front of it."""

import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from lepton_iac.model import PriceRow
from lepton_iac.price.book_store import query

_SELECT = """
SELECT line.provider, region.name, line.service, line.component, line.sku, origin.unit, price.price, price.tier_from,
  price.tier_to, line.purchase, origin.currency, origin.effective, origin.source, origin.derived
FROM line JOIN price ON price.line = line.id
JOIN region ON region.id = price.region JOIN origin ON origin.id = price.origin
"""
_REGIONS = """
SELECT DISTINCT region.name FROM line JOIN price ON price.line = line.id JOIN region ON region.id = price.region
"""
_FIELDS: tuple[str, ...] = ("provider", "service", "component", "sku", "purchase")


class Line(NamedTuple):
    """What a price is looked up by, but for the region."""

    provider: str
    service: str
    component: str
    sku: str
    purchase: str


def line_of(row: PriceRow) -> Line:
    """The line a row belongs to."""
    return Line(row.provider, row.service, row.component, row.sku, row.purchase)


class Rows:
    """The rows of a store; where the overlay has a line in a region, the store's rows of it are hidden."""

    def __init__(self, store: sqlite3.Connection, overlay: Iterable[PriceRow] = ()) -> None:
        self.store = store
        self._own: dict[tuple[Line, str], list[PriceRow]] = {}
        self._lines: dict[tuple[str, str], list[Line]] = {}
        for row in overlay:
            self._own.setdefault((line_of(row), row.region), []).append(row)

    def ladder(self, line: Line, region: str) -> list[PriceRow]:
        """The rows of one line in exactly this region, by rising tier."""
        own = self._own.get((line, region))
        if own is not None:
            return sorted(own, key=lambda row: row.tier_from)
        return self._stored(dict(zip(_FIELDS, line, strict=True)), region)

    def search(
        self,
        provider: str,
        service: str,
        purchase: str,
        component: str | None = None,
        region: str | None = None,
        skus: Sequence[str] | None = None,
    ) -> list[PriceRow]:
        """All rows of a service with a purchase option, narrowed by what is given."""
        wanted = {"provider": provider, "service": service, "purchase": purchase}
        wanted |= {} if component is None else {"component": component}
        own = [
            row
            for (line, place), rows in self._own.items()
            for row in rows
            if wanted.items() <= line._asdict().items() and region in {None, place} and (not skus or line.sku in skus)
        ]
        hidden = {(line_of(row), row.region) for row in own}
        stored = self._stored(wanted, region, skus)
        return [row for row in stored if (line_of(row), row.region) not in hidden] + own if own else stored

    def regions(self, provider: str, service: str, line: Line | None = None) -> list[str]:
        """The regions a service, or one of its lines, has a price in."""
        wanted = line._asdict() if line is not None else {"provider": provider, "service": service}
        found = query(self.store, f"{_REGIONS} WHERE {_where(wanted)}", tuple(wanted.values()))
        own = {place for known, place in self._own if wanted.items() <= known._asdict().items()}
        return sorted({place for (place,) in found} | own)

    def lines(self, provider: str, service: str) -> list[Line]:
        """Every line of a service."""
        if (provider, service) not in self._lines:
            statement = (
                "SELECT provider, service, component, sku, purchase FROM line WHERE provider = ? AND service = ?"
            )
            own = [line for line, _ in self._own if (line.provider, line.service) == (provider, service)]
            found = query(self.store, statement, (provider, service))
            self._lines[provider, service] = [*(Line(*each) for each in found), *own]
        return self._lines[provider, service]

    def everything(self) -> list[PriceRow]:
        """All rows of the store, without the overlay."""
        return [_row(found) for found in query(self.store, f"{_SELECT} ORDER BY line.id, region.name, price.tier")]

    def _stored(self, wanted: dict[str, str], region: str | None, skus: Sequence[str] | None = None) -> list[PriceRow]:
        where, values = _where(wanted), list(wanted.values())
        if region is not None:
            where, values = f"{where} AND region.name = ?", [*values, region]
        if skus is not None and len(skus) < 500:
            where, values = f"{where} AND line.sku IN ({', '.join('?' * len(skus))})", [*values, *skus]
        statement = f"{_SELECT} WHERE {where} ORDER BY line.id, region.name, price.tier"
        found = [_row(each) for each in query(self.store, statement, values)]
        return found if skus is None else [row for row in found if row.sku in set(skus)]


def _where(wanted: dict[str, str]) -> str:
    return " AND ".join(f"line.{name} = ?" for name in wanted)


def _row(found: tuple[str, ...]) -> PriceRow:
    provider, region, service, component, sku, unit, price, start, end, *rest = found
    bounds = (Decimal(price), Decimal(start), Decimal(end) if end else None)
    return PriceRow(provider, region, service, component, sku, unit, *bounds, *rest)
