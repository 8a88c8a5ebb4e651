from datetime import datetime
from pathlib import Path

import pytest

from lepton_iac.errors import ReadError, WriteError
from lepton_iac.forecast.live.store import instant, stored


def test_the_same_request_is_answered_once(tmp_path: Path) -> None:
    calls: list[int] = []

    def answer() -> dict[str, int]:
        calls.append(1)
        return {"a": len(calls)}

    first = stored(tmp_path / "new", "x", {"q": 1, "r": 2}, answer)
    assert stored(tmp_path / "new", "x", {"r": 2, "q": 1}, answer) == first
    assert first.read_text() == '{"a": 1}'
    assert stored(tmp_path / "new", "x", {"q": 2}, answer) != first
    assert sorted(path.suffix for path in (tmp_path / "new").iterdir()) == [".json", ".json"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> dict[str, int]:
        raise ReadError("no")

    with pytest.raises(ReadError):
        stored(tmp_path, "x", {}, broken)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be kept"):
        stored(tmp_path / "file", "x", {}, dict)


def test_instants_are_utc() -> None:
    assert instant(datetime.fromisoformat("2026-11-01T11:00:00.5+01:00")) == "2026-11-01T10:00:00Z"
