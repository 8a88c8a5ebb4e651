"""Put a patch on the disk: all of it, or nothing."""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch
from lepton_iac.whole_file import flush
from lepton_iac.write.alone import alone
from lepton_iac.write.copy import beyond, laid_out, reached
from lepton_iac.write.journal import BESIDE, Waiting, close, digest, home_of, record, records

_LONGEST_NAME = 150


def apply(patch: Patch) -> None:
    """Write every changed file of a patch in the folder it was made for.

    The new contents are written beside the files and flushed to the disk, with the permissions of the originals; then
    a record names the set (journal.py), and they take their places one after another. If one cannot, those already in
    place are put back. What a sudden end leaves between two of them, the next run finishes (resume.py).

    Raises:
        WriteError: a file is no longer what the patch was made from, or cannot be written, or an earlier rewrite of
            these folders is not finished; nothing was altered, unless the error says so.
    """
    if patch.empty:
        return
    if not patch.folder:
        raise WriteError("the patch does not say which folder it is for", mend="make it with rewrite()")
    targets = {path: (Path(patch.folder) / path).resolve() for path in patch.results}
    for path, target in targets.items():
        _check(target, patch.originals[path], patch.results[path], path)
    _replace_all(targets, patch.results, patch.originals)


def apply_to(patch: Patch, out_dir: Path, skip: Sequence[Path] = ()) -> Path:
    """Copy the folder of a patch to another place, with the patch applied; state and ``.terraform`` stay behind.

    An empty patch gives a plain copy. Local modules and files that the stack names from outside its folder come along,
    laid out so that every relative path still leads to them. The copy appears whole or not at all.

    Args:
        skip: more folders that are not copied along.

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
        copy = laid_out(patch.results, folder, wanted, scratch, (place, scratch, *skip)).relative_to(scratch)
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
    before = {target: originals[path] for path, target in targets.items()}
    folders = frozenset(target.parent for target in before)
    with alone(folders):
        for home in records(folders):
            mend = "run `lepton-iac rewrite --in-place` there, which finishes it"
            raise WriteError("an earlier rewrite was cut off here", where=str(home), mend=mend)
        try:
            files = _beside({target: (before[target], results[path]) for path, target in targets.items()})
            _put(files, before)
        except OSError as error:
            raise _unwritten(error, folders) from error


def _beside(wanted: Mapping[Path, tuple[bytes, bytes]]) -> tuple[Waiting, ...]:
    """New contents on the disk beside their targets, with their permissions; all of them, or none."""
    files: list[Waiting] = []
    try:
        for target, (before, after) in wanted.items():
            place = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(6)}{BESIDE}")
            files.append(Waiting(target, place, digest(before), digest(after)))
            place.write_bytes(after)
            place.chmod(target.stat().st_mode & 0o7777)
            flush(place)
    except BaseException:
        for one in files:
            one.place.unlink(missing_ok=True)
        raise
    return tuple(files)


def _put(files: Sequence[Waiting], before: Mapping[Path, bytes]) -> None:
    """Replace the files one after another; under a record, so that the next run can end what a sudden end cuts off."""
    folders = frozenset(one.target.parent for one in files)
    try:
        home = record(files, folders) if len(files) > 1 else None
        for one in files:
            one.place.replace(one.target)
    except OSError:
        _put_back(files, before)
        raise
    for folder in folders:
        with contextlib.suppress(OSError):
            flush(folder)
    if home is not None:
        with contextlib.suppress(OSError):
            close(home, folders)


def _put_back(files: Sequence[Waiting], before: Mapping[Path, bytes]) -> None:
    """The old contents again, by the same way: the record now says back instead of forward."""
    folders = frozenset(one.target.parent for one in files)
    done = [one for one in files if not one.place.exists()]
    if done:
        back = _beside({one.target: (b"", before[one.target]) for one in done})
        back = tuple(replace(two, old=one.new) for one, two in zip(done, back, strict=True))
        record(back, folders)
        for one in back:
            one.place.replace(one.target)
    for one in files:
        one.place.unlink(missing_ok=True)
    close(home_of(folders), folders)


def _unwritten(error: OSError, folders: Iterable[Path]) -> WriteError:
    what = f"the file cannot be written: {error.strerror}"
    if records(folders):
        mend = "some files are new and some old: make room, and `lepton-iac rewrite --in-place` finishes it"
        return WriteError(what, where=str(error.filename or ""), mend=mend)
    return WriteError(what, where=str(error.filename or ""), mend="check the disk")
