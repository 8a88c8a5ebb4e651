"""``rewrite`` over one stack and over several that share a module, as a user runs it."""

import subprocess
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE, EXIT_INPUT

MODULE = """variable "size" { type = number }

resource "aws_ebs_volume" "this" {
  availability_zone = "eu-west-1a"
  size              = var.size
  type              = "gp2"
}
"""
CALL = """provider "aws" {
  region = "eu-west-1"
}

module "disk" {
  source = "../../modules/disk"
  size   = SIZE
}
"""
OWN = MODULE.replace("var.size", "300").split("\n", 2)[2] + 'provider "aws" {\n  region = "eu-west-1"\n}\n'
SETTINGS = """version: 1
projects:
  - {path: envs/a, name: a}
  - {path: envs/b, name: b}
  - {path: envs/c, name: c}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two stacks that call one module, and a third with a disk of its own."""
    files = {
        "modules/disk/main.tf": MODULE,
        "envs/a/main.tf": CALL.replace("SIZE", "500"),
        "envs/b/main.tf": CALL.replace("SIZE", "500"),
        "envs/c/main.tf": OWN,
        "lepton-iac.yml": SETTINGS,
    }
    top = tmp_path / "repository"
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    (top / ".git").mkdir()
    monkeypatch.chdir(top)
    return top


def _disks() -> tuple[bool, bool]:
    """Whether the module's and the third stack's disk are the cheaper kind now."""
    files = (Path("modules/disk/main.tf"), Path("envs/c/main.tf"))
    module, own = ('"gp3"' in file.read_text(encoding="utf-8") for file in files)
    return module, own


def test_all_projects_are_rewritten_and_the_module_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite"]) == EXIT_FINE
    shown = capsys.readouterr()
    assert shown.out.count("+++ b/modules/disk/main.tf") == 1
    assert shown.out.count("+++ b/envs/c/main.tf") == 1
    assert "3 stacks: 3 with changes, 0 without" in shown.err
    assert _disks() == (False, False)
    assert run(["rewrite", "--in-place"]) == EXIT_FINE
    assert _disks() == (True, True)
    assert run(["rewrite", "--check"]) == EXIT_FINE


def test_a_module_stays_when_one_of_its_stacks_wants_something_else(capsys: pytest.CaptureFixture[str]) -> None:
    Path("envs/b/main.tf").write_text(CALL.replace("SIZE", "10"), encoding="utf-8")
    assert run(["rewrite", "--in-place"]) == EXIT_FINE
    assert "b uses the file too and does not want the same change" in " ".join(capsys.readouterr().err.split())
    assert _disks() == (False, True)


def test_one_bad_stack_stops_no_other_and_agrees_to_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("envs/b/bad.tf.json").write_text("{", encoding="utf-8")
    assert run(["rewrite", "--in-place"]) == EXIT_INPUT
    said = capsys.readouterr().err
    assert "bad.tf.json:1" in said
    assert "could not be rewritten, so it cannot agree" in said
    assert "error: 1 of 3 stacks could not be rewritten" in said
    assert _disks() == (False, True)


def test_a_stack_that_takes_no_part_keeps_its_module(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "envs/a", "--in-place"]) == EXIT_FINE
    assert "envs/b uses the file too and takes no part in this run" in " ".join(capsys.readouterr().out.split())
    assert _disks() == (False, False)


def test_check_counts_the_stacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "--check"]) == EXIT_GATE
    assert "3 change(s) would make 3 of 3 stacks cheaper" in capsys.readouterr().err


def test_a_copy_holds_the_modules_so_that_they_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "envs/a", "--out-dir", "out"]) == EXIT_FINE
    assert "a whole copy is in out/envs/a" in capsys.readouterr().err
    assert Path("out/modules/disk/main.tf").read_text(encoding="utf-8") == MODULE
    assert run(["breakdown", "out/envs/a"]) == EXIT_FINE
    assert "module.disk.aws_ebs_volume.this" in capsys.readouterr().out


def test_a_copy_never_mixes_with_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").mkdir()
    Path("out/old.tf").write_text("# old\n", encoding="utf-8")
    for command in (["rewrite", "envs/a"], ["rewrite"]):
        assert run([*command, "--out-dir", "out"]) == EXIT_INPUT
        assert "there is something here already" in capsys.readouterr().err
    assert [file.name for file in Path("out").iterdir()] == ["old.tf"]


def test_copies_of_several_stacks_stand_beside_one_another() -> None:
    assert run(["rewrite", "--out-dir", "out"]) == EXIT_FINE
    assert sorted(str(file) for file in Path("out").rglob("*.tf")) == [
        "out/a/envs/a/main.tf",
        "out/a/modules/disk/main.tf",
        "out/b/envs/b/main.tf",
        "out/b/modules/disk/main.tf",
        "out/c/main.tf",
    ]
    assert '"gp3"' in Path("out/a/modules/disk/main.tf").read_text(encoding="utf-8")
    assert _disks() == (False, False)


@pytest.mark.parametrize("mode", ["--check", "--in-place"])
def test_a_copy_goes_with_no_other_mode(mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "envs/a", mode, "--out-dir", "out"]) == EXIT_INPUT
    assert "does not go with --out-dir" in " ".join(capsys.readouterr().err.split())
    assert not Path("out").exists()


def test_a_plan_is_of_one_stack(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = repository / "plan.json"
    plan.write_text("{}", encoding="utf-8")
    assert run(["rewrite", "--plan", str(plan)]) == EXIT_INPUT
    assert "--plan is about one stack" in capsys.readouterr().err


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


def test_a_branch_has_a_commit_for_each_change(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".git").rmdir()
    assert run(["rewrite", "--pr-branch", "cheaper"]) == EXIT_INPUT
    assert "no git repository" in capsys.readouterr().err
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Test")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "test@example.com")
    for words in ("init -q", "add .", "commit -qm start"):
        _git(*words.split())
    assert run(["rewrite", "--pr-branch", "cheaper"]) == EXIT_FINE
    assert "the local branch cheaper holds 2 commits" in capsys.readouterr().err
    assert _disks() == (False, False)
    assert _git("status", "--porcelain") == ""
    said = _git("log", "--format=%B", "HEAD..cheaper")
    for words in (
        "Save $1.10 a month: volume-type, aws_ebs_volume.this",
        "before:  gp2",
        "risk:    online",
        "stack:   b",
    ):
        assert words in said
    assert _git("diff", "--name-only", "HEAD", "cheaper").split() == ["envs/c/main.tf", "modules/disk/main.tf"]


def test_a_branch_goes_with_no_other_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "envs/c", "--in-place", "--pr-branch", "x"]) == EXIT_INPUT
    assert "--in-place does not go with --pr-branch" in capsys.readouterr().err
