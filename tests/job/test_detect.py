"""Projects of a repository, and Terragrunt units."""

import stat
from pathlib import Path

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.job.detect import projects_under
from lepton_iac.job.estimate import stack_at
from lepton_iac.job.inputs import Inputs

SAMPLE = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "aws"


def _write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_tf", ".tf").replace("_hcl", ".hcl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_root_modules_are_projects_and_called_ones_are_not(tmp_path: Path) -> None:
    _write(
        tmp_path,
        prod__main_tf='provider "aws" {\n}\nmodule "net" {\n  source = "../shared/net"\n}\n',
        dev__main_tf='# provider "aws" {\nresource "aws_eip" "a" {\n}\n',
        shared__net__main_tf='resource "aws_eip" "b" {\n}\n',
        modules__db__main_tf='resource "aws_eip" "c" {\n}\n',
        modules__root__main_tf='terraform {\n  backend "s3" {\n  }\n}\n',
        examples__one__main_tf='resource "aws_eip" "d" {\n}\n',
    )
    _write(tmp_path / ".terraform", x__main_tf='provider "aws" {\n}\n')
    found = [one.path.as_posix() for one in projects_under(tmp_path)]
    assert found == ["dev", "modules/root", "prod"]
    assert [one.path.as_posix() for one in projects_under(tmp_path, ("modules",))] == ["dev", "prod"]


def test_terragrunt_units_are_told_from_what_they_include(tmp_path: Path) -> None:
    _write(
        tmp_path,
        terragrunt_hcl="locals {\n}\n",
        dev__app__terragrunt_hcl='include "root" {\n}\nterraform {\n  source = "git::https://example.test/m.git"\n}\n',
    )
    assert [(one.path.as_posix(), one.kind) for one in projects_under(tmp_path)] == [("dev/app", "terragrunt")]


def test_what_lies_beside_a_project_is_found() -> None:
    (found,) = projects_under(SAMPLE)
    assert (found.plan, found.usage_file) == (Path("plan.json"), Path("usage.yml"))


def test_a_unit_is_planned_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, unit__terragrunt_hcl='terraform {\n  source = "../m"\n}\n')
    unit = str(tmp_path / "unit")
    with pytest.raises(ReadError, match="only Terragrunt can plan"):
        stack_at(Inputs(unit))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(ReadError, match="not installed"):
        stack_at(Inputs(unit, terragrunt=True))


def test_a_unit_is_read_from_what_terragrunt_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, unit__terragrunt_hcl='terraform {\n  source = "../m"\n}\n')
    _program(tmp_path / "bin", f'case "$1" in show) echo "a line of a log"; cat "{SAMPLE}/plan.json";; esac')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    stack = stack_at(Inputs(str(tmp_path / "unit"), terragrunt=True))
    assert stack.resources == stack_at(Inputs(str(SAMPLE / "plan.json"))).resources


def test_what_a_failing_terragrunt_says_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, unit__terragrunt_hcl='terraform {\n  source = "../m"\n}\n')
    _program(tmp_path / "bin", "echo password=hunter2 >&2; exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    with pytest.raises(ReadError, match="ended with 3") as caught:
        stack_at(Inputs(str(tmp_path / "unit"), terragrunt=True))
    assert "hunter2" not in str(caught.value)


def _program(folder: Path, script: str) -> None:
    folder.mkdir()
    path = folder / "terragrunt"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
