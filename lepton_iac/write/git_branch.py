"""Commits on a new local branch, made with git's plumbing: work tree, index, HEAD and remotes are never touched."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lepton_iac.errors import WriteError

_LONGEST_SECONDS = 120
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


@dataclass(frozen=True, slots=True)
class Step:
    """One commit: the new bytes of files by their real path, and the message."""

    files: Mapping[Path, bytes]
    message: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as it was found.

    Attributes:
        top: the root of the work tree.
        head: the commit that is checked out.
    """

    top: Path
    head: str

    def git(self, *arguments: str, data: bytes = b"", index: Path | None = None) -> str:
        """What a git command prints; no hook runs.

        Raises:
            WriteError: it failed.
        """
        extra = {} if index is None else {"GIT_INDEX_FILE": str(index)}
        done = _run(self.top, arguments, data, extra)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            mend = "set user.name and user.email with `git config`" if arguments[0] == "commit-tree" else ""
            raise WriteError(f"git {arguments[0]}: {said[0] if said else 'failed'}", where=str(self.top), mend=mend)
        return done.stdout.decode(errors="surrogateescape").strip()

    def entry(self, path: str) -> tuple[str, str] | None:
        """Mode and object of a file in HEAD."""
        found = self.git("ls-tree", self.head, "--", path).split(maxsplit=3)
        return (found[0], found[2]) if len(found) == 4 and found[1] == "blob" else None


def open_repository(folder: Path) -> Repository:
    """The repository that holds a folder.

    Raises:
        WriteError: git is not installed, the folder is in no work tree, or there is no commit yet.
    """
    if shutil.which("git") is None:
        raise WriteError("git is not installed", mend="install it, or use --in-place or --out-dir")
    top = _run(folder, ("rev-parse", "--show-toplevel"))
    if top.returncode != 0:
        raise WriteError("this is no git repository", where=str(folder), mend="use --in-place or --out-dir")
    head = _run(folder, ("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
    if head.returncode != 0:
        raise WriteError("the repository has no commit yet", where=str(folder), mend="commit your files first")
    return Repository(Path(os.fsdecode(top.stdout.rstrip(b"\n"))).resolve(), head.stdout.decode().strip())


def check_clean(repository: Repository, originals: Mapping[Path, bytes]) -> None:
    """Hold the files that are to change against HEAD: what is not committed would be lost from sight in the branch.

    Raises:
        WriteError: a file is not in HEAD, or differs from it in the work tree or in the index.
    """
    for file, data in originals.items():
        path = _path(repository, file)
        entry = repository.entry(path)
        staged = repository.git("ls-files", "--stage", "--", path).split()
        if entry is None:
            raise WriteError("the file is not committed", where=path, mend="commit it first")
        real = repository.git("hash-object", "--stdin", f"--path={path}", data=data)
        if real != entry[1] or entry[1] not in staged:
            raise WriteError("the file has changes that are not committed", where=path, mend="commit or undo them")


def commit_branch(repository: Repository, name: str, steps: Sequence[Step]) -> str:
    """Make a branch at HEAD with one commit for each step; it appears whole or not at all.

    Returns:
        The last commit.

    Raises:
        WriteError: the name is none, the branch is there already, or git fails.
    """
    ref = f"refs/heads/{name}"
    check_name(repository, name)
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        index = Path(scratch) / "index"
        repository.git("read-tree", repository.head, index=index)
        parent = repository.head
        for step in steps:
            parent = _commit(repository, step, parent, index)
    repository.git("update-ref", "-m", "lepton-iac rewrite", ref, parent, "")
    return parent


def check_name(repository: Repository, name: str) -> None:
    """Hold a name against git's rules and the branches there are.

    Raises:
        WriteError: no branch may be called so, or one is.
    """
    ref = f"refs/heads/{name}"
    if name.startswith("-") or _run(repository.top, ("check-ref-format", ref)).returncode != 0:
        raise WriteError(f"no branch can be called {name!r}", mend="choose a name such as cheaper/web")
    if _run(repository.top, ("show-ref", "--verify", "--quiet", ref)).returncode == 0:
        raise WriteError(f"the branch {name} is there already", where=str(repository.top), mend="choose another name")


def _commit(repository: Repository, step: Step, parent: str, index: Path) -> str:
    for file, data in step.files.items():
        path = _path(repository, file)
        entry = repository.entry(path)
        mode = entry[0] if entry is not None else "100644"
        blob = repository.git("hash-object", "-w", "--stdin", f"--path={path}", data=data)
        repository.git("update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", index=index)
    tree = repository.git("write-tree", index=index)
    return repository.git("commit-tree", tree, "-p", parent, "-F", "-", data=step.message.encode())


def _path(repository: Repository, file: Path) -> str:
    if not file.is_relative_to(repository.top):
        raise WriteError("the file lies outside the repository", where=str(file), mend="use --in-place")
    return file.relative_to(repository.top).as_posix()


def _run(
    folder: Path, arguments: Sequence[str], data: bytes = b"", extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    command = ["git", "--literal-pathspecs", "-c", f"core.hooksPath={os.devnull}", *arguments]
    environment = {**kept, **(extra or {}), "LC_ALL": "C"}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            input=data,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WriteError(f"git {arguments[0]} did not finish: {type(error).__name__}", where=str(folder)) from None
