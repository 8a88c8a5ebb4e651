"""An empty place for the price book: no work of the gate needs the real one."""

from pathlib import Path

import pytest


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "book"
