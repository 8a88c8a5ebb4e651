"""The sign of life: on a terminal only, and gone from what is kept."""

import os
import pty
import subprocess
import sys

CODE = "from lepton_iac.cli.waiting import waiting\nwith waiting('training on 24 series'):\n    print('done')\n"


def test_a_terminal_is_told_what_takes_long() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", CODE], stderr=theirs, stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    assert "training on 24 series" in os.read(ours, 4096).decode()
    os.close(ours)
    assert done.stdout == "done\n"


def test_a_file_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
