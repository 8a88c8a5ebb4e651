"""Put a patch on the disk: all of it, or nothing."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch
from lepton_iac.write.copy import LEFT_BEHIND


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
        _check(target, patch.originals[path], path)
    _replace_all(targets, patch.results, patch.originals)


def apply_to(patch: Patch, out_dir: Path) -> None:
    """Copy the folder of a patch to another place, with the patch applied; state and ``.terraform`` stay behind.

    Raises:
        WriteError: a changed file lies outside the folder the patch was made for, both folders are the same, or a
            file cannot be written.
    """
    for path in patch.results:
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise WriteError(
                "a changed file lies outside the folder, so it has no place in another one",
                where=path,
                mend="rewrite the folder that holds both the stack and its modules",
            )
    _copy_folder(Path(patch.folder), out_dir)
    targets = {path: out_dir / path for path in patch.results}
    _replace_all(targets, patch.results, {})


def _copy_folder(folder: Path, out_dir: Path) -> None:
    """Copy a folder whole: the changed files alone are no stack, neither to validate nor to plan."""
    source, place = folder.resolve(), out_dir.resolve()
    if source == place:
        raise WriteError("the copy would be the folder itself", where=str(out_dir), mend="use --in-place")

    def left(at: str, names: list[str]) -> set[str]:
        return {*LEFT_BEHIND(at, names), *(name for name in names if Path(at, name) == place)}

    try:
        shutil.copytree(source, place, ignore=left, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        raise WriteError(f"the folder cannot be copied: {error}", where=str(out_dir)) from error


def _check(target: Path, original: bytes, path: str) -> None:
    try:
        current = target.read_bytes()
    except OSError as error:
        raise WriteError(
            f"the file cannot be read: {error.strerror}", where=path, mend="make the patch again"
        ) from error
    if current != original:
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
