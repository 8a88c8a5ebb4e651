"""Put the patches of a run on the disk: in place, or as changed copies; one stack's trouble stops no other."""

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.job.agree import clusters, merged
from lepton_iac.model import Patch
from lepton_iac.pipeline import Priced
from lepton_iac.write import apply, apply_to

Outcome = Priced | LeptonError
_UNSAFE = re.compile(r"[^\w.-]+")


def patch_of(outcome: Outcome) -> Patch | None:
    """The patch of a stack that could be read and rewritten."""
    return None if isinstance(outcome, LeptonError) else outcome.project.patch


def raised(outcome: Outcome) -> Priced:
    """The stack, or its error raised: for who has only one."""
    if isinstance(outcome, LeptonError):
        raise outcome
    return outcome


def in_place(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Change the files: those of one stack, and of stacks that change a file together, all or none.

    Returns:
        The outcomes; why, for the stacks whose files could not be changed.
    """
    found = list(outcomes)
    known = [(at, patch) for at, outcome in enumerate(outcomes) if (patch := patch_of(outcome)) and not patch.empty]
    for group in clusters([patch for _, patch in known]):
        try:
            apply(merged([known[one][1] for one in group], Path(known[group[0]][1].folder)))
        except LeptonError as error:
            for one in group:
                found[known[one][0]] = error
    return tuple(found)


def copied(names: Sequence[str], outcomes: Sequence[Outcome], out_dir: Path) -> tuple[tuple[Outcome, ...], list[Path]]:
    """Write each stack as a changed copy: one to the folder itself, several each to a folder of its name in it.

    All the copies appear at once, after the last is whole.

    Returns:
        The outcomes, with why for those that could not be copied; and where the stacks are.

    Raises:
        WriteError: several stacks are to go to a folder that holds something, or under one name.
    """
    places = _places(names, out_dir)
    if len(places) == 1:
        return _each(outcomes, places)
    place = out_dir.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise _no_place(error, out_dir) from error
    try:
        found, written = _each(outcomes, [scratch / one.name for one in places], (place,))
        scratch.chmod(0o755)
        scratch.replace(place)
    except OSError as error:
        raise _no_place(error, out_dir) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return found, [out_dir / one.relative_to(scratch) for one in written]


def _each(
    outcomes: Sequence[Outcome], places: Sequence[Path], skip: Sequence[Path] = ()
) -> tuple[tuple[Outcome, ...], list[Path]]:
    found = list(outcomes)
    written: list[Path] = []
    for at, outcome in enumerate(outcomes):
        patch = patch_of(outcome)
        if patch is None:
            continue
        try:
            written.append(apply_to(patch, places[at], (*skip, places[at].parent) if skip else ()))
        except LeptonError as error:
            found[at] = error
    return tuple(found), written


def _no_place(error: OSError, out_dir: Path) -> WriteError:
    return WriteError(f"the copies cannot be put there: {error.strerror}", where=str(out_dir), mend="check the path")


def _places(names: Sequence[str], out_dir: Path) -> list[Path]:
    if len(names) == 1:
        return [out_dir]
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise WriteError("there is something here already", where=str(out_dir), mend="name a new or empty folder")
    places = [out_dir / (_UNSAFE.sub("_", name).strip("._") or "stack") for name in names]
    if len(set(places)) < len(places):
        raise WriteError("two projects would go to one folder", where=str(out_dir), mend="give them names that differ")
    return places
