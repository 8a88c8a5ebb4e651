"""Put a patch on the disk: all of it, or nothing."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch
from lepton_iac.write.copy import beyond, laid_out, reached


def apply(patch: Patch) -> None:
    """Write every changed file of a patch in the folder it was made for.

    Each file is written to a temporary file beside it, flushed to the disk, given the permissions of the original and
    only then put in its place. If one cannot be, those already in place are put back.

    Raises:
        WriteError: a file is no longer what the patch was made from, or cannot be written; nothing was altered.
    """
    if patch.empty:
        return
    if not patch.folder:
        raise WriteError("the patch does not say which folder it is for", mend="make it with rewrite()")
    targets = {path: (Path(patch.folder) / path).resolve() for path in patch.results}
    for path, target in targets.items():
        _check(target, patch.originals[path], patch.results[path], path)
    _replace_all(targets, patch.results, patch.originals)


def apply_to(patch: Patch, out_dir: Path) -> Path:
    """Copy the folder of a patch to another place, with the patch applied; state and ``.terraform`` stay behind.

    An empty patch gives a plain copy. Local modules and files that the stack names from outside its folder come along,
    laid out so that every relative path still leads to them. The copy appears whole or not at all.

    Returns:
        Where the stack is: ``out_dir``, or a folder in it when the stack reaches outside its own.

    Raises:
        WriteError: the other place holds something, a changed file or one that the stack names has no place there, or
            a file cannot be written.
    """
    folder, place = Path(patch.folder).resolve(), out_dir.resolve()
    _check_place(folder, place, out_dir)
    wanted = _wanted(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        copy = laid_out(patch.results, folder, wanted, scratch, (place, scratch)).relative_to(scratch)
        scratch.chmod(folder.stat().st_mode & 0o777)
        scratch.replace(place)
    except OSError as error:
        raise WriteError(f"the copy cannot be put in its place: {error.strerror}", where=str(out_dir)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return out_dir / copy


def _check_place(folder: Path, place: Path, out_dir: Path) -> None:
    """A copy never mixes with what is there: an old file beside the new ones would be part of the stack."""
    if folder == place:
        raise WriteError("the copy would be the folder itself", where=str(out_dir), mend="use --in-place")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise WriteError("there is something here already", where=str(out_dir), mend="name a new or empty folder")


def _wanted(folder: Path) -> frozenset[Path]:
    """Everything a copy needs: the modules, and the files that their text names outside of them."""
    modules = reached(folder)
    top = _repository(folder)
    named: set[Path] = set()
    for file, target in beyond(modules):
        if top is None or not target.is_relative_to(top) or folder.is_relative_to(target):
            raise WriteError(
                f"it names {os.path.relpath(target, file.parent)}, which a copy would not find",
                where=str(file),
                mend="use --in-place, or keep what the stack needs in its repository",
            )
        named.add(target)
    return modules | named


def _repository(folder: Path) -> Path | None:
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def _check(target: Path, original: bytes, result: bytes, path: str) -> None:
    try:
        current = target.read_bytes()
    except OSError as error:
        raise WriteError(
            f"the file cannot be read: {error.strerror}", where=path, mend="make the patch again"
        ) from error
    if current not in (original, result):
        raise WriteError("the file has changed since the patch was made", where=path, mend="make the patch again")
    if not os.access(target, os.W_OK):
        raise WriteError("the file is not writable", where=path, mend="check its permissions")


def _replace_all(targets: Mapping[str, Path], results: Mapping[str, bytes], originals: Mapping[str, bytes]) -> None:
    ready: dict[str, Path] = {}
    done: list[str] = []
    try:
        for path, target in targets.items():
            ready[path] = _beside(target, results[path])
        for path, temporary in ready.items():
            temporary.replace(targets[path])
            done.append(path)
    except OSError as error:
        _put_back(targets, originals, done)
        raise WriteError(
            f"the file cannot be written: {error.strerror}", where=str(error.filename or ""), mend="check the disk"
        ) from error
    finally:
        for path, temporary in ready.items():
            if path not in done:
                temporary.unlink(missing_ok=True)
    for folder in {target.parent for target in targets.values()}:
        _flush_folder(folder)


def _beside(target: Path, data: bytes) -> Path:
    """A temporary file in the folder of the target, with its permissions."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o644)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _put_back(targets: Mapping[str, Path], originals: Mapping[str, bytes], done: list[str]) -> None:
    for path in done:
        if path in originals:
            _beside(targets[path], originals[path]).replace(targets[path])
        else:
            targets[path].unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the new names last; not every system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
