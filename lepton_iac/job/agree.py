"""Several stacks at once: a file that more than one uses is changed only when all of them want the same bytes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.job.detect import projects_under
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.patch import with_patch
from lepton_iac.model import Patch
from lepton_iac.pipeline import Priced
from lepton_iac.write import reached, relative


@dataclass(frozen=True)
class Part:
    """One stack of a run.

    Attributes:
        folder: the Terraform that is rewritten.
        inputs: what was read.
        known: the proposals; or why the stack could not be read, so that it agrees to nothing.
    """

    name: str
    folder: Path
    inputs: Inputs
    known: Priced | LeptonError


@dataclass(eq=False)
class _Run:
    parts: Sequence[Part]
    reach: Mapping[int, frozenset[Path]]
    closed: dict[Path, str] = field(default_factory=dict)
    outside: dict[Path, frozenset[Path]] = field(default_factory=dict)

    def patched(self, at: int) -> Priced | LeptonError:
        part = self.parts[at]
        if isinstance(part.known, LeptonError):
            return part.known
        closed = {relative(file, part.folder): why for file, why in self.closed.items()}
        try:
            return with_patch(part.known, part.folder, part.inputs, closed)
        except LeptonError as error:
            return error

    def users(self, file: Path) -> Iterator[int]:
        """The stacks of the run that read a file: through a module, or as a variable file."""
        for at, part in enumerate(self.parts):
            named = any(file == one.resolve() for one in part.inputs.var_files)
            if named or file.parent in self.reach[at]:
                yield at

    def stranger(self, file: Path, at: int) -> str:
        """Another stack of the repository that uses a module of this one and takes no part in the run."""
        folder = self.parts[at].folder.resolve()
        top = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
        if file.parent == folder or top is None:
            return ""
        if top not in self.outside:
            known = {part.folder.resolve() for part in self.parts}
            found = {(top / one.path).resolve() for one in projects_under(top)}
            self.outside[top] = frozenset(found - known - frozenset().union(*self.reach.values()))
        users = sorted(one for one in self.outside[top] if file.parent in reached(one))
        return os.path.relpath(users[0], top) if users else ""


def agreed(parts: Sequence[Part]) -> tuple[Priced | LeptonError, ...]:
    """Every stack with its proven patch, or why it has none; one stack's trouble is not another's.

    A change in a file that several stacks use stands only when each of them, read again with it, wants the very same
    bytes there; else it is refused with the stack that does not.
    """
    run = _Run(parts, {at: reached(part.folder) for at, part in enumerate(parts)})
    outcomes = [run.patched(at) for at in range(len(parts))]
    while True:
        found = dict(_disputes(run, outcomes))
        if not found:
            return tuple(outcomes)
        run.closed.update(found)
        for at, outcome in enumerate(outcomes):
            if found.keys() & _results(parts[at], outcome).keys():
                outcomes[at] = run.patched(at)


def _disputes(run: _Run, outcomes: Sequence[Priced | LeptonError]) -> Iterator[tuple[Path, str]]:
    results = [_results(part, outcome) for part, outcome in zip(run.parts, outcomes, strict=True)]
    for at, mine in enumerate(results):
        for file, data in mine.items():
            other = next((one for one in run.users(file) if results[one].get(file) != data), None)
            if other is not None:
                yield file, _reason(run.parts[other].name, outcomes[other])
            elif stranger := run.stranger(file, at):
                yield file, f"{stranger} uses the file too and takes no part in this run"


def _reason(name: str, outcome: Priced | LeptonError) -> str:
    if isinstance(outcome, LeptonError):
        return f"{name} uses the file too and could not be rewritten, so it cannot agree"
    return f"{name} uses the file too and does not want the same change"


def _results(part: Part, outcome: Priced | LeptonError) -> Mapping[Path, bytes]:
    patch = outcome.project.patch if not isinstance(outcome, LeptonError) else None
    return {(part.folder / name).resolve(): data for name, data in patch.results.items()} if patch else {}


def merged(patches: Sequence[Patch], folder: Path) -> Patch:
    """Several patches as one of another folder; a file that two of them change alike is in it once."""
    originals: dict[str, bytes] = {}
    results: dict[str, bytes] = {}
    for patch in patches:
        for name, data in patch.results.items():
            path = Path(os.path.relpath((Path(patch.folder) / name).resolve(), folder.resolve())).as_posix()
            originals[path], results[path] = patch.originals[name], data
    edits = tuple(edit for patch in patches for edit in patch.edits)
    written = tuple(change for patch in patches for change in patch.written)
    return Patch(originals, results, edits, written, folder=str(folder))


def clusters(patches: Sequence[Patch]) -> list[list[int]]:
    """The patches, by number, that change a file together and so are written together or not at all."""
    found: dict[Path, list[int]] = {}
    for at, patch in enumerate(patches):
        files = [(Path(patch.folder) / name).resolve() for name in patch.results]
        joined = [at]
        for other in {id(one): one for file in files if (one := found.get(file))}.values():
            joined.extend(other)
        for member in joined:
            for name in patches[member].results:
                found[(Path(patches[member].folder) / name).resolve()] = joined
    return list({id(one): sorted(one) for one in found.values()}.values())
