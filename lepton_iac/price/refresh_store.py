"""Refreshed prices as the user keeps them: one SQLite file in use, and one dated edition per update."""

import csv
import gzip
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book_cells import COLUMNS
from lepton_iac.price.book_fill import ROWS_MARK, SCHEMA_VERSION, fill
from lepton_iac.whole_file import whole_file

Cells = list[str]
EDITIONS_KEPT = 8


def current_path(folder: Path, currency: str = "USD") -> Path:
    """Where the refreshed prices of one currency lie; currencies never share a file."""
    return folder / "refreshed" / f"current-{currency}.sqlite"


def edition_paths(folder: Path, currency: str = "USD") -> list[Path]:
    """The dated editions, oldest first."""
    return sorted((folder / "refreshed" / "editions").glob(f"*-{currency}.csv.gz"))


def currencies(folder: Path) -> list[str]:
    """The currencies that refreshed prices are kept in."""
    return sorted(path.stem.partition("-")[2] for path in (folder / "refreshed").glob("current-*.sqlite"))


def open_current(folder: Path, currency: str = "USD") -> sqlite3.Connection | None:
    """The refreshed prices in use, or ``None`` where there are none.

    Raises:
        PriceBookError: the file is damaged, or written by another version.
    """
    path = current_path(folder, currency)
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        marks = dict(connection.execute("SELECT name, value FROM mark").fetchall())
    except sqlite3.Error as error:
        connection.close()
        raise _damaged(path) from error
    if marks.get("schema") != SCHEMA_VERSION or ROWS_MARK not in marks:
        connection.close()
        raise _damaged(path)
    return connection


def edition_of(connection: sqlite3.Connection) -> str:
    """The name of the edition a store holds."""
    found = connection.execute("SELECT value FROM mark WHERE name = 'edition'").fetchone()
    return str(found[0]) if found else ""


def put(folder: Path, currency: str, edition: str, rows: Iterable[Cells]) -> Path:
    """Put sorted rows in use, whole or not at all, and keep them as a dated edition.

    Raises:
        PriceBookError: the folder cannot be written; the prices in use are unchanged.
    """
    target = current_path(folder, currency)
    editions = target.parent / "editions"
    try:
        editions.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as built, whole_file(editions / f"{edition}-{currency}.csv.gz") as packed:
            _pack(packed, rows)
            _build(built, packed, edition)
    except (OSError, sqlite3.Error) as error:
        raise PriceBookError(
            f"the refreshed prices cannot be kept: {error}",
            where=str(target),
            mend="make room or choose another folder",
        ) from error
    for old in edition_paths(folder, currency)[:-EDITIONS_KEPT]:
        old.unlink(missing_ok=True)
    return target


def packed_rows(path: Path) -> Iterator[Cells]:
    """The rows of an edition, or of any CSV file in the book's columns, in the file's order.

    Raises:
        PriceBookError: it cannot be read or has other columns.
    """
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8", newline="") as stream
        ):
            rows = csv.reader(stream)
            if tuple(next(rows, ())) != COLUMNS:
                raise PriceBookError("not a price file", where=str(path), mend=f"its columns are {','.join(COLUMNS)}")
            yield from rows
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise PriceBookError(f"prices cannot be read: {error}", where=str(path), mend="name a whole file") from error


def stored_cells(store: sqlite3.Connection) -> Iterator[Cells]:
    """The rows of a store as text, sorted as an edition is."""
    statement = (
        "SELECT line.provider, line.service, line.component, line.sku, line.purchase,"
        " region.name, price.tier_from, price.tier_to, price.price, origin.unit, origin.currency, origin.effective,"
        " origin.source, origin.derived FROM line JOIN price ON price.line = line.id"
        " JOIN region ON region.id = price.region JOIN origin ON origin.id = price.origin"
        " ORDER BY line.provider, line.service, line.component, line.sku, line.purchase, region.name, price.tier"
    )
    for found in store.execute(statement):
        yield list(found)


def _pack(path: Path, rows: Iterable[Cells]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=6) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _build(path: Path, packed: Path, edition: str) -> None:
    connection = sqlite3.connect(path)
    try:
        with gzip.open(packed, "rt", encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            fill(connection, rows)
        with connection:
            marks = (("schema", SCHEMA_VERSION), ("edition", edition))
            connection.executemany("INSERT INTO mark VALUES (?, ?)", marks)
    finally:
        connection.close()


def _damaged(path: Path) -> PriceBookError:
    return PriceBookError(
        "the refreshed prices are damaged or of another version",
        where=str(path),
        mend="delete the file, then `lepton-iac prices update`",
    )
