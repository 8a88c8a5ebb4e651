"""A file that is written whole or not at all: what was there stays until the new bytes are on the disk."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST_NAME = 200


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give the name of an empty file to fill, and put it in the place of ``path`` at the end.

    The file to fill is hidden and lies beside the target. It is flushed to the disk, gets the permissions of the file
    it replaces, or those of a new one, and takes its place in one step; if anything fails it goes, and the old file is
    untouched. A link is followed. A device or pipe is written to as it is: it must not be replaced.

    Args:
        private: readable to the owner only, whatever the old file was.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    target = path.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():
        yield path
        return
    partial = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(6)}.part")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666))
    try:
        yield partial
        if target.exists() and not private:
            partial.chmod(target.stat().st_mode & 0o777)
        flush(partial)
        partial.replace(target)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    with contextlib.suppress(OSError):
        flush(target.parent)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises:
        OSError: the disk failed; for a folder also where the system cannot.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
