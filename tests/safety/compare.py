"""What a folder holds, as a person would see it: no hidden part, and a database by its rows."""

import gzip
import hashlib
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

_BESIDE = ("-wal", "-shm", "-journal")
_OWN = re.compile(r"unfinished|state|\.part$")


def contents(folder: Path) -> dict[str, str]:
    """Name to digest, of every file that is anybody's business; a new branch by its tree."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not re.search(r"(^|/)\.", name) and not name.endswith(_BESIDE) and not _OWN.search(name):
            found[name] = hashlib.sha256(_read(path)).hexdigest()
    if (folder / ".git").exists():
        found["branch"] = _git(folder, "rev-parse", "--verify", "--quiet", "cheaper^{tree}")
        _git(folder, "fsck", "--strict")
    return found


def _read(path: Path) -> bytes:
    if path.suffix == ".sqlite":
        return rows(path).encode()
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def rows(path: Path) -> str:
    """Every row of a database, which has to be whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), path
        return "\n".join(connection.iterdump())


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert words[0] != "fsck" or done.returncode == 0, done.stderr
    return done.stdout.strip()
