"""The same store on a real PostgreSQL server, started for these tests alone; run by hand and by the gate."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from lepton_iac.serve.auth.audit import broken_links, entries, record, recording
from lepton_iac.serve.auth.grants import grant
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.session import SUBJECT, Sessions
from lepton_iac.serve.auth.tokens import create_token, holder, list_tokens
from lepton_iac.serve.retention import forget
from lepton_iac.serve.store import pulls, runs
from lepton_iac.serve.store.backup import back_up, restore
from lepton_iac.serve.store.database import migrate, newest_revision, open_database, revision_of, roll_back
from lepton_iac.serve.store.hooks import create_hook
from lepton_iac.serve.store.tables import metadata
from tests.serve.conftest import KEY, NOW

RUN = {
    "project": "shop",
    "stack": "web",
    "created": "2026-01-02T03:04:05+00:00",
    "actor": "someone",
    "digest": "0" * 64,
    "monthly": "12.34",
    "saving": "1",
    "complete": True,
    "resources": 3,
    "findings": 0,
}


def program(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    newest = max(Path("/usr/lib/postgresql").glob("*/bin"))
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*user, str(newest / name), *words], check=True, stdout=subprocess.DEVNULL, timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server that listens on a socket only."""
    folder = Path("/tmp") / f"lepton-pg-{os.getpid()}"
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    program("initdb", "-D", str(folder / "data"), "-U", "lepton", "--auth", "trust")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    program("pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://lepton@/postgres?host={folder}"
    finally:
        program("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database of its own."""
    name = f"t{abs(hash(request.node.name))}"
    owner = open_database(server).execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    owner.dispose()
    engine = open_database(server.replace("/postgres?", f"/{name}?"))
    yield engine
    engine.dispose()


def test_migrations_go_forwards_and_back(database: Engine) -> None:
    migrate(database)
    assert revision_of(database) == newest_revision()
    for table in metadata.sorted_tables:
        columns = {one["name"]: str(one["type"]) for one in inspect(database).get_columns(table.name)}
        assert columns == {one.name: str(one.type.compile(database.dialect)) for one in table.columns}, table.name
    roll_back(database, "base")
    assert inspect(database).get_table_names() == ["alembic_version"]
    migrate(database)


def test_the_audit_log_only_grows_and_many_writers_keep_one_chain(database: Engine) -> None:
    migrate(database)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: record(database, "someone", "upload", str(number), "", NOW), range(80)))
    assert len(entries(database)) == 80
    assert list(broken_links(database)) == []
    for words in ("DELETE FROM audit", "UPDATE audit SET actor = ''", "TRUNCATE audit"):
        with pytest.raises(Exception, match="only grows"), database.begin() as connection:
            connection.execute(text(words))


def test_runs_are_kept_found_and_forgotten(database: Engine) -> None:
    migrate(database)
    with recording(database) as connection:
        first = runs.keep_run(connection, RUN, {"json": "{}"}, [("a.b", "key", "7")])
        second = runs.keep_run(connection, {**RUN, "created": "2026-02-02T00:00:00+00:00"}, {"json": "[]"})
    assert [run.id for run in runs.newest(database)] == [second]
    assert runs.text_of(database, first, "json") == "{}"
    with recording(database) as connection:
        assert runs.forget_before(connection, NOW.replace(year=2026, month=1, day=15)) == 1
    assert [run.id for run in runs.history(database, "shop", "web")] == [second]


def test_a_backup_of_sqlite_fills_postgresql_and_numbers_go_on(database: Engine, tmp_path: Path) -> None:
    small = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    migrate(small)
    with small.begin() as connection:
        token = create_token(connection, KEY, "ci", Role.ENGINEER, "web", 10, NOW)
    record(small, "someone", "upload", "web", "", NOW)
    with recording(small) as connection:
        runs.keep_run(connection, RUN, {"json": "{}"})
    back_up(small, tmp_path / "backup.gz")
    assert restore(database, tmp_path / "backup.gz") == 4
    assert list_tokens(database) == list_tokens(small)
    assert holder(database, KEY, token, NOW) is not None
    record(database, "someone", "upload", "web", "", NOW)
    with recording(database) as connection:
        assert runs.keep_run(connection, RUN, {"json": "{}"}) == 2
    assert list(broken_links(database)) == []
    back_up(database, tmp_path / "again.gz")
    other = open_database(f"sqlite:///{tmp_path}/b.sqlite")
    assert restore(other, tmp_path / "again.gz") == 7


def test_a_pull_request_is_due_once_its_commit_was_uploaded_and_told_once(database: Engine) -> None:
    migrate(database)
    commit = "ab" * 20
    with recording(database) as connection:
        hook = create_hook(connection, "bitbucket", "o/r", "https://api.bitbucket.org/2.0", "shop", NOW)
        assert pulls.keep_pull(connection, hook.id, 7, commit[:12], NOW)
        assert not pulls.keep_pull(connection, hook.id, 7, commit[:12], NOW)
        runs.keep_run(connection, {**RUN, "commit_id": "cd" * 20}, {"json": "{}"})
    assert pulls.due(database) == []
    with recording(database) as connection:
        number = runs.keep_run(connection, {**RUN, "commit_id": commit}, {"json": "{}"})
    (found,) = pulls.due(database)
    assert (found.number, found.newest) == (7, number)
    for _ in range(pulls.MOST_ATTEMPTS):
        pulls.failed(database, found.id, "no")
    assert pulls.due(database) == []
    with recording(database) as connection:
        pulls.try_again(connection, commit)
    assert len(pulls.due(database)) == 1
    with recording(database) as connection:
        pulls.posted(connection, found.id, number)
    assert pulls.due(database) == []


def test_a_session_begins_and_ends(database: Engine) -> None:
    migrate(database)
    sessions = Sessions(database, tls=True)
    with recording(database) as connection:
        grant(connection, "group:ops", Role.ENGINEER, "shop")
        cookie = sessions.begin(connection, SUBJECT, "s", NOW, "s", ["s", "group:ops"])
    person = sessions.person(cookie, NOW)
    assert person is not None
    assert person.may(Role.ENGINEER, "shop")
    assert forget(database, 1, NOW) == 0
    with recording(database) as connection:
        sessions.end(connection, cookie)
    assert sessions.person(cookie, NOW) is None
