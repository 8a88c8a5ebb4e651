"""Several files change together: a record of what was meant lets the next run end what a sudden end cut off.

New contents lie beside their targets, on the disk, before the record is made; from then on the whole set counts as
written. The record is one file in one of the folders. The other folders hold a pointer to it, made earlier, so that a
run that only sees one of them finds it too; a pointer without its record means nothing.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from lepton_iac.errors import WriteError
from lepton_iac.whole_file import flush, whole_file

RECORD = ".lepton-iac-rewrite.json"
BESIDE = ".lepton-iac-new"
"""How the names of new contents end that wait beside their targets; Terraform reads no hidden files."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """New contents beside their target.

    Attributes:
        target: the file to replace; there is none yet where ``old`` is empty.
        place: where the new contents wait.
        old, new: SHA-256 of the target before and after.
    """

    target: Path
    place: Path
    old: str
    new: str


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()


def digest_at(path: Path) -> str:
    """The digest of a file; empty where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return ""


def home_of(folders: Iterable[Path]) -> Path:
    """Where the record of a rewrite of these folders stands."""
    return min(folders) / RECORD


def record(files: Sequence[Waiting], folders: frozenset[Path]) -> Path:
    """Put on the disk that these files change together; the record takes the place of an older one of these folders.

    Args:
        folders: all that the rewrite is about, the same for the way back.

    Raises:
        OSError: it cannot be written.
    """
    home = home_of(folders)
    for folder in sorted(folders - {home.parent}):
        _write(folder / RECORD, {"version": 1, "record": os.path.relpath(home, folder)})
    named = [
        {
            "target": os.path.relpath(one.target, home.parent),
            "place": os.path.relpath(one.place, home.parent),
            "old": one.old,
            "new": one.new,
        }
        for one in files
    ]
    _write(home, {"version": 1, "files": named})
    return home


def close(home: Path, folders: Iterable[Path]) -> None:
    """Take the record away first, then the pointers to it.

    Raises:
        OSError: it cannot be removed.
    """
    home.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        flush(home.parent)
    for folder in {*folders} - {home.parent}:
        (folder / RECORD).unlink(missing_ok=True)


def records(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The records that these folders hold or point to.

    Raises:
        WriteError: one is damaged.
    """
    found = set()
    for folder in {folder.resolve() for folder in folders}:
        said = _read(folder / RECORD)
        home = folder / RECORD if "files" in said else (folder / str(said.get("record", "."))).resolve()
        if home.name == RECORD and "files" in _read(home):
            found.add(home)
    return tuple(sorted(found))


def recorded(home: Path) -> tuple[Waiting, ...]:
    """The files of a record.

    Raises:
        WriteError: it is damaged, or names files that no rewrite names so.
    """
    try:
        files = tuple(
            Waiting(_in(home, one["target"]), _in(home, one["place"]), str(one["old"]), str(one["new"]))
            for one in _read(home)["files"]
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(home) from None
    if not all(one.place.parent == one.target.parent and is_beside(one.place.name) for one in files):
        raise _damaged(home)
    return files


def remains(folder: Path) -> list[Path]:
    """What a rewrite that was cut off has left in a folder: contents that waited, half a record, a loose pointer."""
    found = [one for one in folder.iterdir() if is_beside(one.name) or one.name.startswith(f".{RECORD}.")]
    return [*found, folder / RECORD] if _loose(folder) else found


def _loose(folder: Path) -> bool:
    """Whether a folder holds a pointer to a record that is not there."""
    return (folder / RECORD).is_file() and not records((folder,))


def is_beside(name: str) -> bool:
    """Whether a file is called as new contents are that wait."""
    return name.startswith(".") and name.endswith(BESIDE)


def _in(home: Path, path: str) -> Path:
    return Path(os.path.normpath(home.parent / path))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with whole_file(path) as partial:
        partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _read(path: Path) -> Mapping[str, Any]:
    """What a record or pointer says; nothing where there is none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        raise _damaged(path) from None
    if not isinstance(said, dict):
        raise _damaged(path)
    return said


def _damaged(path: Path) -> WriteError:
    return WriteError(
        "this record of a rewrite that was cut off cannot be read",
        where=str(path),
        mend="look at the files beside it with git, and remove it",
    )
