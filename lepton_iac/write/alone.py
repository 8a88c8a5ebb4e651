"""Only one process at a time replaces the files of a folder."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lepton_iac.errors import WriteError

if sys.platform != "win32":
    import fcntl


@contextmanager
def alone(folders: Iterable[Path]) -> Iterator[None]:
    """Hold these folders until the end of the block; the system lets go when the process dies.

    Where the system knows no locks on folders, nothing is held.

    Raises:
        WriteError: another process holds one of them.
    """
    with contextlib.ExitStack() as held:
        for folder in sorted(set(folders)):
            _hold(folder, held)
        yield


def _hold(folder: Path, held: contextlib.ExitStack) -> None:
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    held.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise WriteError(
            "another rewrite is at work in this folder", where=str(folder), mend="run it again when that has ended"
        ) from None
    except OSError:
        return
