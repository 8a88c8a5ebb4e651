"""Migrations both ways, backup and restore, on SQLite."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from lepton_iac.errors import LeptonError
from lepton_iac.serve.auth.audit import broken_links, record, recording
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.tokens import create_token, holder, list_tokens
from lepton_iac.serve.store.backup import back_up, restore
from lepton_iac.serve.store.database import migrate, newest_revision, open_database, revision_of, roll_back
from lepton_iac.serve.store.tables import metadata
from tests.serve.conftest import KEY, NOW


def test_migrations_go_forwards_and_back_and_make_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    migrate(engine)
    assert revision_of(engine) == newest_revision()
    found = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {one["name"]: str(one["type"]) for one in found.get_columns(table.name)}
        assert columns == {one.name: str(one.type.compile(engine.dialect)) for one in table.columns}, table.name
    roll_back(engine, "0001")
    assert "usage" not in inspect(engine).get_table_names()
    roll_back(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert revision_of(engine) == newest_revision()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LeptonError, match="version"):
        migrate(engine)


def test_a_token_whose_entry_is_not_written_is_not_made(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    migrate(engine)

    def broken_off() -> None:
        with recording(engine) as connection:
            create_token(connection, KEY, "ci", Role.ENGINEER, "web", 10, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert list_tokens(engine) == []


def test_a_backup_fills_a_new_database_with_the_same(tmp_path: Path) -> None:
    first, second = (open_database(f"sqlite:///{tmp_path}/{name}.sqlite") for name in ("a", "b"))
    migrate(first)
    with first.begin() as connection:
        token = create_token(connection, KEY, "ci", Role.ENGINEER, "web", 10, NOW)
    for number in range(600):
        record(first, "someone", "upload", f"web/{number}", "", NOW)
    file = tmp_path / "backup.gz"
    assert back_up(first, file) == 601
    assert file.stat().st_mode & 0o077 == 0
    assert restore(second, file) == 601
    assert list_tokens(second) == list_tokens(first)
    assert holder(second, KEY, token, NOW) is not None
    assert list(broken_links(second)) == []
    with pytest.raises(LeptonError, match="not empty"):
        restore(second, file)


@pytest.mark.parametrize("content", [b"", b"no backup", b"\x1f\x8b\x08"])
def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.gz"
    file.write_bytes(content)
    engine = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    with pytest.raises(LeptonError, match="backup"):
        restore(engine, file)
    assert revision_of(engine) == ""


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////no/such/folder/a.sqlite"])
def test_a_database_that_does_not_work_says_so(url: str) -> None:
    with pytest.raises(LeptonError):
        migrate(open_database(url))
