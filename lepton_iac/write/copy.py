"""A patched copy of a folder and its local modules: what was written is read and priced there before it counts."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch

_SOURCE = re.compile(rb'^\s*"?source"?\s*[=:]\s*"(?P<path>\.{1,2}/?[^"]*)"', re.MULTILINE)
_BEYOND = re.compile(rb'"(?:\$\{path\.(?:module|root|cwd)\}/)?(?P<path>\.\./[^"$%\r\n]+)"')
LEFT_BEHIND = shutil.ignore_patterns(".terraform", ".git", "*.tfstate*", ".venv", "node_modules")
"""What no copy of a folder takes along: state may hold secrets, the rest is downloaded."""


def patched_copy(patch: Patch, folder: Path, scratch: Path) -> Path:
    """Copy a folder and every local module it reaches into ``scratch``, apply the patch there, give the copy's place.

    Raises:
        WriteError: a path of the patch would leave ``scratch``, or a file cannot be copied.
    """
    return laid_out(patch.results, folder, reached(folder), scratch)


def laid_out(
    results: Mapping[str, bytes], folder: Path, places: Iterable[Path], scratch: Path, skip: Iterable[Path] = ()
) -> Path:
    """Copy files and folders into ``scratch`` so that each finds the others where it did; then the changed bytes.

    Args:
        results: changed files, by their path from ``folder`` on.
        skip: folders that are not copied.

    Returns:
        Where ``folder`` is now.

    Raises:
        WriteError: a changed file would leave ``scratch``, or something cannot be copied.
    """
    wanted = {folder.resolve(), *places}
    base = Path(os.path.commonpath([place if place.is_dir() else place.parent for place in wanted]))
    copy = scratch / folder.resolve().relative_to(base)
    for name in results:
        if not (copy / name).resolve().is_relative_to(scratch.resolve()):
            raise WriteError("the patch reaches a file outside the folder and its modules", where=name)
    try:
        for place in sorted(wanted):
            _copy(place, scratch / place.relative_to(base), frozenset(skip))
        for name, data in results.items():
            (copy / name).resolve().write_bytes(data)
    except (OSError, shutil.Error) as error:
        raise WriteError(f"the folder cannot be copied: {error}", where=str(folder)) from error
    return copy


def _copy(place: Path, target: Path, skip: frozenset[Path]) -> None:
    def left(at: str, names: list[str]) -> set[str]:
        return {*LEFT_BEHIND(at, names), *(name for name in names if Path(at, name) in skip)}

    if place.is_dir():
        shutil.copytree(place, target, ignore=left, dirs_exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(place, target)


def reached(folder: Path) -> frozenset[Path]:
    """The folder and the folders of its local modules, however far."""
    found: set[Path] = set()
    todo = [folder.resolve()]
    while todo:
        place = todo.pop()
        if place in found or not place.is_dir():
            continue
        found.add(place)
        sources = (match["path"] for file in _terraform(place) for match in _SOURCE.finditer(file.read_bytes()))
        todo += [(place / source.decode(errors="replace")).resolve() for source in sources]
    return frozenset(found)


def beyond(places: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """What the Terraform of these folders names by a literal path that lies in none of them: (by whom, what)."""
    known = frozenset(places)
    for file in sorted(file for place in known for file in _terraform(place)):
        for match in _BEYOND.finditer(file.read_bytes()):
            named = (file.parent / match["path"].decode(errors="replace")).resolve()
            if named.exists() and not any(named.is_relative_to(place) for place in known):
                yield file, named


def _terraform(place: Path) -> tuple[Path, ...]:
    return (*sorted(place.glob("*.tf")), *sorted(place.glob("*.tf.json")))
