"""The cached store: built once, by any number of processes, whatever state the folder is in."""

import lzma
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.book_cells import COLUMNS
from lepton_iac.price.book_store import default_cache_dir, embedded_data, open_store

ROW = "aws,disk,storage,,on_demand,us-east-1,0,,0.08,GB-month,USD,2026-01-01,somewhere,"


def packed(*rows: str) -> bytes:
    return lzma.compress("\n".join([",".join(COLUMNS), *(rows or (ROW,))]).encode() + b"\n")


def price(store: sqlite3.Connection) -> str:
    found = Book(store).ladder("aws", "us-east-1", "disk", "storage")
    assert isinstance(found, tuple)
    return str(found[0].price)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_built_once_and_leaves_nothing_else(tmp_path: Path) -> None:
    first, notes = open_store(tmp_path / "cache", packed())
    (name,) = files(tmp_path / "cache")
    before = (tmp_path / "cache" / name).stat().st_mtime_ns
    second, _ = open_store(tmp_path / "cache", packed())
    assert (price(first), price(second), notes) == ("0.08", "0.08", ())
    assert (tmp_path / "cache" / name).stat().st_mtime_ns == before


def test_other_data_gets_another_file(tmp_path: Path) -> None:
    open_store(tmp_path, packed())
    store, _ = open_store(tmp_path, packed(ROW.replace("0.08", "0.09")))
    assert price(store) == "0.09"
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_damaged_file_is_built_again(tmp_path: Path, damage: bytes | None) -> None:
    open_store(tmp_path, packed())[0].close()
    path = tmp_path / files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-4096] if damage is None else damage)
    store, notes = open_store(tmp_path, packed())
    assert (price(store), notes) == ("0.08", ())


def test_a_half_built_file_is_built_again(tmp_path: Path) -> None:
    open_store(tmp_path, packed())[0].close()
    path = tmp_path / files(tmp_path)[0]
    with sqlite3.connect(path) as half:
        half.execute("DELETE FROM mark")
    half.close()
    assert price(open_store(tmp_path, packed())[0]) == "0.08"


def test_damage_found_later_is_reported_with_the_file(tmp_path: Path) -> None:
    open_store(tmp_path, packed())[0].close()
    path = tmp_path / files(tmp_path)[0]
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE price")
    other.close()
    with pytest.raises(PriceBookError, match="damaged") as caught:
        price(open_store(tmp_path, packed())[0])
    assert caught.value.where.endswith(path.name)


def test_a_cache_folder_that_is_a_file_falls_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    store, notes = open_store(tmp_path / "taken", packed())
    assert price(store) == "0.08"
    assert [note.where for note in notes] == [str(tmp_path / "taken")]
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_written_falls_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> tuple[int, str]:
        raise PermissionError("Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    store, notes = open_store(tmp_path / "cache", packed())
    assert price(store) == "0.08"
    assert len(notes) == 3
    assert notes[-1].text == "the price book is kept in memory and built again at each start"


def test_two_processes_may_race(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lepton_iac.price.book import open_book;"
        "found = open_book(Path(sys.argv[1])).ladder('aws', 'us-east-1', 'vm', 'linux', 'm5.large');"
        "print(found[0].price)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [racer.communicate(timeout=60)[0].strip() for racer in racers] == ["0.096", "0.096"]
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("data", [b"", b"rubbish", lzma.compress(b"\xff\xfe")])
def test_damaged_data_is_an_error_of_ours(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PriceBookError, match="damaged"):
        open_store(tmp_path, data)


def test_missing_data_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(PriceBookError, match="missing"):
        embedded_data(tmp_path / "book.csv.xz")


def test_the_embedded_data_is_small_and_quickly_built(tmp_path: Path) -> None:
    assert len(embedded_data()) < 3_000_000
    started = time.process_time()
    open_book(tmp_path)
    assert time.process_time() - started < 10
    started = time.process_time()
    open_book(tmp_path)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LEPTON_IAC_CACHE": "/x/y", "XDG_CACHE_HOME": "/c"}, "/x/y"),
        ({"XDG_CACHE_HOME": "/c", "HOME": "/home/ada"}, "/c/lepton-iac"),
        ({"HOME": "/home/ada"}, "/home/ada/.cache/lepton-iac"),
    ],
)
def test_the_cache_folder(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], expected: str) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_cache_dir(environ).as_posix() == expected
