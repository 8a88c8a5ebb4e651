"""Commits on a new branch leave everything else of a repository as it was; with real git."""

import subprocess
from pathlib import Path

import pytest

from lepton_iac.errors import WriteError
from lepton_iac.write.git_branch import Step, check_clean, commit_branch, open_repository

OLD, NEW = b"a = 1\n", b"a = 2\n"


def _git(top: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    done = subprocess.run(["git", *identity, *arguments], cwd=top, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two files, hooks that would tell on themselves, and something staged."""
    place = (tmp_path / "repository").resolve()
    (place / "x").mkdir(parents=True)
    (place / "x/a.tf").write_bytes(OLD)
    (place / "b.tf").write_bytes(OLD)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Test")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "test@example.com")
    _git(place, "init", "-q", "-b", "main")
    _git(place, "add", ".")
    _git(place, "commit", "-qm", "start")
    for hook in ("post-commit", "reference-transaction", "pre-commit"):
        file = place / ".git/hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\necho x > '{tmp_path}/hooked'\n", encoding="utf-8")
        file.chmod(0o755)
    (place / "b.tf").write_bytes(b"b = 3\n")
    (place / "new.tf").write_bytes(b"")
    return place


def _state(top: Path) -> tuple[str, ...]:
    return tuple(_git(top, *words.split()) for words in ("rev-parse HEAD", "symbolic-ref HEAD", "status --porcelain"))


def test_each_step_is_a_commit_and_nothing_else_moves(top: Path) -> None:
    before = _state(top)
    index = (top / ".git/index").read_bytes()
    steps = [Step({top / "x/a.tf": NEW}, "First: é\n\nbody"), Step({top / "x/a.tf": b"a = 3\n"}, "Second")]
    tip = commit_branch(open_repository(top / "x"), "cheaper/web", steps)
    assert (top / ".git/index").read_bytes() == index
    assert _state(top) == before
    assert not (top.parent / "hooked").exists()
    assert _git(top, "rev-parse", "cheaper/web").strip() == tip
    assert _git(top, "log", "--format=%s", "main..cheaper/web").split("\n") == ["Second", "First: é", ""]
    assert _git(top, "diff", "--name-only", "main", "cheaper/web") == "x/a.tf\n"
    assert _git(top, "show", "cheaper/web:x/a.tf") == "a = 3\n"


def test_the_mode_of_a_file_stays(top: Path) -> None:
    (top / "x/a.tf").chmod(0o755)
    _git(top, "-c", "core.hooksPath=/dev/null", "commit", "-qm", "mode", "x/a.tf")
    commit_branch(open_repository(top), "next", [Step({top / "x/a.tf": NEW}, "Change")])
    assert _git(top, "ls-tree", "next", "x/a.tf").startswith("100755")


def test_files_with_other_changes_are_refused(top: Path) -> None:
    repository = open_repository(top)
    check_clean(repository, {top / "x/a.tf": OLD})
    for file, data in (("b.tf", b"b = 3\n"), ("new.tf", b"")):
        with pytest.raises(WriteError, match="not committed"):
            check_clean(repository, {top / file: data})
    (top / "x/a.tf").write_bytes(NEW)
    _git(top, "add", "x/a.tf")
    with pytest.raises(WriteError, match="changes that are not committed"):
        check_clean(repository, {top / "x/a.tf": OLD})


@pytest.mark.parametrize(
    ("name", "fault"), [("main", "there already"), ("a..b", "no branch"), ("-x", "no branch"), ("", "no branch")]
)
def test_a_name_is_held_against_git(top: Path, name: str, fault: str) -> None:
    branches = _git(top, "for-each-ref")
    with pytest.raises(WriteError, match=fault):
        commit_branch(open_repository(top), name, [Step({top / "x/a.tf": NEW}, "Change")])
    assert _git(top, "for-each-ref") == branches


def test_outside_a_repository_there_is_no_branch(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no git repository"):
        open_repository(tmp_path)
    _git(tmp_path, "init", "-q")
    with pytest.raises(WriteError, match="no commit yet"):
        open_repository(tmp_path)


def test_line_endings_that_git_converts_are_no_changes(top: Path) -> None:
    _git(top, "config", "core.autocrlf", "true")
    check_clean(open_repository(top), {top / "x/a.tf": OLD.replace(b"\n", b"\r\n")})
