"""Writing result files whole or not at all."""

import os
import tempfile
from pathlib import Path

from lepton_iac.errors import WriteError


def write_whole(path: Path, text: str) -> None:
    """Replace a file through a temporary one beside it.

    Raises:
        WriteError: the folder cannot be written to; the old file is untouched.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as temporary:
            temporary.write(text)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror}", where=str(path), mend="choose another --out") from error


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what the user's umask gives a new one."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
