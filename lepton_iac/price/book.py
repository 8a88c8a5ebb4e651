"""The price book: dated list prices looked up by an exact key; a missing price says why it is missing."""

import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from lepton_iac.model import InstanceSpec, Note, PriceRow, Status, Unpriced
from lepton_iac.price.book_store import embedded_data, open_store
from lepton_iac.price.prices_info import BookInfo, KeyInfo, book_info, keys
from lepton_iac.price.specs import embedded_specs

FALLBACK_REGIONS: tuple[str, ...] = ("global", "default")
"""Where a service without prices per region keeps them; tried in this order after the region itself."""

_SELECT = """
SELECT line.provider, region.value, line.service, line.component, line.sku, unit.value, price.price, price.tier_from,
  price.tier_to, line.purchase, currency.value, effective.value, source.value, derived.value
FROM line JOIN price ON price.line = line.id
JOIN text AS region ON region.id = price.region JOIN text AS unit ON unit.id = price.unit
JOIN text AS currency ON currency.id = price.currency JOIN text AS effective ON effective.id = price.effective
JOIN text AS source ON source.id = price.source JOIN text AS derived ON derived.id = price.derived
"""
_LINE = "line.provider = ? AND line.service = ? AND line.component = ? AND line.sku = ? AND line.purchase = ?"


class Book:
    """Price rows of one store, with an overlay of the user's own rows in front of it."""

    def __init__(self, store: sqlite3.Connection, overlay: tuple[PriceRow, ...] = (), notes: tuple[Note, ...] = ()):
        self.notes = notes
        self._store = store
        self._overlay = overlay
        self._ladders: dict[tuple[str, ...], tuple[PriceRow, ...] | Unpriced] = {}
        self._specs: dict[str, Mapping[str, InstanceSpec]] = {}

    def ladder(
        self,
        provider: str,
        region: str | None,
        service: str,
        component: str,
        sku: str = "",
        purchase: str = "on_demand",
    ) -> tuple[PriceRow, ...] | Unpriced:
        """The tiers of one price, by rising ``tier_from``, or why there is none.

        A region without a row of its own falls back to ``global``, then ``default``; the rows show which it was.
        """
        key = (provider, region or "", service, component, sku, purchase)
        if key not in self._ladders:
            self._ladders[key] = self._look_up(*key)
        return self._ladders[key]

    def search(
        self,
        provider: str,
        service: str,
        component: str | None = None,
        region: str | None = None,
        purchase: str = "on_demand",
        skus: Iterable[str] | None = None,
    ) -> list[PriceRow]:
        """Every row of a service, narrowed by what is given; ``skus`` keeps only those names."""
        wanted = [("line.provider", provider), ("line.service", service), ("line.purchase", purchase)]
        wanted += [("line.component", component)] if component is not None else []
        wanted += [("region.value", region)] if region is not None else []
        where = " AND ".join(f"{column} = ?" for column, _ in wanted)
        order = " ORDER BY line.component, line.sku, region.value, price.tier"
        found = self._rows(where + order, tuple(value for _, value in wanted))
        found = self._overlaid(found, provider, service, component, region, purchase)
        keep = None if skus is None else frozenset(skus)
        return [row for row in found if keep is None or row.sku in keep]

    def specs(self, provider: str) -> Mapping[str, InstanceSpec]:
        """What each machine type of a provider offers, by its name."""
        if provider not in self._specs:
            self._specs[provider] = embedded_specs(provider)
        return self._specs[provider]

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        """The regions a service has any price in."""
        query = (
            "SELECT DISTINCT text.value FROM line JOIN price ON price.line = line.id"
            " JOIN text ON text.id = price.region WHERE line.provider = ? AND line.service = ?"
        )
        stored = {value for (value,) in self._store.execute(query, (provider, service))}
        own = {row.region for row in self._overlay if (row.provider, row.service) == (provider, service)}
        return tuple(sorted(stored | own))

    def info(self) -> BookInfo:
        """How much the book holds, of which dates and sources."""
        return book_info(self._store)

    def keys(self, provider: str, service: str | None = None) -> list[KeyInfo]:
        """The components of a provider, or of one of its services, with their units and some SKU names."""
        return keys(self._store, provider, service)

    def _look_up(
        self, provider: str, region: str, service: str, component: str, sku: str, purchase: str
    ) -> tuple[PriceRow, ...] | Unpriced:
        line = (provider, service, component, sku, purchase)
        places = (region, *FALLBACK_REGIONS) if region else FALLBACK_REGIONS
        for place in places:
            own = [row for row in self._overlay if (*_line_of(row), row.region) == (*line, place)]
            rows = sorted(own, key=lambda row: row.tier_from) or self._rows(
                f"{_LINE} AND region.value = ? ORDER BY price.tier", (*line, place)
            )
            if rows:
                return _whole(rows)
        return self._missing(line, region)

    def _missing(self, line: tuple[str, str, str, str, str], region: str) -> Unpriced:
        provider, service, component, sku, purchase = line
        what = " ".join(word for word in (provider, service, component, sku) if word)
        elsewhere = [row.region for row in self.search(provider, service, component, None, purchase, (sku,))]
        if elsewhere and not region:
            return Unpriced(Status.UNPRICED, f"no region is given for {what}")
        if elsewhere:
            places = ", ".join(sorted(set(elsewhere))[:3])
            return Unpriced(Status.UNAVAILABLE, f"no {purchase} price of {what} in {region}; there is one in {places}")
        return Unpriced(Status.UNPRICED, self._unknown_part(provider, service, component, sku, purchase))

    def _unknown_part(self, provider: str, service: str, component: str, sku: str, purchase: str) -> str:
        """Which part of the key the book has never heard of."""
        if not self.regions(provider, service):
            return f"the price book has no service {service} of {provider}"
        lines = self._store.execute(
            "SELECT component, sku, purchase FROM line WHERE provider = ? AND service = ?", (provider, service)
        ).fetchall()
        lines += [(row.component, row.sku, row.purchase) for row in self._overlay if row.service == service]
        if component not in {known for known, _, _ in lines}:
            return f"the price book has no component {component} of {provider} {service}"
        purchases = sorted({bought for known, name, bought in lines if (known, name) == (component, sku)})
        if purchases:
            return f"{provider} {service} {component} {sku} has no {purchase} price, only {', '.join(purchases)}"
        return f"the price book has no SKU {sku or '(empty)'} of {provider} {service} {component}"

    def _overlaid(
        self,
        rows: list[PriceRow],
        provider: str,
        service: str,
        component: str | None,
        region: str | None,
        purchase: str,
    ) -> list[PriceRow]:
        own = [
            row
            for row in self._overlay
            if (row.provider, row.service, row.purchase) == (provider, service, purchase)
            and component in {None, row.component}
            and region in {None, row.region}
        ]
        hidden = {(*_line_of(row), row.region) for row in own}
        return [row for row in rows if (*_line_of(row), row.region) not in hidden] + own if own else rows

    def _rows(self, where: str, values: Sequence[str]) -> list[PriceRow]:
        return [_price_row(found) for found in self._store.execute(f"{_SELECT} WHERE {where}", values)]


def open_book(cache_dir: Path | None = None, *, overlay: tuple[PriceRow, ...] = ()) -> Book:
    """The embedded price book with the user's ``overlay`` rows in front.

    Raises:
        PriceBookError: the package's data is missing or damaged.
    """
    folder = cache_dir if cache_dir is not None else Path(tempfile.gettempdir()) / "lepton-iac"
    store, notes = open_store(folder, embedded_data())
    return Book(store, overlay, notes)


def _line_of(row: PriceRow) -> tuple[str, str, str, str, str]:
    return (row.provider, row.service, row.component, row.sku, row.purchase)


def _price_row(found: tuple[str, ...]) -> PriceRow:
    provider, region, service, component, sku, unit, price, start, end, *rest = found
    bounds = (Decimal(price), Decimal(start), Decimal(end) if end else None)
    return PriceRow(provider, region, service, component, sku, unit, *bounds, *rest)


def _whole(rows: list[PriceRow]) -> tuple[PriceRow, ...] | Unpriced:
    """The rows as a ladder, unless two of them claim the same tier."""
    if len({row.tier_from for row in rows}) == len(rows):
        return tuple(rows)
    first = rows[0]
    what = f"{first.provider} {first.service} {first.component} {first.sku} in {first.region}"
    return Unpriced(Status.UNPRICED, f"several prices for {what}")
