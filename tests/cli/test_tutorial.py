"""The tutorial's commands, run as they stand in it."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from lepton_iac.cli.main import run

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def _commands() -> list[list[str]]:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    return [shlex.split(line) for block in _BLOCK.findall(text) for line in block.splitlines() if line]


def test_every_command_of_the_tutorial_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "sample_stacks", tmp_path / "sample_stacks")
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for program, *arguments in _commands():
        match program:
            case "cp":
                shutil.copytree(arguments[1], arguments[2])
            case "cd":
                monkeypatch.chdir(tmp_path / arguments[0])
            case _:
                assert program == "lepton-iac"
                assert run(arguments) == 0, arguments
                said[" ".join(arguments)] = capsys.readouterr().out
    before = said["breakdown plan.json"]
    assert "at least" in before
    assert "\n--- a/" in said["rewrite . --plan plan.json --metrics metrics.csv.gz"]
    assert (
        "<!-- lepton-iac comment"
        in said["comment github --path out.json --repo example/shop --pull-request 7 --dry-run"]
    )
