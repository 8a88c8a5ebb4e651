"""The audit log: who did what when, each entry bound to the one before it, so that a gap or a change shows."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Engine, insert, select, text

from lepton_iac.serve.auth.tokens import stamp
from lepton_iac.serve.store.tables import audit

_LOCK_KEY = 7_205_759_403
_WITHIN = Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done; ``detail`` is a digest or a number, never a value of a plan."""

    id: int
    at: str
    actor: str
    action: str
    target: str
    detail: str
    chain: str


@contextmanager
def recording(engine: Engine) -> Iterator[Connection]:
    """A transaction that may append, so that what was done and its entry are kept both or neither.

    Two writers wait for each other, for the chain has one end.
    """
    with _WITHIN, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def record(engine: Engine, actor: str, action: str, target: str, detail: str, now: datetime) -> None:
    """Append an entry about something that changed nothing in the database."""
    with recording(engine) as connection:
        append(connection, actor, action, target, detail, now)


def append(connection: Connection, actor: str, action: str, target: str, detail: str, now: datetime) -> None:
    """The entry, on a connection of ``recording``."""
    last = connection.execute(select(audit.c.chain).order_by(audit.c.id.desc()).limit(1)).scalar() or ""
    fields = (stamp(now), actor[:300], action[:40], target[:300], detail[:100])
    names = ("at", "actor", "action", "target", "detail")
    row = dict(zip((*names, "chain"), (*fields, _link(last, fields)), strict=True))
    connection.execute(insert(audit).values(row))


def entries(engine: Engine, newest: int = 200) -> list[Entry]:
    """The newest entries, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(newest))
        return [Entry(*row) for row in rows]


def broken_links(engine: Engine) -> Iterator[int]:
    """The entries that do not follow from the one before them; none in a log that nobody touched."""
    last = ""
    with engine.connect() as connection:
        for row in connection.execute(select(audit).order_by(audit.c.id)):
            entry = Entry(*row)
            fields = (entry.at, entry.actor, entry.action, entry.target, entry.detail)
            if _link(last, fields) != entry.chain:
                yield entry.id
            last = entry.chain


def _link(last: str, fields: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join((last, *fields)).encode()).hexdigest()
