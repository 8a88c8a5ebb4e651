"""The price book as one SQLite file in the user's cache folder, built from the embedded data on first use."""

import csv
import hashlib
import io
import lzma
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.model import Note

SCHEMA_VERSION = "1"
BOOK_DATA = Path(__file__).parent / "data" / "book.csv.xz"
ROWS_MARK = "rows"

_SCHEMA = """
CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
CREATE TABLE line (
  id INTEGER PRIMARY KEY, provider TEXT NOT NULL, service TEXT NOT NULL, component TEXT NOT NULL,
  sku TEXT NOT NULL, purchase TEXT NOT NULL,
  UNIQUE (provider, service, component, sku, purchase)
);
CREATE TABLE price (
  line INTEGER NOT NULL, region INTEGER NOT NULL, tier INTEGER NOT NULL, tier_from TEXT NOT NULL, tier_to TEXT NOT NULL,
  price TEXT NOT NULL, unit INTEGER NOT NULL, currency INTEGER NOT NULL, effective INTEGER NOT NULL,
  source INTEGER NOT NULL, derived INTEGER NOT NULL,
  PRIMARY KEY (line, region, tier)
) WITHOUT ROWID;
CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def default_cache_dir(environ: Mapping[str, str]) -> Path:
    """The folder for lepton-iac's caches: ``LEPTON_IAC_CACHE``, or the platform's place for caches."""
    if environ.get("LEPTON_IAC_CACHE"):
        return Path(environ["LEPTON_IAC_CACHE"])
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or tempfile.gettempdir())
    if sys.platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "lepton-iac"


@cache
def embedded_data(path: Path = BOOK_DATA) -> bytes:
    """The compressed book as it is shipped.

    Raises:
        PriceBookError: the package lacks its data.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise PriceBookError("the price book is missing", where=path.name, mend="install lepton-iac again") from error


def open_store(cache_dir: Path, packed: bytes) -> tuple[sqlite3.Connection, tuple[Note, ...]]:
    """A read-only connection to the book of ``packed``, building it where it is missing or damaged.

    Where the cache folder cannot be written the book goes to the temporary folder, else to memory; the notes say so.

    Raises:
        PriceBookError: the packed data itself is damaged.
    """
    digest = hashlib.sha256(SCHEMA_VERSION.encode() + packed).hexdigest()[:16]
    notes: list[Note] = []
    for folder in (cache_dir, Path(tempfile.gettempdir()) / "lepton-iac"):
        try:
            return _stored(folder / f"prices-{digest}.sqlite", packed), tuple(notes)
        except (OSError, sqlite3.Error) as error:
            notes.append(Note(f"the price book cannot be kept here ({error})", str(folder)))
    notes.append(Note("the price book is kept in memory and built again at each start", str(cache_dir)))
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    fill(connection, unpacked(packed))
    return connection, tuple(notes)


def unpacked(packed: bytes) -> Iterator[list[str]]:
    """The rows of the packed book, without the header.

    Raises:
        PriceBookError: the data is damaged.
    """
    try:
        text = lzma.decompress(packed).decode()
    except (lzma.LZMAError, UnicodeDecodeError) as error:
        raise PriceBookError("the price book's data is damaged", mend="install lepton-iac again") from error
    rows = csv.reader(io.StringIO(text))
    next(rows, None)
    return rows


def _stored(path: Path, packed: bytes) -> sqlite3.Connection:
    connection = _opened(path)
    if connection is None:
        _build(path, packed)
        connection = _opened(path)
    if connection is None:
        raise OSError("the file written does not read back")
    return connection


def _opened(path: Path) -> sqlite3.Connection | None:
    """A connection to a whole book, or ``None``; the mark is the last thing a build writes."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        mark = connection.execute("SELECT value FROM mark WHERE name = ?", (ROWS_MARK,)).fetchone()
        size = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        whole = mark is not None and size[0] == path.stat().st_size
    except sqlite3.Error:
        whole = False
    if whole:
        return connection
    connection.close()
    return None


def _build(path: Path, packed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(partial)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            fill(connection, unpacked(packed))
        finally:
            connection.close()
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)


def fill(connection: sqlite3.Connection, rows: Iterator[list[str]]) -> None:
    """Write the book's tables; ``rows`` come in the order of the columns of ``book.csv.xz``."""
    texts: dict[str, int] = {}
    lines: dict[tuple[str, ...], int] = {}
    tiers: dict[tuple[int, int], int] = {}

    def prices() -> Iterator[tuple[int | str, ...]]:
        for row in rows:
            line = lines.setdefault(tuple(row[:5]), len(lines))
            region, unit, currency, effective, source, derived = (
                texts.setdefault(row[at], len(texts)) for at in (5, 9, 10, 11, 12, 13)
            )
            tier = tiers[line, region] = tiers.get((line, region), -1) + 1
            yield (line, region, tier, row[6], row[7], row[8], unit, currency, effective, source, derived)

    with connection:
        connection.executescript(_SCHEMA)
        connection.executemany("INSERT INTO price VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", prices())
        connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", ((at, *key) for key, at in lines.items()))
        connection.executemany("INSERT INTO text VALUES (?, ?)", ((at, value) for value, at in texts.items()))
        connection.execute("INSERT INTO mark VALUES (?, ?)", (ROWS_MARK, str(len(tiers))))
