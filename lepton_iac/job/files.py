"""Writing result files whole or not at all, and the folders they go to."""

from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.whole_file import whole_file


def write_whole(path: Path, text: str) -> None:
    """Replace a file through a temporary one beside it; half a character that a plan may hold becomes ``?``.

    Raises:
        WriteError: the folder cannot be written to, or the disk is full; the old file is untouched.
    """
    try:
        with whole_file(path) as temporary:
            temporary.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror}", where=str(path), mend="choose another --out") from error


def folder_for(path: Path) -> None:
    """Make the folder a file goes to.

    Raises:
        WriteError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"cannot make the folder: {error.strerror}", where=str(path.parent), mend="choose another place"
        ) from error
