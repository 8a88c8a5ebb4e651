"""Runs: what an uploaded stack came to, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from lepton_iac.serve.store.tables import results, runs, usage


@dataclass(frozen=True, slots=True)
class Run:
    """One look at one stack; ``monthly`` is at least what it says unless ``complete``."""

    id: int
    project: str
    stack: str
    created: str
    actor: str
    digest: str
    monthly: str
    saving: str
    complete: bool
    resources: int
    findings: int
    commit_id: str = ""


Used = Sequence[tuple[str, str, str]]
"""Address, usage key, and the quantity of a month."""


def keep_run(connection: Connection, row: Mapping[str, Any], texts: Mapping[str, str], used: Used = ()) -> int:
    """Keep a run with its texts and its usage, and give its number; the caller's transaction makes it whole."""
    done = connection.execute(insert(runs).values(row))
    key = done.inserted_primary_key
    number = int(key[0]) if key is not None else 0
    connection.execute(
        insert(results), [{"run": number, "kind": kind, "content": text} for kind, text in texts.items()]
    )
    if used:
        names = ("address", "usage_key", "monthly")
        connection.execute(insert(usage), [{"run": number, **dict(zip(names, one, strict=True))} for one in used])
    return number


def usage_of(engine: Engine, stack: str, address: str, keys: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    """Project, key and quantity of a resource in the newest run of each stack of this name."""
    last = select(func.max(runs.c.id)).where(runs.c.stack == stack).group_by(runs.c.project)
    query = (
        select(runs.c.project, usage.c.usage_key, usage.c.monthly)
        .join(runs, runs.c.id == usage.c.run)
        .where(usage.c.run.in_(last), usage.c.address == address, usage.c.usage_key.in_(keys))
    )
    with engine.connect() as connection:
        return [(project, key, monthly) for project, key, monthly in connection.execute(query)]


def run_at(engine: Engine, project: str, stack: str, number: int | None = None) -> Run | None:
    """A run of a stack; the newest one when no number is given."""
    found = history(engine, project, stack, 1, number)
    return found[0] if found else None


def history(engine: Engine, project: str, stack: str, most: int = 100, number: int | None = None) -> Sequence[Run]:
    """The runs of a stack, newest first."""
    query = select(runs).where(runs.c.project == project, runs.c.stack == stack)
    query = query if number is None else query.where(runs.c.id == number)
    with engine.connect() as connection:
        return [Run(*row) for row in connection.execute(query.order_by(runs.c.id.desc()).limit(most))]


def newest(engine: Engine) -> Sequence[Run]:
    """The newest run of every stack, by project and stack."""
    last = select(func.max(runs.c.id)).group_by(runs.c.project, runs.c.stack)
    with engine.connect() as connection:
        query = select(runs).where(runs.c.id.in_(last)).order_by(runs.c.project, runs.c.stack)
        return [Run(*row) for row in connection.execute(query)]


def text_of(engine: Engine, number: int, kind: str) -> str | None:
    """One text of a run, or ``None``."""
    query = select(results.c.content).where(results.c.run == number, results.c.kind == kind)
    with engine.connect() as connection:
        found = connection.execute(query).scalar()
    return None if found is None else str(found)


def forget_before(connection: Connection, before: datetime) -> int:
    """Forget runs made earlier; how many there were."""
    old = select(runs.c.id).where(runs.c.created < before.isoformat(timespec="seconds"))
    for table in (results, usage):
        connection.execute(delete(table).where(table.c.run.in_(old)))
    return connection.execute(delete(runs).where(runs.c.id.in_(old))).rowcount
