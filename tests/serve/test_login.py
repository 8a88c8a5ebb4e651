"""Logging in at a provider of the test's own: real HTTP, signed tokens, and everything that may be wrong with them."""

import hashlib
import hmac
import json
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fastapi.testclient import TestClient
from pytest_httpserver import HTTPServer

from lepton_iac.serve.app import create
from lepton_iac.serve.auth.audit import entries, recording
from lepton_iac.serve.auth.grants import grant
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.settings import Oidc, Settings
from lepton_iac.serve.store.database import migrate, open_database
from tests.serve.conftest import NOW, Served
from tests.serve.provider import CLIENT, CURVE, SECRET, STRANGER, Provider
from tests.serve.test_service import PLAN, PLANS


@pytest.fixture
def provider(httpserver: HTTPServer) -> Provider:
    """A provider that is up."""
    found = Provider(httpserver)
    found.start()
    return found


@pytest.fixture
def people(settings: Settings, provider: Provider) -> Iterator[Served]:
    """A service whose people log in there."""
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    engine = open_database(settings.database)
    migrate(engine)
    app = create(replace(settings, public_url="http://localhost", oidc=oidc))
    with TestClient(app, base_url="http://localhost") as client:
        yield Served(client, engine)


def give(served: Served, subject: str, role: Role | None, project: str = "*") -> None:
    """Grant somebody something, or take it away."""
    with recording(served.engine) as connection:
        grant(connection, subject, role, project)


def back_from(served: Served) -> str:
    """Go to the provider, as a browser does; where it sends the browser back to."""
    there = served.client.get("/login/provider", follow_redirects=False)
    assert there.status_code == 303, there.text
    return requests.get(there.headers["location"], allow_redirects=False, timeout=10).headers["location"]


def through(served: Served) -> Any:
    """Log in at the provider."""
    return served.client.get(back_from(served))


def test_who_was_granted_something_sees_it_and_no_more(people: Served) -> None:
    give(people, "u-1", Role.VIEWER, "shop")
    assert "Log in with http://localhost:" in people.client.get("/login").text
    page = through(people)
    assert (page.status_code, page.url.path) == (200, "/")
    assert "u-1" in page.text
    assert people.client.post(PLANS, content=PLAN).status_code == 403
    assert people.client.get("/stacks/other/web").status_code == 403
    assert people.client.get("/audit").status_code == 403
    give(people, "u-1", Role.ADMIN)
    assert people.client.get("/audit").status_code == 200
    give(people, "u-1", None)
    give(people, "u-1", None, "shop")
    assert people.client.get("/").status_code == 403


@pytest.mark.parametrize(
    ("claims", "subject", "sees"),
    [
        ({"email": "Ana@Example.org", "email_verified": True}, "email:ana@example.org", True),
        ({"email": "ana@example.org", "email_verified": False}, "email:ana@example.org", False),
        ({"email": "ana@example.org", "email_verified": "true"}, "email:ana@example.org", False),
        ({"email": "ana@example.org"}, "email:ana@example.org", False),
        ({"groups": ["ops", "dev"]}, "group:dev", True),
        ({"groups": "dev"}, "group:dev", False),
        ({"groups": [7, {"a": 1}]}, "group:7", False),
        ({"sub": "somebody else"}, "u-1", False),
    ],
)
def test_grants_go_to_subjects_verified_addresses_and_groups(
    people: Served, provider: Provider, claims: dict[str, Any], subject: str, sees: bool
) -> None:
    give(people, subject, Role.VIEWER)
    provider.claims = claims
    assert through(people).status_code == (200 if sees else 403)


def test_elliptic_keys_count_too(people: Served, provider: Provider) -> None:
    give(people, "u-1", Role.VIEWER)
    provider.signer = CURVE
    assert through(people).url.path == "/"


NOW_SECONDS = int(time.time())
WRONG: list[dict[str, Any]] = [
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"aud": "another"},
    {"aud": ["another", "one"]},
    {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"azp": "another"},
    {"aud": None},
    {"exp": NOW_SECONDS - 300},
    {"exp": None},
    {"exp": "soon"},
    {"iat": NOW_SECONDS + 7200},
    {"iat": None},
    {"nonce": "another"},
    {"nonce": None},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"sub": "email:ana@example.org"},
    {"sub": "group:ops"},
]


@pytest.mark.parametrize("claims", WRONG, ids=[f"{place}-{'-'.join(claims)}" for place, claims in enumerate(WRONG)])
def test_an_id_token_with_a_wrong_claim_logs_nobody_in(
    people: Served, provider: Provider, claims: dict[str, Any]
) -> None:
    for subject in ("u-1", "email:ana@example.org", "group:ops"):
        give(people, subject, Role.ADMIN)
    provider.claims = claims
    page = through(people)
    assert page.status_code == 403
    assert "ID token" in page.text
    assert people.client.get("/").url.path == "/login"


def test_a_token_by_a_stranger_logs_nobody_in(people: Served, provider: Provider) -> None:
    provider.signer = STRANGER
    assert through(people).status_code == 403


def part(content: Any) -> str:
    """One part of a token."""
    return (
        urlsafe_b64encode(content if isinstance(content, bytes) else json.dumps(content).encode()).decode().rstrip("=")
    )


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_signature_or_with_a_shared_secret_logs_nobody_in(
    people: Served, provider: Provider, algorithm: str
) -> None:
    give(people, "u-1", Role.ADMIN)
    there = people.client.get("/login/provider", follow_redirects=False).headers["location"]
    nonce = parse_qs(urlsplit(there).query)["nonce"][0]
    claims = {"iss": provider.issuer, "aud": CLIENT, "sub": "u-1", "iat": NOW_SECONDS, "exp": NOW_SECONDS + 3600}
    signed = f"{part({'alg': algorithm, 'kid': 'one'})}.{part({**claims, 'nonce': nonce})}"
    mac = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest() if algorithm == "HS256" else b""
    provider.token = f"{signed}.{part(mac)}"
    back = requests.get(there, allow_redirects=False, timeout=10).headers["location"]
    assert people.client.get(back).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b", "." * 5, "ey" * 5000])
def test_what_is_no_token_logs_nobody_in(people: Served, provider: Provider, token: str) -> None:
    provider.token = token or " "
    assert through(people).status_code == 403


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(people: Served, provider: Provider) -> None:
    give(people, "u-1", Role.VIEWER)
    back = back_from(people)
    people.client.cookies.clear()
    assert people.client.get(back).status_code == 403
    back = back_from(people)
    assert people.client.get(back.replace("state=", "state=x")).status_code == 403
    assert people.client.get(back).status_code == 403, "the cookie is gone after the first answer"
    back = back_from(people)
    assert people.client.get(f"{back}&iss=https://elsewhere.example").status_code == 403
    back = back_from(people)
    cookie = people.client.cookies["lepton-login"]
    assert people.client.get(back).url.path == "/"
    people.client.cookies.clear()
    people.client.cookies.set("lepton-login", cookie)
    assert people.client.get(back).status_code == 403, "the provider's code is good once"


def test_a_refusal_of_the_provider_is_told_without_its_words(people: Served) -> None:
    state = parse_qs(urlsplit(back_from(people)).query)["state"][0]
    page = people.client.get("/login/callback", params={"state": state, "error": "access_denied"})
    assert (page.status_code, "access_denied" in page.text) == (403, True)
    state = parse_qs(urlsplit(back_from(people)).query)["state"][0]
    page = people.client.get("/login/callback", params={"state": state, "error": "<b>Call 555</b>"})
    assert (page.status_code, "555" in page.text) == (403, False)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=json.dumps,
)
def test_a_provider_that_is_not_what_it_should_be_is_not_used(
    people: Served, provider: Provider, said: dict[str, Any]
) -> None:
    provider.said = said
    assert people.client.get("/login/provider", follow_redirects=False).status_code == 502


def test_a_provider_that_is_down_leaves_the_service_up(settings: Settings, served: Served) -> None:
    down = replace(settings, oidc=Oidc("http://127.0.0.1:9", CLIENT), public_url="http://localhost")
    with TestClient(create(down), base_url="http://localhost") as client:
        assert client.get("/login/provider").status_code == 502
        assert client.get("/healthz").status_code == 200
        assert client.post("/login", data={"token": served.token()["X-Api-Key"]}).status_code == 200


def test_without_a_provider_there_is_no_way_to_one(served: Served) -> None:
    assert "Log in with" not in served.client.get("/login").text
    for path in ("/login/provider", "/login/callback?code=a&state=b"):
        assert served.client.get(path).status_code == 404


def test_after_the_logout_the_cookie_is_worth_nothing(people: Served) -> None:
    give(people, "u-1", Role.VIEWER)
    page = through(people)
    cookie = people.client.cookies["lepton"]
    word = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    people.client.post("/logout", data={"csrf": word})
    people.client.cookies.set("lepton", cookie)
    assert people.client.get("/").url.path == "/login"
    assert [one.action for one in entries(people.engine)] == ["logout", "login"]


def test_no_secret_of_a_login_is_logged_or_kept(
    people: Served, provider: Provider, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    give(people, "u-1", Role.VIEWER)
    through(people)
    cookie = people.client.cookies["lepton"]
    people.engine.dispose()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("serve.sqlite*"))
    assert b"u-1" in kept
    for secret in (SECRET, cookie, *provider.codes):
        assert secret.encode() not in kept
    service = "\n".join(one.getMessage() for one in caplog.records if one.name != "httpx")
    for secret in (SECRET, cookie):
        assert secret not in service


def test_who_tries_too_often_to_log_in_waits(settings: Settings, served: Served) -> None:
    few = replace(settings, limits=replace(settings.limits, logins_per_minute=3))
    with TestClient(create(few)) as client:
        statuses = [client.post("/login", data={"token": "lic_x"}).status_code for _ in range(5)]
        assert statuses == [403] * 3 + [429] * 2
        assert client.get("/healthz").status_code == 200


def test_a_session_is_over_after_its_time(people: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    give(people, "u-1", Role.VIEWER)
    through(people)
    sessions = people.client.app.state.service.sessions  # type: ignore[attr-defined]
    assert sessions.person(people.client.cookies["lepton"], NOW) is not None
    assert sessions.person(people.client.cookies["lepton"], NOW.replace(year=NOW.year + 1)) is None
