"""Which stacks a scan is about: everything under a folder, or what a list names."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lepton_iac.errors import ReadError
from lepton_iac.job.detect import projects_under

_TEXT = frozenset({".tf", ".tfvars", ".json", ".hcl"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_METRICS = ("metrics.csv", "metrics.csv.gz", "metrics.parquet", "metrics.json")


@dataclass(frozen=True, slots=True)
class StackAt:
    """One stack to scan.

    Attributes:
        key: what it is called in the results; a path from the root on, or the address of a list.
        path: where its plan, state or folder is; an ``https://`` or ``s3://`` address where it is not on this machine.
        stamp: changes when the stack does; empty where that cannot be told without reading it.
        usage_file, metrics: what lies beside it.
    """

    key: str
    path: str
    stamp: str = ""
    usage_file: Path | None = None
    metrics: tuple[Path, ...] = ()


def stacks_under(root: Path, exclude: Sequence[str] = ()) -> Iterator[StackAt]:
    """The root modules of a folder (by their plan where one lies beside them), and plans that lie on their own.

    Args:
        exclude: globs on the path from the root on.
    """
    for found in projects_under(root, exclude):
        if found.kind != "terraform":
            continue
        source = root / (found.plan or found.path)
        folder = root / found.path
        usage = root / found.usage_file if found.usage_file else None
        metrics = tuple(folder / name for name in _METRICS if (folder / name).is_file())
        yield StackAt(found.path.as_posix(), str(source), _stamp(source, usage, *metrics), usage, metrics)
    yield from _lone_plans(root, exclude)


def _lone_plans(root: Path, exclude: Sequence[str]) -> Iterator[StackAt]:
    from lepton_iac.job.detect import plans_without_terraform

    for plan in plans_without_terraform(root, exclude):
        metrics = tuple(plan.parent / name for name in _METRICS if (plan.parent / name).is_file())
        yield StackAt(plan.relative_to(root).as_posix(), str(plan), _stamp(plan, *metrics), None, metrics)


def stacks_of_list(text: str, where: str, folder: Path) -> Iterator[StackAt]:
    """The stacks that a list names: one path, ``https://`` or ``s3://`` address a line; ``#`` starts a comment.

    Raises:
        ReadError: a line is none of these; with its number.
    """
    for number, line in enumerate(text.splitlines(), 1):
        name = line.split(" #")[0].strip()
        if not name or name.startswith("#"):
            continue
        scheme = urlsplit(name).scheme
        if scheme in {"https", "s3"} or (scheme == "http" and urlsplit(name).hostname in _LOOPBACK):
            yield StackAt(name, name)
        elif scheme and "://" in name:
            raise ReadError(f"cannot fetch {scheme}://", where=f"{where}:{number}", mend="https, s3 or a path")
        else:
            path = folder / name
            yield StackAt(name, str(path), _stamp(path))


def _stamp(*paths: Path | None) -> str:
    """Size and time of everything a result depends on, so that a stack that changed is looked at again."""
    digest = hashlib.sha256()
    for path in paths:
        for file in _files(path) if path is not None else ():
            found = file.stat()
            digest.update(f"{file.name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(
            one for one in path.iterdir() if one.suffix in {".tf", ".tfvars", ".json", ".hcl"} and one.is_file()
        )
    return [path] if path.is_file() else []
