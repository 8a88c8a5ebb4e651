"""Everything the database holds as one file that either kind of database can be filled from again."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from lepton_iac.errors import LeptonError
from lepton_iac.serve.store.database import migrate, revision_of
from lepton_iac.serve.store.tables import metadata
from lepton_iac.whole_file import whole_file

_FORMAT = "lepton-iac serve backup"
_MEND = "give a file that `lepton-iac serve backup` wrote"
_BATCH = 500
Row = dict[str, Any]


def back_up(engine: Engine, target: Path) -> int:
    """Write every row to a private file, from one moment in time, whole or not at all; how many rows.

    Raises:
        LeptonError: the database or the folder does not work.
    """
    count = 0
    try:
        with whole_file(target, private=True) as partial, gzip.open(partial, "wt", encoding="utf-8") as file:
            file.write(json.dumps({"format": _FORMAT, "revision": revision_of(engine)}) + "\n")
            for table, row in _rows(engine):
                file.write(json.dumps([table, row]) + "\n")
                count += 1
    except (OSError, SQLAlchemyError) as error:
        raise LeptonError(f"no backup was written ({type(error).__name__})", where=str(target)) from error
    return count


def _rows(engine: Engine) -> Iterator[tuple[str, Row]]:
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with engine.connect().execution_options(isolation_level=level) as connection:
        for table in metadata.sorted_tables:
            order = list(table.primary_key.columns)
            for row in connection.execute(select(table).order_by(*order)).mappings():
                yield table.name, dict(row)


def restore(engine: Engine, source: Path) -> int:
    """Fill an empty database from a backup, all or nothing, and bring it to this version's shape; how many rows.

    Raises:
        LeptonError: the file is no backup, is damaged, or the database is not empty.
    """
    if revision_of(engine):
        raise LeptonError("the database is not empty", mend="restore into a new one")
    try:
        with gzip.open(source, "rt", encoding="utf-8") as file:
            head = json.loads(file.readline())
            if not isinstance(head, dict) or head.get("format") != _FORMAT:
                raise LeptonError("this is no backup", where=str(source), mend=_MEND)
            migrate(engine, str(head["revision"]))
            with engine.begin() as connection:
                count = _fill(connection, file)
    except (OSError, EOFError, ValueError, KeyError, TypeError, SQLAlchemyError) as error:
        raise LeptonError(f"the backup is damaged ({type(error).__name__})", where=str(source), mend=_MEND) from error
    migrate(engine)
    return count


def _fill(connection: Connection, file: IO[str]) -> int:
    count, waiting = 0, dict[str, list[Row]]()
    for line in file:
        name, row = json.loads(line)
        waiting.setdefault(name, []).append(row)
        count += 1
        if len(waiting[name]) == _BATCH:
            connection.execute(insert(metadata.tables[name]), waiting.pop(name))
    for name, rows in waiting.items():
        connection.execute(insert(metadata.tables[name]), rows)
    if connection.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            _continue_numbers(connection, table)
    return count


def _continue_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL counts on from what was restored."""
    if "id" not in table.c or not table.c.id.autoincrement or table.c.id.type.python_type is not int:
        return
    last = connection.execute(select(func.max(table.c.id))).scalar()
    if last is not None:
        words = {"name": table.name, "last": last}
        connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), words)
