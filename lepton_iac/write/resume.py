"""End a rewrite that was cut off: forward where it was decided, back where its files were undone by hand."""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.whole_file import flush
from lepton_iac.write.alone import alone
from lepton_iac.write.journal import Waiting, close, digest_at, recorded, records, remains


def unfinished(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The files that a rewrite of these folders, cut off, has still to replace.

    Raises:
        WriteError: its record is damaged.
    """
    return tuple(one.target for home in records(folders) for one in recorded(home) if one.place.exists())


def finish(folders: Iterable[Path]) -> tuple[str, ...]:
    """Put the rest of such a rewrite in its place, and remove what was prepared by one that decided nothing.

    Returns:
        A sentence for each rewrite that was ended.

    Raises:
        WriteError: a file was changed since, so that neither end is right; a record is damaged; a file cannot be
            written; or another process is at work.
    """
    places = {folder.resolve() for folder in folders if folder.is_dir()}
    homes = records(places)
    places |= {one.target.parent for home in homes for one in recorded(home)}
    said = tuple(_finish(home) for home in homes)
    left = [one for folder in places for one in remains(folder)]
    if left:
        with alone({one.parent for one in left}):
            for one in left:
                one.unlink(missing_ok=True)
    return said


def _finish(home: Path) -> str:
    files = recorded(home)
    folders = {home.parent, *(one.target.parent for one in files)}
    with alone(folders):
        try:
            said = _ended(home, files)
            close(home, folders)
        except OSError as error:
            raise WriteError(
                f"a rewrite that was cut off cannot be finished: {error.strerror}",
                where=str(error.filename or home),
                mend="make room on the disk or check the permissions, and run it again",
            ) from error
    return said


def _ended(home: Path, files: Sequence[Waiting]) -> str:
    waiting = [one for one in files if one.place.exists()]
    placed = [one for one in files if digest_at(one.target) == one.new]
    undone = [one for one in files if one not in waiting and one not in placed]
    for one in waiting:
        if digest_at(one.target) not in (one.old, one.new) or digest_at(one.place) != one.new:
            raise _changed(home, one)
    if waiting and undone:
        if placed:
            raise _changed(home, undone[0])
        for one in waiting:
            one.place.unlink()
        return "a rewrite was cut off and has been undone since; what it had prepared is removed"
    for one in waiting:
        one.place.replace(one.target)
    for folder in {one.target.parent for one in waiting}:
        with contextlib.suppress(OSError):
            flush(folder)
    return _words(files, waiting)


def _words(files: Sequence[Waiting], waiting: Sequence[Waiting]) -> str:
    names = ", ".join(one.target.name for one in waiting)
    rest = f"{len(waiting)} of its {len(files)} files ({names}) came last, just now" if waiting else "nothing was left"
    return f"a rewrite was cut off; it is finished: {rest}"


def _changed(home: Path, one: Waiting) -> WriteError:
    return WriteError(
        "the file has changed since a rewrite of several files was cut off",
        where=str(one.target),
        mend=f"bring the files to one state, with git for instance, and remove {home}",
    )
