"""An update of list prices: tasks done one by one and remembered, ladders checked, and one swap at the end."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book_cells import COLUMNS, row_cells, row_of
from lepton_iac.price.book_ladders import ladder_fault, tidy_ladder
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.fetch_google_machines import PARTS, machines
from lepton_iac.price.refresh_store import current_path, open_current, put, stored_cells

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS raw ({", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS)});
CREATE TABLE IF NOT EXISTS task (name TEXT PRIMARY KEY, cursor TEXT NOT NULL, done INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS unmapped (name TEXT PRIMARY KEY, rows INTEGER NOT NULL);
"""
_KEY = "provider, service, component, sku, purchase, region"
_ALL = f"SELECT * FROM raw WHERE service <> ? ORDER BY {_KEY}, CAST(tier_from AS REAL)"  # nosec B608 # noqa: S608 - names only
_EXTEND = "INSERT INTO unmapped VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET rows = rows + excluded.rows"


@dataclass
class Refreshed:
    """What an update did.

    Attributes:
        rows: new list prices in use.
        kept: refreshed prices of earlier updates that this one did not ask about.
        unmapped: published name to rows that the book has no key for.
        refused: why ladders were left out, and how many rows that was.
    """

    edition: str
    currency: str
    rows: int = 0
    kept: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def refresh(folder: Path, name: str, tasks: Sequence[Task], edition: str, currency: str = "USD") -> Refreshed:
    """Fetch what is not fetched yet, then put everything in use at once.

    Args:
        folder: the user's folder for prices.
        name: of this update: the same question asked again goes on where it stopped.
        tasks: the parts of the update.
        edition: the name of what comes out, a time stamp.

    Raises:
        PriceBookError: a source cannot be read; what is done is kept for the next run and the prices in use stay.
    """
    staging = staging_path(folder, name)
    try:
        staging.parent.mkdir(parents=True, exist_ok=True)
        store = sqlite3.connect(staging, timeout=0, isolation_level="IMMEDIATE")
    except (OSError, sqlite3.Error) as error:
        raise PriceBookError(f"the update cannot be kept: {error}", where=str(staging)) from error
    try:
        store.execute("PRAGMA locking_mode = EXCLUSIVE")
        store.executescript(_SCHEMA)
        for task in tasks:
            _run(store, task)
        result = _finish(store, folder, edition, currency)
    except sqlite3.Error as error:
        mend = "wait for the other update, or delete the file when there is none"
        raise PriceBookError(f"the update cannot go on: {error}", where=str(staging), mend=mend) from error
    finally:
        store.close()
    staging.unlink()
    return result


def staging_path(folder: Path, name: str) -> Path:
    """Where an unfinished update lies."""
    return folder / "refreshed" / "unfinished" / f"{name}.sqlite"


def _run(store: sqlite3.Connection, task: Task) -> None:
    cursor, done = store.execute(
        "SELECT cursor, done FROM task WHERE name = ? UNION ALL SELECT '', 0 LIMIT 1", (task.name,)
    ).fetchone()
    while not done:
        batch = task.fetch(cursor)
        cursor, done = batch.cursor, not batch.cursor
        _keep(store, task.name, batch)


def _keep(store: sqlite3.Connection, name: str, batch: Batch) -> None:
    """Rows and progress in one transaction: neither is ever there without the other."""
    places = ", ".join("?" * len(COLUMNS))
    with store:
        store.executemany(f"INSERT INTO raw VALUES ({places})", map(row_cells, batch.rows))  # nosec B608 # noqa: S608 - marks only
        store.executemany(_EXTEND, batch.unmapped.items())
        store.execute("INSERT OR REPLACE INTO task VALUES (?, ?, ?)", (name, batch.cursor, not batch.cursor))
    if batch.spent is not None:
        batch.spent.unlink(missing_ok=True)


def _finish(store: sqlite3.Connection, folder: Path, edition: str, currency: str) -> Refreshed:
    result = Refreshed(edition, currency)
    result.unmapped.update(dict(store.execute("SELECT name, rows FROM unmapped").fetchall()))
    parts = [row_of(cells) for cells in store.execute("SELECT * FROM raw WHERE service = ?", (PARTS,))]
    _insert(store, (row_cells(row) for row in machines(parts, result.unmapped)))
    store.execute("CREATE TEMP TABLE scope AS SELECT DISTINCT provider, service, source, region, purchase FROM raw")
    fresh = list(_whole(store.execute(_ALL, (PARTS,)), result.refused))
    result.rows = len(fresh)
    if not fresh:
        return _nothing(folder, currency, result)
    store.execute("DELETE FROM raw")
    _insert(store, fresh)
    result.kept = _keep_earlier(store, folder, currency)
    put(folder, currency, edition, (list(cells) for cells in store.execute(_ALL, (PARTS,))))
    return result


def _nothing(folder: Path, currency: str, result: Refreshed) -> Refreshed:
    if result.unmapped or result.refused:
        names = ", ".join(name for name, _ in (result.unmapped + result.refused).most_common(3))
        raise PriceBookError(
            f"none of the prices fetched has a place in the price book: {names}",
            where=str(current_path(folder, currency)),
            mend="name other services or regions; the prices in use are unchanged",
        )
    raise PriceBookError("the price source gave no prices", mend="check the regions and services asked for")


def _insert(store: sqlite3.Connection, rows: Iterable[Sequence[str]]) -> None:
    places = ", ".join("?" * len(COLUMNS))
    store.executemany(f"INSERT INTO raw VALUES ({places})", rows)  # nosec B608 # noqa: S608 - marks only


def _whole(found: Iterable[Sequence[str]], refused: Counter[str]) -> Iterator[tuple[str, ...]]:
    """The rows of whole ladders, key by key; the others are counted."""
    for _, group in groupby(found, key=lambda cells: tuple(cells[:6])):
        ladder = tidy_ladder(row_of(cells) for cells in group)
        fault = ladder_fault(ladder)
        if fault:
            refused[fault] += len(ladder)
        else:
            yield from map(row_cells, ladder)


def _keep_earlier(store: sqlite3.Connection, folder: Path, currency: str) -> int:
    """Refreshed prices that this update did not ask about stay in use."""
    earlier = open_current(folder, currency)
    if earlier is None:
        return 0
    scope = set(store.execute("SELECT provider, service, source, region, purchase FROM scope").fetchall())
    kept = [
        cells for cells in stored_cells(earlier) if (cells[0], cells[1], cells[12], cells[5], cells[4]) not in scope
    ]
    earlier.close()
    keys = set(store.execute(f"SELECT DISTINCT {_KEY} FROM raw"))  # nosec B608 # noqa: S608 - column names only
    kept = [cells for cells in kept if tuple(cells[:6]) not in keys]
    _insert(store, kept)
    return len(kept)
