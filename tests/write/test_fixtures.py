"""Each folder in ``fixtures`` is a stack before, the changes, and the files as they must be afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.model import Change, Disruption, Patch
from lepton_iac.write import rewrite
from tests.write.making import change, stack

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(folder.name for folder in FIXTURES.iterdir())
BOM = b"\xef\xbb\xbf"


def _plain(data: bytes) -> bytes:
    return data


def _crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _bom(data: bytes) -> bytes:
    return BOM + data


def _unfinished(data: bytes) -> bytes:
    return data.rstrip(b"\n")


FORMS = {"plain": _plain, "crlf": _crlf, "bom": _bom, "no last newline": _unfinished}


def _read(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _changes(told: Any) -> list[Change]:
    return [
        change(
            one["address"],
            one.get("edits", {}),
            additions=tuple(one.get("additions", ())),
            removes=one.get("removes", False),
            disruption=Disruption(one.get("disruption", "none")),
        )
        for one in told["changes"]
    ]


def _rewritten(folder: Path, told: Any) -> Patch:
    names = tuple(told.get("var_files", ()))
    return rewrite(folder, stack(told["stack"]), _changes(told), var_files=names, workspace="default")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_the_files_become_what_the_fixture_says(tmp_path: Path, case: str, form: str) -> None:
    told = json.loads((FIXTURES / case / "change.json").read_text("utf-8"))
    dress = FORMS[form]
    for name, data in _read(FIXTURES / case / "before").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(dress(data))
    patch = _rewritten(tmp_path, told)
    assert [one.reason for one in patch.refused] == told.get("refused", [])
    after = FIXTURES / case / "after"
    expected = {name: dress(data) for name, data in (_read(after) if after.is_dir() else {}).items()}
    assert dict(patch.results) == expected


@pytest.mark.parametrize("case", CASES)
def test_writing_twice_is_writing_once(tmp_path: Path, case: str) -> None:
    told = json.loads((FIXTURES / case / "change.json").read_text("utf-8"))
    for name, data in _read(FIXTURES / case / "before").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    first = _rewritten(tmp_path, told)
    for name, data in first.results.items():
        (tmp_path / name).write_bytes(data)
    again = _rewritten(tmp_path, told)
    assert again.empty
    assert again.written == ()
    assert [one.change for one in again.refused] == [one.change for one in first.refused]
