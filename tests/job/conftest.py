"""One price book for all tests of this folder, and a fixed clock."""

import pytest


@pytest.fixture(autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEPTON_IAC_CACHE", str(tmp_path_factory.getbasetemp().parent / "book"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setenv("NO_COLOR", "1")
