"""What the price book holds: counts, dates and sources per provider, and the names its prices are found under."""

import sqlite3
from dataclasses import dataclass

from lepton_iac.price.book_store import query


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """What the book holds of one provider.

    Attributes:
        newest, oldest: effective dates (ISO, as precise as the sources tell); undated rows are left out.
        sources: source and its number of rows, largest first.
    """

    provider: str
    rows: int
    regions: int
    services: int
    skus: int
    newest: str
    oldest: str
    sources: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BookInfo:
    """What the book holds."""

    rows: int
    providers: tuple[ProviderInfo, ...]


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """One component of a service and how its prices are found.

    Attributes:
        skus: the first few SKU names, ``sku_count`` how many there are; an empty name is the component itself.
        regions: in how many regions it has a price.
    """

    provider: str
    service: str
    component: str
    units: tuple[str, ...]
    purchases: tuple[str, ...]
    skus: tuple[str, ...]
    sku_count: int
    regions: int
    tiered: bool


def book_info(store: sqlite3.Connection) -> BookInfo:
    """Counts, dates and sources of a store."""
    providers = [name for (name,) in query(store, "SELECT DISTINCT provider FROM line ORDER BY provider")]
    found = tuple(_provider_info(store, name) for name in providers)
    return BookInfo(sum(info.rows for info in found), found)


def book_span(store: sqlite3.Connection) -> tuple[int, str, str]:
    """Rows, and the oldest and newest date among them: what the foot of a report says, without a full count."""
    ((rows,),) = query(store, "SELECT count(*) FROM price")
    ((oldest, newest),) = query(store, "SELECT min(effective), max(effective) FROM origin WHERE effective <> 'undated'")
    return rows, oldest or "", newest or ""


def _provider_info(store: sqlite3.Connection, provider: str) -> ProviderInfo:
    rows, regions, services, skus = query(
        store,
        "SELECT count(*), count(DISTINCT price.region), count(DISTINCT line.service), count(DISTINCT line.sku)"
        " FROM line JOIN price ON price.line = line.id WHERE line.provider = ?",
        (provider,),
    )[0]
    newest, oldest = query(
        store,
        "SELECT max(origin.effective), min(origin.effective) FROM line JOIN price ON price.line = line.id"
        " JOIN origin ON origin.id = price.origin WHERE line.provider = ? AND origin.effective <> 'undated'",
        (provider,),
    )[0]
    sources = query(
        store,
        "SELECT origin.source, count(*) AS n FROM line JOIN price ON price.line = line.id"
        " JOIN origin ON origin.id = price.origin WHERE line.provider = ? GROUP BY origin.source"
        " ORDER BY n DESC, origin.source",
        (provider,),
    )
    return ProviderInfo(provider, rows, regions, services, skus, newest or "", oldest or "", tuple(sources))


def keys(store: sqlite3.Connection, provider: str, service: str | None = None) -> list[KeyInfo]:
    """The components of a provider (or of one of its services) with their units and some SKU names."""
    statement = (
        "SELECT line.service, line.component, line.sku, line.purchase, origin.unit, price.region, price.tier"
        " FROM line JOIN price ON price.line = line.id JOIN origin ON origin.id = price.origin"
        " WHERE line.provider = ? AND line.service = coalesce(?, line.service)"
        " ORDER BY line.service, line.component, line.sku"
    )
    grouped: dict[tuple[str, str], list[tuple[str, str, str, int, int]]] = {}
    for found_service, component, *rest in query(store, statement, (provider, service)):
        sku, purchase, unit, region, tier = rest
        grouped.setdefault((found_service, component), []).append((sku, purchase, unit, region, tier))
    return [_key_info(provider, *name, rows) for name, rows in grouped.items()]


def _key_info(provider: str, service: str, component: str, rows: list[tuple[str, str, str, int, int]]) -> KeyInfo:
    skus = sorted({row[0] for row in rows})
    return KeyInfo(
        provider,
        service,
        component,
        units=tuple(sorted({row[2] for row in rows})),
        purchases=tuple(sorted({row[1] for row in rows})),
        skus=tuple(skus[:6]),
        sku_count=len(skus),
        regions=len({row[3] for row in rows}),
        tiered=any(row[4] for row in rows),
    )
