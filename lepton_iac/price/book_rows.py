"""Price rows read back from a store, and from the user's own overlay in front of it."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
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


def no_plugin(provider: str) -> sqlite3.Connection | None:  # noqa: ARG001 - the shape of a look-up
    """No cloud but those of the stores."""
    return None


class Rows:
    """Rows of several stores; where one in front has a line in a region, the rows of it further back are hidden.

    Args:
        store: the book itself.
        overlay: rows in front of everything.
        above: a store between the two.
        plugin: the store of a provider that the book does not know.
    """

    def __init__(
        self,
        store: sqlite3.Connection,
        overlay: Iterable[PriceRow] = (),
        above: sqlite3.Connection | None = None,
        plugin: Callable[[str], sqlite3.Connection | None] = no_plugin,
    ) -> None:
        self.store = store
        self._plugin = plugin
        self._fixed = (store,) if above is None else (above, store)
        self._own: dict[tuple[Line, str], list[PriceRow]] = {}
        self._lines: dict[tuple[str, str], list[Line]] = {}
        for row in overlay:
            self._own.setdefault((line_of(row), row.region), []).append(row)

    def ladder(self, line: Line, region: str) -> list[PriceRow]:
        """The rows of one line in exactly this region, by rising tier."""
        own = self._own.get((line, region))
        if own is not None:
            return sorted(own, key=lambda row: row.tier_from)
        wanted = dict(zip(_FIELDS, line, strict=True))
        for store in self._stores(line.provider):
            found = _stored(store, wanted, region)
            if found:
                return found
        return []

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
        return _layered([own, *(_stored(store, wanted, region, skus) for store in self._stores(provider))])

    def regions(self, provider: str, service: str, line: Line | None = None) -> list[str]:
        """The regions a service, or one of its lines, has a price in."""
        wanted = line._asdict() if line is not None else {"provider": provider, "service": service}
        found = {place for known, place in self._own if wanted.items() <= known._asdict().items()}
        for store in self._stores(provider):
            rows = query(store, f"{_REGIONS} WHERE {_where(wanted)}", tuple(wanted.values()))
            found |= {place for (place,) in rows}
        return sorted(found)

    def lines(self, provider: str, service: str) -> list[Line]:
        """Every line of a service."""
        if (provider, service) not in self._lines:
            statement = (
                "SELECT provider, service, component, sku, purchase FROM line WHERE provider = ? AND service = ?"
            )
            own = [line for line, _ in self._own if (line.provider, line.service) == (provider, service)]
            for store in self._stores(provider):
                own += [Line(*each) for each in query(store, statement, (provider, service))]
            self._lines[provider, service] = list(dict.fromkeys(own))
        return self._lines[provider, service]

    def everything(self) -> list[PriceRow]:
        """All rows of the stores, without the overlay."""
        statement = f"{_SELECT} ORDER BY line.id, region.name, price.tier"
        return _layered([[_row(found) for found in query(store, statement)] for store in self._fixed])

    def _stores(self, provider: str) -> tuple[sqlite3.Connection, ...]:
        added = self._plugin(provider)
        return self._fixed if added is None else (*self._fixed, added)


def _layered(layers: Iterable[list[PriceRow]]) -> list[PriceRow]:
    """Rows of several layers, the front one first; whole ladders are hidden, never single tiers."""
    filled = [layer for layer in layers if layer]
    if len(filled) < 2:
        return filled[0] if filled else []
    seen: set[tuple[Line, str]] = set()
    shown: list[list[PriceRow]] = []
    for layer in filled:
        shown.append([row for row in layer if (line_of(row), row.region) not in seen])
        seen |= {(line_of(row), row.region) for row in layer}
    return [row for layer in reversed(shown) for row in layer]


def _stored(
    store: sqlite3.Connection, wanted: dict[str, str], region: str | None, skus: Sequence[str] | None = None
) -> list[PriceRow]:
    where, values = _where(wanted), list(wanted.values())
    if region is not None:
        where, values = f"{where} AND region.name = ?", [*values, region]
    if skus is not None and len(skus) < 500:
        where, values = f"{where} AND line.sku IN ({', '.join('?' * len(skus))})", [*values, *skus]
    statement = f"{_SELECT} WHERE {where} ORDER BY line.id, region.name, price.tier"
    found = [_row(each) for each in query(store, statement, values)]
    return found if skus is None else [row for row in found if row.sku in set(skus)]


def _where(wanted: dict[str, str]) -> str:
    return " AND ".join(f"line.{name} = ?" for name in wanted)


def _row(found: tuple[str, ...]) -> PriceRow:
    provider, region, service, component, sku, unit, price, start, end, *rest = found
    bounds = (Decimal(price), Decimal(start), Decimal(end) if end else None)
    return PriceRow(provider, region, service, component, sku, unit, *bounds, *rest)
