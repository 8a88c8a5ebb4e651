"""Opening the database, and bringing it to the shape this version works with."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from lepton_iac.errors import LeptonError

_SCRIPTS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """The database of a URL; ``sqlite:///file`` or ``postgresql://…``.

    Raises:
        LeptonError: the URL is none, or its driver is not installed.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise LeptonError(
            f"no database can be opened by this URL ({type(error).__name__})",
            mend="give sqlite:///file.sqlite, or postgresql://user@host/name with psycopg installed",
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite)
    return engine


def _sqlite(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's shape
    """Readers do not wait for the writer, what was confirmed is on the disk, and references hold."""
    for words in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {words}")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables forwards to a revision (``head`` is this version's).

    Raises:
        LeptonError: the database cannot be reached, or is of a newer version.
    """
    _guarded(engine, lambda config, connection: command.upgrade(config, revision))


def roll_back(engine: Engine, revision: str) -> None:
    """Take the tables back to a revision; ``base`` is none at all.

    Raises:
        LeptonError: the database cannot be reached, or there is no such revision.
    """
    _guarded(engine, lambda config, connection: command.downgrade(config, revision))


def revision_of(engine: Engine) -> str:
    """The revision the tables are at; empty where there are none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def newest_revision() -> str:
    """The revision that this version works with."""
    return ScriptDirectory(str(_SCRIPTS)).get_current_head() or ""


def _guarded(engine: Engine, work: Any) -> None:
    try:
        with engine.begin() as connection:
            work(_config(connection), connection)
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or type(error).__name__
        raise LeptonError(
            f"the database does not work: {reason}", mend="check that it runs, may be written and has room"
        ) from error
    except Exception as error:
        if type(error).__module__.startswith("alembic"):
            raise LeptonError(
                "the database is of a version that this one does not know", mend="install that version, or restore"
            ) from error
        raise


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
