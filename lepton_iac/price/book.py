"""The price book: dated list prices looked up by an exact key; a missing price says why it is missing."""

import sqlite3
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from lepton_iac.model import InstanceSpec, Note, PriceRow, Status, Unpriced
from lepton_iac.price.book_rows import Line, Rows, line_of
from lepton_iac.price.book_store import embedded_data, open_store
from lepton_iac.price.derived import Surcharges, stored_surcharges
from lepton_iac.price.import_csv import CURRENCY, Private, stored_private
from lepton_iac.price.plugin_prices import plugin_store
from lepton_iac.price.prices_info import BookInfo, KeyInfo, book_info, book_span, keys
from lepton_iac.price.refresh_store import edition_of, open_current
from lepton_iac.price.specs import specs_of

FALLBACK_REGIONS: tuple[str, ...] = ("global", "default")
"""Where a service without prices per region keeps them; tried in this order after the region itself."""


class Book:
    """Price rows of one store, with an overlay of the user's own rows in front of it.

    Attributes:
        notes: what went otherwise than meant when the book was opened, such as a cache folder that cannot be written.
        edition: the refreshed prices in front of the embedded ones; empty where there are none.
        private: the user's own discounts and prices.
    """

    def __init__(
        self,
        store: sqlite3.Connection,
        overlay: tuple[PriceRow, ...] = (),
        notes: tuple[Note, ...] = (),
        derived: bool = True,
        refreshed: sqlite3.Connection | None = None,
        private: Private | None = None,
    ) -> None:
        self.notes = notes
        self.edition = edition_of(refreshed) if refreshed is not None else ""
        self.private = private
        self._refreshed = refreshed
        self._rows = Rows(store, overlay, refreshed, plugin_store)
        self._derived = derived
        self._ladders: dict[tuple[Line, str], tuple[PriceRow, ...] | Unpriced] = {}
        self._surcharges: dict[str, Surcharges] = {}
        self._sold: dict[tuple[str, ...], Mapping[str, Decimal]] = {}

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
        key = (Line(provider, service, component, sku, purchase), region or "")
        if key not in self._ladders:
            self._ladders[key] = self._paid(*key)
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
        """Every row of a service, derived ones included, narrowed by what is given; ``skus`` keeps only those names."""
        names = None if skus is None else sorted(set(skus))
        found = self._listed(provider, service, purchase, component, region, names)
        return found if self.private is None else [self.private.row(row) for row in found]

    def sold(
        self, provider: str, service: str, component: str, region: str, purchase: str = "on_demand"
    ) -> Mapping[str, Decimal]:
        """SKU to price of all that a service sells in a region; kept, for every stack of a fleet asks for the same."""
        key = (provider, service, component, region, purchase)
        if key not in self._sold:
            self._sold[key] = {row.sku: row.price for row in self.search(*key)}
        return self._sold[key]

    def _listed(
        self,
        provider: str,
        service: str,
        purchase: str,
        component: str | None,
        region: str | None,
        names: list[str] | None,
    ) -> list[PriceRow]:
        found = self._rows.search(provider, service, purchase, component, region, names)
        found = [row for row in found if row.currency == CURRENCY]
        if component not in {None, "windows"}:
            return found
        priced = {(row.sku, row.region) for row in found if row.component == "windows"}
        linux = [row for row in found if row.component == "linux"]
        if component == "windows" and self._may_derive(Line(provider, service, component, "", purchase)):
            linux = self._rows.search(provider, service, purchase, "linux", region, names)
        return found + self._windows(row for row in linux if (row.sku, row.region) not in priced)

    def specs(self, provider: str) -> Mapping[str, InstanceSpec]:
        """What each machine type of a provider offers, by its name."""
        return specs_of(provider)

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        """The regions a service has any price in."""
        return tuple(self._rows.regions(provider, service))

    def rows(self) -> list[PriceRow]:
        """Every stored row, for checks of the whole book."""
        return self._rows.everything()

    def info(self) -> BookInfo:
        """How much the book holds, of which dates and sources."""
        return book_info(self._rows.store)

    def refreshed_info(self) -> BookInfo:
        """How much the refreshed prices hold; nothing where there are none."""
        return BookInfo(0, ()) if self._refreshed is None else book_info(self._refreshed)

    def span(self) -> tuple[int, str, str]:
        """Rows, oldest and newest date."""
        return book_span(self._rows.store)

    def keys(self, provider: str, service: str | None = None) -> list[KeyInfo]:
        """The components of a provider, or of one of its services, with their units and some SKU names."""
        return keys(self._rows.store, provider, service)

    def _paid(self, line: Line, region: str) -> tuple[PriceRow, ...] | Unpriced:
        """The list price, or what the user pays instead of it."""
        listed = self._look_up(line, region)
        if self.private is None:
            return listed
        if not isinstance(listed, Unpriced):
            return self.private.ladder(listed, region)
        own = self.private.own(line.provider, region, *line[1:])
        return listed if own is None else (own,)

    def _look_up(self, line: Line, region: str) -> tuple[PriceRow, ...] | Unpriced:
        for place in (region, *FALLBACK_REGIONS) if region else FALLBACK_REGIONS:
            rows = self._rows.ladder(line, place)
            if rows:
                return _whole(rows)
        if region and line.component == "windows" and self._may_derive(line):
            computed = self._windows(self._rows.ladder(line._replace(component="linux"), region))
            if computed:
                return tuple(computed)
        return self._missing(line, region)

    def _may_derive(self, line: Line) -> bool:
        return self._derived and (line.service, line.purchase) == ("vm", "on_demand")

    def _windows(self, linux: Iterable[PriceRow]) -> list[PriceRow]:
        """The derived Windows rows of Linux rows, where they are proven."""
        computed = []
        for row in linux:
            if self._may_derive(line_of(row)):
                if row.provider not in self._surcharges:
                    self._surcharges[row.provider] = stored_surcharges(self._rows.store, row.provider)
                computed.append(self._surcharges[row.provider].windows_row(row))
        return [row for row in computed if row is not None]

    def _missing(self, line: Line, region: str) -> Unpriced:
        what = " ".join(word for word in line[:4] if word)
        elsewhere = self._rows.regions(line.provider, line.service, line)
        if elsewhere and not region:
            return Unpriced(Status.UNPRICED, f"no region is given for {what}")
        if elsewhere:
            places = ", ".join(elsewhere[:3])
            reason = f"no {line.purchase} price of {what} in {region}; there is one in {places}"
            return Unpriced(Status.UNAVAILABLE, reason)
        return Unpriced(Status.UNPRICED, _unknown_part(line, self._rows.lines(line.provider, line.service)))


def open_book(
    cache_dir: Path | None = None,
    *,
    overlay: tuple[PriceRow, ...] = (),
    derived: bool = True,
    data_dir: Path | None = None,
) -> Book:
    """The embedded price book with the user's ``overlay`` rows in front; ``derived=False`` leaves computed rows out.

    Args:
        cache_dir: where the book is kept between runs (``default_cache_dir``); a temporary folder when not given.
        data_dir: the user's folder of refreshed and private prices; none of them when not given.

    Raises:
        PriceBookError: the package's data is missing or damaged.
    """
    store, notes = open_store(cache_dir, embedded_data())
    if data_dir is None:
        return Book(store, overlay, notes, derived)
    return Book(store, overlay, notes, derived, open_current(data_dir), stored_private(data_dir))


def _unknown_part(line: Line, known: list[Line]) -> str:
    """Which part of the key the book has never heard of."""
    service = f"{line.provider} {line.service}"
    if not known:
        return f"the price book has no service {line.service} of {line.provider}"
    if line.component not in {other.component for other in known}:
        return f"the price book has no component {line.component} of {service}"
    purchases = sorted({other.purchase for other in known if other[:4] == line[:4]})
    if purchases:
        return f"{service} {line.component} {line.sku} has no {line.purchase} price, only {', '.join(purchases)}"
    return f"the price book has no SKU {line.sku or '(empty)'} of {service} {line.component}"


def _whole(rows: list[PriceRow]) -> tuple[PriceRow, ...] | Unpriced:
    """The rows as a ladder, unless two of them claim the same tier or they are in another currency."""
    if rows[0].currency != CURRENCY:
        return Unpriced(
            Status.UNPRICED, f"priced in {rows[0].currency} only; a bill in {CURRENCY} does not mix the two"
        )
    if len({row.tier_from for row in rows}) == len(rows):
        return tuple(rows)
    what = " ".join(word for word in line_of(rows[0])[:4] if word)
    return Unpriced(Status.UNPRICED, f"several prices for {what} in {rows[0].region}")
