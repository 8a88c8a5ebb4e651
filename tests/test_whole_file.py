"""A file is replaced whole or not at all; links are followed, and devices are never replaced."""

import os
import stat
import threading
from pathlib import Path

import pytest

from lepton_iac.errors import WriteError
from lepton_iac.job.files import write_whole
from lepton_iac.whole_file import whole_file


def test_a_body_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("old")

    def fail() -> None:
        with whole_file(target) as partial:
            partial.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


def test_the_mode_stays_and_a_private_file_is_private(tmp_path: Path) -> None:
    kept, private, new = (tmp_path / name for name in ("kept", "private", "new"))
    for path in (kept, private):
        path.write_text("old")
        path.chmod(0o664)
    write_whole(kept, "new")
    with whole_file(private, private=True) as partial:
        partial.write_text("new")
    write_whole(new, "new")
    mask = os.umask(0o022)
    os.umask(mask)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, private, new)] == [0o664, 0o600, 0o666 & ~mask]


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write_whole, args=(pipe, "text"))
    writer.start()
    assert pipe.read_text() == "text"
    writer.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_device_says_so() -> None:
    with pytest.raises(WriteError, match="No space left"):
        write_whole(Path("/dev/full"), "text")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_half_a_character_does_not_stop_a_result(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "web \ud800")
    assert (tmp_path / "a").read_text() == "web ?"
