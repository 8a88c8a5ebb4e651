"""A patched copy of a folder and its local modules: what was written is read and priced there before it counts."""

import os
import re
import shutil
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch

_SOURCE = re.compile(rb'^\s*"?source"?\s*[=:]\s*"(?P<path>\.{1,2}/[^"]*)"', re.MULTILINE)
LEFT_BEHIND = shutil.ignore_patterns(".terraform", ".git", "*.tfstate*", ".venv", "node_modules")
"""What no copy of a folder takes along: state may hold secrets, the rest is downloaded."""


def patched_copy(patch: Patch, folder: Path, scratch: Path) -> Path:
    """Copy a folder and every local module it reaches into ``scratch``, apply the patch there, give the copy's place.

    Raises:
        WriteError: a path of the patch would leave ``scratch``, or a file cannot be copied.
    """
    places = _reached(folder.resolve())
    base = Path(os.path.commonpath(places))
    try:
        for place in sorted(places):
            shutil.copytree(place, scratch / place.relative_to(base), ignore=LEFT_BEHIND, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        raise WriteError(f"the folder cannot be copied for the proof: {error}", where=str(folder)) from error
    copy = scratch / folder.resolve().relative_to(base)
    for name, data in patch.results.items():
        target = (copy / name).resolve()
        if not target.is_relative_to(scratch.resolve()):
            raise WriteError("the patch reaches a file outside the folder and its modules", where=name)
        target.write_bytes(data)
    return copy


def _reached(folder: Path) -> set[Path]:
    """The folder and the folders of its local modules, however far."""
    found: set[Path] = set()
    todo = [folder]
    while todo:
        place = todo.pop()
        if place in found or not place.is_dir():
            continue
        found.add(place)
        for file in (*place.glob("*.tf"), *place.glob("*.tf.json")):
            sources = (match["path"].decode(errors="replace") for match in _SOURCE.finditer(file.read_bytes()))
            todo += [(place / source).resolve() for source in sources]
    return found
