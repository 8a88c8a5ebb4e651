"""The price book as one SQLite file in the user's cache folder, built from the embedded data on first use."""

import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lepton_iac.errors import PriceBookError
from lepton_iac.model import Note
from lepton_iac.price.book_fill import ROWS_MARK, SCHEMA_VERSION, fill, unpacked

BOOK_DATA = Path(__file__).parent / "data" / "book.csv.xz"


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


def temporary_dir() -> Path:
    """A folder of this user's own among the temporary files.

    Raises:
        OSError: it cannot be made, or it is someone else's.
    """
    user = os.getuid() if hasattr(os, "getuid") else None
    folder = Path(tempfile.gettempdir()) / ("lepton-iac" if user is None else f"lepton-iac-{user}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if user is not None and folder.lstat().st_uid != user:
        raise OSError(f"{folder} belongs to another user")
    return folder


def open_store(cache_dir: Path | None, packed: bytes) -> tuple[sqlite3.Connection, tuple[Note, ...]]:
    """A read-only connection to the book of ``packed``, building it where it is missing or damaged.

    Where the cache folder cannot be written the book goes to the temporary folder, else to memory; the notes say so.
    Without a cache folder the temporary one is what was asked for.

    Raises:
        PriceBookError: the packed data itself is damaged.
    """
    name = f"prices-{hashlib.sha256(SCHEMA_VERSION.encode() + packed).hexdigest()[:16]}.sqlite"
    notes: list[Note] = []
    for folder in (cache_dir, None) if cache_dir is not None else (None,):
        try:
            return _stored((folder or temporary_dir()) / name, packed), tuple(notes)
        except (OSError, sqlite3.Error) as error:
            notes.append(Note(f"the price book cannot be kept here: {error}", str(folder or tempfile.gettempdir())))
    notes.append(Note("the price book is kept in memory and built again at each start"))
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    fill(connection, unpacked(packed))
    return connection, tuple(notes)


def query(store: sqlite3.Connection, statement: str, values: Sequence[str | None] = ()) -> list[tuple[Any, ...]]:
    """The rows a statement finds.

    Raises:
        PriceBookError: the store's file is damaged.
    """
    try:
        return store.execute(statement, values).fetchall()
    except sqlite3.DatabaseError as error:
        place = store.execute("PRAGMA database_list").fetchone()[2]
        raise PriceBookError(
            f"the cached price book is damaged: {error}", where=place, mend="delete the file; it is built again"
        ) from error


def _stored(path: Path, packed: bytes) -> sqlite3.Connection:
    connection = _opened(path)
    if connection is not None:
        return connection
    try:
        _build(path, packed)
    except OSError:
        # Another process may have put the same book here first, on a system that does not replace open files.
        connection = _opened(path)
        if connection is None:
            raise
        return connection
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
