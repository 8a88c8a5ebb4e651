"""The patch of three files in two folders, put on the disk by a process of its own, which may be killed."""

import os
from pathlib import Path

from lepton_iac.model import FileEdit, Patch
from lepton_iac.write import apply, finish

FILES = {"a/main.tf": b"# a old\n", "a/vars.tf": b"# vars old\n", "m/main.tf": b"# m old\n"}
NEW = {name: data.replace(b"old", b"new") for name, data in FILES.items()}


def change() -> int:
    apply(
        Patch(
            {_path(name): data for name, data in FILES.items()},
            {_path(name): data for name, data in NEW.items()},
            tuple(FileEdit(_path(name), 0, data, NEW[name]) for name, data in FILES.items()),
            folder="a",
        )
    )
    return 0


def end() -> int:
    finish((Path("m"),))
    return 0


def _path(name: str) -> str:
    return Path(os.path.relpath(name, "a")).as_posix()
