"""What the commands of the service share: its modules, its folder, its database and its key."""

import contextlib
import importlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lepton_iac.cli.session import data_dir
from lepton_iac.errors import LeptonError
from lepton_iac.whole_file import flush


def room(name: str) -> Any:
    """A module of the service; its libraries come with an extra.

    Raises:
        LeptonError: the extra is not installed.
    """
    try:
        return importlib.import_module(f"lepton_iac.serve.{name}")
    except ModuleNotFoundError as error:
        raise LeptonError(f"{error.name} is not installed", mend='pip install "lepton-iac[serve]"') from error


def state(options: Mapping[str, Any]) -> Path:
    folder: Path = options["state"] or data_dir() / "serve"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LeptonError(
            f"cannot be made: {error.strerror}", where=str(folder), mend="choose another --state"
        ) from error
    return folder


def database(options: Mapping[str, Any]) -> str:
    return options["database"] or f"sqlite:///{state(options) / 'serve.sqlite'}"


def engine(options: Mapping[str, Any]) -> Any:
    return room("store.database").open_database(database(options))


def ready(options: Mapping[str, Any]) -> Any:
    """The database in this version's shape, as commands beside the server need it."""
    found = engine(options)
    room("store.database").migrate(found)
    return found


def key_of(folder: Path) -> bytes:
    """The 32 random bytes that tokens and sessions hang on, made once, readable to their owner only."""
    path = folder / "key"
    try:
        if not path.exists():
            _make_key(path)
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise LeptonError(
            "the key cannot be read", where=str(path), mend="give it back, or delete it and all tokens"
        ) from error
    if len(key) != 32:
        raise LeptonError("the key is damaged", where=str(path), mend="give it back, or delete it and all tokens")
    return key


def _make_key(path: Path) -> None:
    """Put a new key in place whole; of two that start at once, the first one's is kept by both."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(32).hex())
        flush(Path(name))
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        with contextlib.suppress(OSError):
            flush(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)
