"""The results of a scan in one SQLite file: a chunk of stacks at a time, whole or not at all; a kill loses none."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.fleet.scan import Row, Scanned

FORM = 2
_TABLES: Mapping[str, tuple[str, ...]] = {
    "stacks": (
        "stack TEXT PRIMARY KEY", "stamp TEXT", "monthly TEXT", "complete INTEGER", "resources INTEGER",
        "unpriced INTEGER", "saving TEXT", "error TEXT",
    ),
    "resources": (
        "stack TEXT", "address TEXT", "type TEXT", "provider TEXT", "region TEXT", "account TEXT", "owner TEXT",
        "module TEXT", "status TEXT", "monthly TEXT", "complete INTEGER",
    ),
    "changes": (
        "stack TEXT", "address TEXT", "type TEXT", "rule TEXT", "knob TEXT", "before TEXT", "after TEXT",
        "saving TEXT", "disruption TEXT", "breach REAL", "why TEXT",
    ),
    "machines": (
        "stack TEXT", "provider TEXT", "region TEXT", "service TEXT", "component TEXT", "sku TEXT", "purchase TEXT",
        "interruptible INTEGER", "load TEXT",
    ),
    "findings": ("stack TEXT", "address TEXT", "rule TEXT", "severity TEXT", "message TEXT"),
}  # fmt: skip
TABLES = tuple(_TABLES)


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    return tuple(column.split()[0] for column in _TABLES[table])


class _Sum:
    """An exact sum of money kept as text; SQLite's own would go through floats."""

    def __init__(self) -> None:
        self.total = Decimal(0)

    def step(self, value: str | None) -> None:
        if value is not None:
            self.total += Decimal(value)

    def finalize(self) -> str:
        return str(self.total)


class Store:
    """One results file.

    Raises:
        LeptonError: the file is no results file of ours, or of another form.
        WriteError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            aggregate: Any = _Sum  # the stubs know only sums that are whole numbers
            self._connection.create_aggregate("money", 1, aggregate)
            self._prepare()

    def _prepare(self) -> None:
        (form,) = self._connection.execute("PRAGMA user_version").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if form not in {0, FORM} or (form == 0 and tables):
            raise LeptonError(
                "not the results of a scan of this version", where=str(self.path), mend="choose another file"
            )
        self._connection.execute("PRAGMA journal_mode=WAL")
        if form == FORM:
            return
        with self._whole():
            for table, columns in _TABLES.items():
                self._connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
                if table != "stacks":
                    self._connection.execute(f"CREATE INDEX {table}_stack ON {table} (stack)")
            self._connection.execute(f"PRAGMA user_version={FORM}")

    def done(self) -> Mapping[str, str]:
        """The stacks that are kept, with the stamp they had; those that failed are not done."""
        return dict(self.ask("SELECT stack, stamp FROM stacks WHERE error IS NULL"))

    def keep(self, answers: Iterable[Scanned]) -> None:
        """Replace what is known of some stacks, all of them or none."""
        with self._told(), self._whole():
            for answer in answers:
                for table in TABLES:
                    self._connection.execute(f"DELETE FROM {table} WHERE stack = ?", (answer.stack["stack"],))  # nosec B608 # noqa: S608 - our own names
                self._insert("stacks", (answer.stack,))
                self._insert("resources", answer.resources)
                self._insert("changes", answer.changes)
                self._insert("findings", answer.findings)
                self._insert("machines", answer.machines)

    def forget(self, keep: frozenset[str]) -> int:
        """Drop the stacks that the scanned tree no longer has; how many there were."""
        gone = [(name,) for (name,) in self.ask("SELECT stack FROM stacks") if name not in keep]
        with self._told(), self._whole():
            for table in TABLES:
                self._connection.executemany(f"DELETE FROM {table} WHERE stack = ?", gone)  # nosec B608 # noqa: S608 - our own names
        return len(gone)

    def ask(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; ``money(column)`` sums exactly."""
        return self._connection.execute(query, values).fetchall()

    def stream(self, table: str) -> Iterator[Mapping[str, Any]]:
        """All rows of one table, one at a time, in a fixed order."""
        names = columns_of(table)
        for row in self._connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY stack, rowid"):  # nosec B608 # noqa: S608 - our own names
            yield dict(zip(names, row, strict=True))

    def close(self) -> None:
        """Fold the write-ahead log in and close the file."""
        self._connection.close()

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        names = columns_of(table)
        marks = ", ".join("?" for _ in names)
        query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # nosec B608 # noqa: S608 - our own names
        self._connection.executemany(query, ([row[name] for name in names] for row in rows))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            mend = "is the disk full, read-only, or another scan writing to it?"
            raise WriteError(f"cannot write the results: {error}", where=str(self.path), mend=mend) from error
        except sqlite3.DatabaseError as error:
            raise LeptonError(
                f"not a results file: {error}", where=str(self.path), mend="choose another file"
            ) from error
