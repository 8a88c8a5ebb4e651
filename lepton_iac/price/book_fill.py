"""The tables of the price book's store, filled from the packed rows."""

import csv
import io
import lzma
import sqlite3
from collections.abc import Iterator

from lepton_iac.errors import PriceBookError

SCHEMA_VERSION = "2"
ROWS_MARK = "rows"

_SCHEMA = """
CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE origin (
  id INTEGER PRIMARY KEY, unit TEXT NOT NULL, currency TEXT NOT NULL, effective TEXT NOT NULL, source TEXT NOT NULL,
  derived TEXT NOT NULL
);
CREATE TABLE line (
  id INTEGER PRIMARY KEY, provider TEXT NOT NULL, service TEXT NOT NULL, component TEXT NOT NULL,
  sku TEXT NOT NULL, purchase TEXT NOT NULL,
  UNIQUE (provider, service, component, sku, purchase)
);
CREATE TABLE price (
  line INTEGER NOT NULL, region INTEGER NOT NULL, tier INTEGER NOT NULL, tier_from TEXT NOT NULL, tier_to TEXT NOT NULL,
  price TEXT NOT NULL, origin INTEGER NOT NULL,
  PRIMARY KEY (line, region, tier)
) WITHOUT ROWID;
CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


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


def fill(connection: sqlite3.Connection, rows: Iterator[list[str]]) -> None:
    """Write the book's tables; ``rows`` come in the order of the columns of ``book.csv.xz`` and sorted by them."""
    regions: dict[str, int] = {}
    origins: dict[tuple[str, ...], int] = {}
    lines: dict[tuple[str, ...], int] = {}

    def prices() -> Iterator[tuple[int | str, ...]]:
        last, tier = (-1, -1), 0
        for row in rows:
            line = lines.setdefault(tuple(row[:5]), len(lines))
            region = regions.setdefault(row[5], len(regions))
            origin = origins.setdefault(tuple(row[9:]), len(origins))
            tier = tier + 1 if last == (line, region) else 0
            last = (line, region)
            yield (line, region, tier, row[6], row[7], row[8], origin)

    with connection:
        connection.executescript(_SCHEMA)
        count = connection.executemany("INSERT INTO price VALUES (?, ?, ?, ?, ?, ?, ?)", prices()).rowcount
        connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", ((at, *key) for key, at in lines.items()))
        connection.executemany("INSERT INTO region VALUES (?, ?)", ((at, name) for name, at in regions.items()))
        connection.executemany(
            "INSERT INTO origin VALUES (?, ?, ?, ?, ?, ?)", ((at, *cells) for cells, at in origins.items())
        )
        connection.execute("INSERT INTO mark VALUES (?, ?)", (ROWS_MARK, str(count)))
