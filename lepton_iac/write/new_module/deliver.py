"""A new module on disk: whole or not at all, and never over somebody's files."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.whole_file import flush


def deliver(files: Mapping[str, str], folder: Path) -> None:
    """Write the files to a folder that does not exist yet or is empty.

    Raises:
        WriteError: something is there already, or the folder cannot be written; nothing was altered.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WriteError("there is something here already", where=str(folder), mend="name a new or empty folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _unwritten(folder, error) from error
    try:
        for name, text in files.items():
            (scratch / name).write_text(text, encoding="utf-8", newline="\n")
            flush(scratch / name)
        scratch.chmod(0o755)
        scratch.replace(folder.resolve())
    except OSError as error:
        raise _unwritten(folder, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _unwritten(folder: Path, error: OSError) -> WriteError:
    reason = error.strerror or "the folder cannot be written"
    return WriteError(f"cannot be written: {reason}", where=str(folder), mend="check the path")
