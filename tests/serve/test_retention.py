"""What is kept no longer than wanted, and what is kept whole or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from lepton_iac.serve.app import create
from lepton_iac.serve.auth import audit
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.session import SUBJECT, Sessions
from lepton_iac.serve.guard import network
from lepton_iac.serve.retention import forget
from lepton_iac.serve.settings import Settings
from lepton_iac.serve.store import pulls, runs
from lepton_iac.serve.store.hooks import create_hook
from tests.serve.conftest import NOW, Served
from tests.serve.test_service import PLAN, PLANS


def test_old_runs_and_pull_requests_are_forgotten_and_the_log_tells(served: Served) -> None:
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    old = NOW - timedelta(days=40)
    with audit.recording(served.engine) as connection:
        connection.exec_driver_sql("UPDATE runs SET created = ?", (old.isoformat(timespec="seconds"),))
        hook = create_hook(connection, "github", "o/r", "https://api.github.com", "shop", NOW)
        pulls.keep_pull(connection, hook.id, 1, "a" * 40, old)
    assert forget(served.engine, 0, NOW) == 0
    assert forget(served.engine, 41, NOW) == 0
    assert forget(served.engine, 30, NOW) == 1
    assert runs.newest(served.engine) == []
    assert runs.text_of(served.engine, 1, "json") is None
    with served.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pulls").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM usage").scalar() == 0
    assert [one.action for one in audit.entries(served.engine)] == ["forget", "upload"]
    assert list(audit.broken_links(served.engine)) == []


def test_a_running_service_forgets_by_itself(served: Served, settings: Settings) -> None:
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    with served.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET created = '2020-01-01T00:00:00+00:00'")
    with TestClient(create(replace(settings, keep_days=30))) as client:
        client.app.state.service.chores.stop()  # type: ignore[attr-defined]
    assert runs.newest(served.engine) == []


def test_sessions_that_are_over_are_forgotten(served: Served) -> None:
    sessions = Sessions(served.engine, tls=False)
    with audit.recording(served.engine) as connection:
        sessions.begin(connection, SUBJECT, "old", NOW - timedelta(days=2))
        cookie = sessions.begin(connection, SUBJECT, "new", NOW)
    forget(served.engine, 0, NOW)
    with served.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1
    assert sessions.person(cookie, NOW) is not None


def test_without_its_entry_in_the_log_a_run_is_not_kept(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise OperationalError("insert", {}, OSError("disk full"))

    monkeypatch.setattr(audit, "append", full)
    with pytest.raises(OperationalError):
        served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    assert runs.newest(served.engine) == []


def test_what_nobody_foresaw_is_answered_with_strict_headers(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setattr(runs, "newest", broken)
    client = TestClient(served.client.app, raise_server_exceptions=False)
    answer = client.get("/api/v1/stacks", headers=served.token())
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::1"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_of_one_household_is_one_caller(address: str, whole: str) -> None:
    assert network(address) == whole
