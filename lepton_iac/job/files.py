"""Writing result files whole or not at all."""

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
