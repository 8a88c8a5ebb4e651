"""What Terraform is asked about a change, and that it never works in the user's folder; with a stand-in for it."""

from pathlib import Path

import pytest

from lepton_iac.errors import WriteError
from lepton_iac.job.validate import asked
from lepton_iac.model import FileEdit, Patch

STAND_IN = """#!/bin/sh
echo "$PWD $*" >> "$LOG"
case "$1" in
  fmt) ! grep -q '=2' || exit 3 ;;
  init) touch .terraform.made; [ -n "$ONLINE" ] || { echo "Error: no registry" >&2; exit 1; } ;;
  validate)
    if grep -q bad main.tf; then
      echo '{"valid":false,"diagnostics":[{"severity":"error","summary":"Bad","range":{"filename":"main.tf",
        "start":{"line":1}}}]}'
    else
      echo '{"valid":true,"diagnostics":[{"severity":"warning","summary":"Old"}]}'
    fi ;;
esac
"""


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `terraform` that notes where it is run."""
    program = tmp_path / "bin/terraform"
    program.parent.mkdir()
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    return tmp_path / "log"


def _patch(tmp_path: Path, before: bytes, after: bytes, *, ready: bool = True) -> tuple[Patch, Path]:
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "main.tf").write_bytes(before)
    if ready:
        (folder / ".terraform/providers").mkdir(parents=True)
    edit = FileEdit("main.tf", 0, before, after)
    return Patch({"main.tf": before}, {"main.tf": after}, (edit,), folder=str(folder)), folder


def test_a_good_change_passes_in_a_copy(tmp_path: Path, log: Path) -> None:
    patch, folder = _patch(tmp_path, b"a = 1\n", b"a = 2\n")
    assert asked(patch, folder, "auto") == "terraform fmt -check passed; validate passed"
    assert not [line for line in log.read_text().splitlines() if "validate" in line and line.startswith(str(folder))]
    assert (folder / "main.tf").read_bytes() == b"a = 1\n"
    assert sorted(file.name for file in folder.iterdir()) == [".terraform", "main.tf"]


def test_a_broken_stack_is_never_written_and_broken_form_only_where_it_does_not_count(tmp_path: Path) -> None:
    patch, folder = _patch(tmp_path, b"a = 1\n", b"a =2\n")
    with pytest.raises(WriteError, match=r"main\.tf is formatted now"):
        asked(patch, folder, "require")
    assert asked(patch, folder, "auto").startswith("terraform fmt would align main.tf anew")
    (tmp_path / "other").mkdir()
    patch, folder = _patch(tmp_path / "other", b"a = 1\n", b"a = bad\n")
    with pytest.raises(WriteError, match=r"validate: main\.tf:1: Bad"):
        asked(patch, folder, "auto")


def test_what_was_wrong_before_is_told_and_counts_only_when_required(tmp_path: Path) -> None:
    patch, folder = _patch(tmp_path, b"a = bad\nb =2\n", b"c = bad\nb =2\n")
    assert "before the change or after: main.tf:1: Bad" in asked(patch, folder, "auto")
    with pytest.raises(WriteError, match="Bad"):
        asked(patch, folder, "require")


def test_nothing_is_downloaded_unless_it_is_required(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch, folder = _patch(tmp_path, b"a = 1\n", b"a = 2\n", ready=False)
    assert "not initialised" in asked(patch, folder, "auto")
    assert " init " not in log.read_text()
    with pytest.raises(WriteError, match="terraform init: no registry"):
        asked(patch, folder, "require")
    monkeypatch.setenv("ONLINE", "1")
    assert asked(patch, folder, "require") == "terraform fmt -check passed; validate passed"
    assert [file.name for file in folder.iterdir()] == ["main.tf"]


def test_without_terraform_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    patch, folder = _patch(tmp_path, b"a = 1\n", b"a = 2\n")
    assert "neither terraform nor tofu" in asked(patch, folder, "auto")
    with pytest.raises(WriteError, match="neither terraform nor tofu"):
        asked(patch, folder, "require")
