"""Every forecast of a project as a picture in a folder."""

import re
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.job.files import write_whole
from lepton_iac.model import Project
from lepton_iac.report.picture import svgs

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
LONGEST = 120
"""Characters of a name: file systems allow 255 bytes, and archives less."""


def write_pictures(project: Project, folder: Path) -> tuple[Path, ...]:
    """One SVG for each resource and dimension that was measured.

    Raises:
        WriteError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make the folder: {error.strerror}", where=str(folder)) from error
    written: dict[Path, None] = {}
    for demand, text in svgs(project):
        path = _free(folder, f"{demand.address}.{demand.dimension}", written)
        write_whole(path, text)
        written[path] = None
    return tuple(written)


def _free(folder: Path, name: str, taken: dict[Path, None]) -> Path:
    """A file name of plain characters that no other picture of this run has."""
    plain = _UNSAFE.sub("-", name.replace('"', "")).strip("-.")[-LONGEST:]
    path = folder / f"{plain}.svg"
    number = 2
    while path in taken:
        path = folder / f"{plain}-{number}.svg"
        number += 1
    return path
