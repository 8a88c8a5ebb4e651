"""What `check` looks at: plans, and folders of Terraform as they are written or evaluated."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.model import Resource, Span, Stack
from lepton_iac.policy.choose import matches
from lepton_iac.read import load, with_spans
from lepton_iac.read.written import Written, read_written

_SKIPPED = frozenset({"node_modules", "vendor", "__pycache__"})


@dataclass(frozen=True)
class Target:
    """One stack to check.

    Attributes:
        name: the plan's file or the folder, as the user sees it.
        exported: addresses whose attachments may be out of sight.
    """

    name: str
    stack: Stack
    exported: frozenset[str] = frozenset()


def targets(
    paths: Sequence[str], *, evaluate: bool = False, code: Path | None = None, exclude: Sequence[str] = ()
) -> tuple[Target, ...]:
    """Every stack under the paths; the same folder is looked at once.

    Args:
        paths: plans, states, folders, ``.tf`` files (their folder is meant) or ``-``.
        evaluate: work out variables, locals and modules of folders; slower.
        code: the folder of a plan's Terraform, for file, line and dismissals.
        exclude: globs; a folder all of whose files match is not read.

    Raises:
        LeptonError: a path cannot be read.
    """
    folders: dict[Path, None] = {}
    found: list[Target] = []
    for path in paths:
        here = Path(path)
        if path != "-" and here.is_dir():
            folders.update(dict.fromkeys(_folders(here, exclude)))
        elif path != "-" and here.suffix == ".tf" and here.is_file():
            folders[here.parent] = None
        else:
            found.append(_plan(path, code))
    if not folders and not found:
        mend = "give a plan (`terraform show -json`), or a folder with .tf files"
        raise LeptonError("nothing to check: no .tf files, or all are left out", where=" ".join(paths)[:200], mend=mend)
    return (*found, *(_evaluated(list(folders)) if evaluate else map(_written, folders)))


def _folders(root: Path, exclude: Sequence[str]) -> Iterator[Path]:
    """Folders that hold ``.tf`` files, by name; hidden and downloaded ones are left out."""
    for name, inner, files in os.walk(root):
        inner[:] = sorted(one for one in inner if not one.startswith(".") and one not in _SKIPPED)
        paths = [shown(Path(name, file)) for file in files if file.endswith(".tf")]
        if not all(matches(path, exclude) for path in paths):
            yield Path(name)


def _plan(path: str, code: Path | None) -> Target:
    stack = load(path, stdin=sys.stdin.buffer.read() if path == "-" else None)
    if code is not None:
        stack = moved(with_spans(stack, code), code)
    return Target("standard input" if path == "-" else path, stack)


def _written(folder: Path) -> Target:
    found = read_written(folder)
    return Target(shown(folder), moved(found.stack, None), found.exported)


def _evaluated(folders: Sequence[Path]) -> Iterator[Target]:
    """Root folders evaluated; those that another one calls as a module are seen through it."""
    read = {folder: read_written(folder) for folder in folders}
    called = {call.resolve() for found in read.values() for call in found.calls}
    for folder, found in read.items():
        if folder.resolve() not in called:
            yield Target(shown(folder), _with_unknown_tags(moved(load(folder), folder), found), found.exported)


def _with_unknown_tags(stack: Stack, found: Written) -> Stack:
    """Tags of the provider block that the evaluated resource does not show are unknown, not missing."""
    written = {resource.address: resource.attributes for resource in found.stack.resources}

    def settled(resource: Resource) -> Resource:
        block = f"{resource.type}.{resource.name}"
        for name in ("tags_all", "effective_labels"):
            value = written.get(block, {}).get(name)
            if value is not None and name not in resource.attributes:
                return replace(resource, attributes={**resource.attributes, name: value})
        return resource

    return replace(stack, resources=tuple(map(settled, stack.resources)))


def moved(stack: Stack, folder: Path | None) -> Stack:
    """The stack with places as the user sees them: from the working folder where they lie in it."""

    def placed(resource: Resource) -> Resource:
        span = resource.span
        if span is None:
            return resource
        path = folder / span.path if folder is not None else Path(span.path)
        return replace(resource, span=Span(shown(path), span.first_line, span.last_line))

    return replace(stack, resources=tuple(map(placed, stack.resources)))


def shown(path: Path) -> str:
    """A path from the working folder where it lies in it, with slashes."""
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()
