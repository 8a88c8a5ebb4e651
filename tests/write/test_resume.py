"""A rewrite of several files that is cut off anywhere leaves all or none after the next run."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT, WriteError
from lepton_iac.write import finish, unfinished
from lepton_iac.write.alone import alone
from lepton_iac.write.journal import RECORD
from tests.safety.dying import Moment, ended
from tests.write.three_files import FILES, NEW, change, end

SOURCE = b'module "m" {\n  source = "../m"\n}\n'
MOMENTS = range(1, 40)
"""More than there are events in one rewrite of three files: opened, flushed, renamed, removed."""


def _fill(folder: Path) -> Path:
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _disk(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _state(folder: Path) -> str:
    disk = _disk(folder)
    return "".join("n" if disk[name] == NEW[name] else "o" for name in FILES)


def _cut_off(folder: Path, left: str) -> Path:
    """The folder as a kill leaves it with these files new and these old."""
    for moment in reversed(range(1, _steps() + 1)):
        here = _fill(folder / str(moment))
        ended(change, here, Moment(event=moment), {})
        if _state(here) == left and (here / "a" / RECORD).exists():
            return here
    raise AssertionError(left)


@cache
def _steps() -> int:
    with TemporaryDirectory() as folder:
        return ended(change, _fill(Path(folder)), Moment(), {}).events


def test_a_kill_at_every_step_is_all_or_nothing_after_the_next_run(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for moment in MOMENTS:
        folder = _fill(tmp_path / str(moment))
        dead = ended(change, folder, Moment(event=moment), {})
        left = _state(folder)
        seen[left] += 1
        said = finish((folder / "m", folder / "a"))
        assert _state(folder) == ("nnn" if "n" in left or said else "ooo"), moment
        assert _disk(folder).keys() == FILES.keys(), moment
        assert bool(said) == (left in {"noo", "nno"}) or left in {"ooo", "nnn"}, (moment, said)
        if dead.code == 0:
            assert left == "nnn"
            break
    assert {"ooo", "noo", "nno", "nnn"} <= seen.keys()
    assert dead.code == 0, "the steps were more than were tried"


@pytest.mark.parametrize("moment", [Moment(byte=4), Moment(full=4), Moment(byte=60), Moment(full=60)])
def test_a_full_disk_leaves_the_old_files(tmp_path: Path, moment: Moment) -> None:
    folder = _fill(tmp_path)
    assert ended(change, folder, moment, {}).code != 0
    finish((folder / "a",))
    finish((folder / "m",))
    assert _disk(folder) == FILES


def test_the_end_can_be_killed_too_and_comes_with_the_next(tmp_path: Path) -> None:
    start = _cut_off(tmp_path / "start", "noo")
    for moment in range(1, 12):
        folder = Path(shutil.copytree(start, tmp_path / str(moment)))
        ended(end, folder, Moment(event=moment), {})
        finish((folder / "a", folder / "m"))
        assert _disk(folder) == NEW


def test_what_is_left_is_found_from_each_of_the_folders(tmp_path: Path) -> None:
    folder = _cut_off(tmp_path, "noo")
    for place in ("a", "m"):
        assert sorted(file.name for file in unfinished((folder / place,))) == ["main.tf", "vars.tf"]
    assert finish((folder / "m",)) == (
        "a rewrite was cut off; it is finished: 2 of its 3 files (vars.tf, main.tf) came last, just now",
    )
    assert finish((folder / "a", folder / "m")) == ()


def test_nothing_is_put_over_what_the_user_wrote_since(tmp_path: Path) -> None:
    folder = _cut_off(tmp_path, "noo")
    (folder / "m/main.tf").write_text("# mine\n")
    before = _disk(folder)
    with pytest.raises(WriteError, match="has changed since a rewrite of several files was cut off") as caught:
        finish((folder / "a",))
    assert str(folder / "a" / RECORD) in caught.value.mend
    assert _disk(folder) == before


def test_files_brought_back_by_hand_stay_so(tmp_path: Path) -> None:
    folder = _cut_off(tmp_path, "noo")
    _fill(folder)
    assert "has been undone since" in finish((folder / "a",))[0]
    assert _disk(folder) == FILES


def test_a_file_brought_back_alone_is_told(tmp_path: Path) -> None:
    folder = _cut_off(tmp_path, "nno")
    (folder / "a/main.tf").write_bytes(FILES["a/main.tf"])
    with pytest.raises(WriteError, match="has changed since"):
        finish((folder / "a",))


def test_a_patch_is_not_put_over_half_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _cut_off(tmp_path, "noo")
    monkeypatch.chdir(folder)
    with pytest.raises(WriteError, match="an earlier rewrite was cut off here"):
        change()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"files": 3}',
        '{"files": [{"target": "main.tf", "place": "../x", "old": "", "new": ""}]}',
        "[" * 9999,
    ],
)
def test_a_damaged_record_is_told_and_touches_nothing(tmp_path: Path, text: str) -> None:
    folder = _fill(tmp_path)
    (folder / "a" / RECORD).write_text(text)
    with pytest.raises(WriteError, match="cannot be read"):
        finish((folder / "a",))
    (folder / "a" / RECORD).unlink()
    assert _disk(folder) == FILES


def test_a_record_names_only_what_waits_beside(tmp_path: Path) -> None:
    folder = _fill(tmp_path)
    wicked = {"target": "../m/main.tf", "place": "main.tf", "old": "", "new": ""}
    (folder / "a" / RECORD).write_text(json.dumps({"files": [wicked]}))
    with pytest.raises(WriteError, match="cannot be read"):
        finish((folder / "a",))


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    folder = _cut_off(tmp_path, "noo")
    with alone((folder / "m",)), pytest.raises(WriteError, match="another rewrite is at work"):
        finish((folder / "a",))
    assert _state(folder) == "noo"


_KILLED = """
import os, signal, sys
from pathlib import Path
from lepton_iac.cli.main import run

true_replace, seen = Path.replace, []

def dying(self, target):
    if target.name == "main.tf" and seen:
        os.kill(os.getpid(), signal.SIGKILL)
    seen.extend([target] * (target.name == "main.tf"))
    return true_replace(self, target)

Path.replace = dying
run(["rewrite", "a", "--in-place"])
"""
DISK = """resource "aws_ebs_volume" "{0}" {{
  availability_zone = "eu-west-1a"
  size              = 300
  type              = "gp2"
}}
"""


def test_a_user_sees_it_and_the_same_command_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    provider = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
    for name, text in {"a": provider + SOURCE.decode() + DISK.format("own"), "m": DISK.format("shared")}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    monkeypatch.chdir(tmp_path)
    root = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert ["gp3" in (tmp_path / name / "main.tf").read_text() for name in "ma"] == [True, False]
    assert run(["rewrite", "a"]) == EXIT_FINE
    assert "warning: a rewrite was cut off before main.tf" in capsys.readouterr().err
    assert run(["rewrite", "a", "--in-place"]) == EXIT_FINE
    said = " ".join(capsys.readouterr().err.split())
    assert "it is finished: 1 of its 2 files (main.tf) came last" in said
    assert ["gp3" in (tmp_path / name / "main.tf").read_text() for name in "am"] == [True, True]
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a", "m", "main.tf", "main.tf"]
    (tmp_path / "a" / RECORD).write_text("{")
    assert run(["rewrite", "a", "--in-place"]) == EXIT_INPUT
