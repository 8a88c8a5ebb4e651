"""The pages for people."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from lepton_iac.serve.app import create
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.tokens import list_tokens
from lepton_iac.serve.settings import Settings
from tests.serve.conftest import Served
from tests.serve.test_service import PLAN, PLANS, STACK


def log_in(served: Served, role: Role = Role.VIEWER, project: str = "*") -> None:
    """Begin a session with a new token."""
    token = served.token(role, project)["X-Api-Key"]
    answer = served.client.post("/login", data={"token": token})
    assert answer.status_code == 200


def test_who_is_not_logged_in_comes_to_the_login(served: Served) -> None:
    for path in ("/", "/prices", "/audit", "/stacks/shop/web"):
        assert served.client.get(path).url.path == "/login"
    assert served.client.post("/login", data={"token": "lic_x"}).status_code == 403


def test_pages_of_a_stack(served: Served) -> None:
    for _ in range(2):
        served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER, "shop"))
    log_in(served, Role.ADMIN)
    overview = served.client.get("/")
    assert "<strong>$2,575.39</strong> a month" in overview.text
    page = served.client.get("/stacks/shop/web").text
    assert "aws_db_instance.this[&#34;test&#34;]" in page
    assert "polyline" in page
    assert "copy_tags" in page or "snapshots get no tags" in page
    assert 'role="region"' in page
    assert "db.m5.large" not in served.client.get("/prices?service=nat_gateway").text
    assert "nat_gateway_hours" in served.client.get("/prices?service=nat_gateway").text
    assert "The chain is whole" in served.client.get("/audit").text
    assert served.client.get("/stacks/shop/none", headers={"Accept": "text/html"}).status_code == 404


def test_what_is_anothers_is_not_shown(served: Served) -> None:
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER, "shop"))
    log_in(served, Role.ENGINEER, "other")
    assert "web" not in re.findall(r"<th scope=\"row\"><a[^>]*>([^<]*)", served.client.get("/").text)
    assert served.client.get("/stacks/shop/web").status_code == 403
    assert served.client.get("/audit").status_code == 403


def test_a_session_ends_with_its_own_form_alone(served: Served) -> None:
    log_in(served)
    word = re.search(r'name="csrf" value="([^"]+)"', served.client.get("/").text)
    assert word is not None
    assert served.client.post("/logout", data={"csrf": "guessed"}).status_code == 403
    other = {"Sec-Fetch-Site": "cross-site"}
    assert served.client.post("/logout", data={"csrf": word[1]}, headers=other).status_code == 403
    assert served.client.post("/logout", data={"csrf": word[1]}).url.path == "/login"
    assert served.client.get("/").url.path == "/login"


def test_a_cookie_that_was_made_up_or_whose_token_is_gone_is_nobody(served: Served) -> None:
    log_in(served)
    assert served.client.get("/").url.path == "/"
    served.revoke(list_tokens(served.engine)[0].id)
    assert served.client.get("/").url.path == "/login"
    served.client.cookies.set("lepton", "e30.made.up")
    assert served.client.get("/").url.path == "/login"


@pytest.mark.parametrize("tls", [False, True])
def test_the_cookie_cannot_be_read_by_scripts(served: Served, settings: Settings, tls: bool) -> None:
    with TestClient(create(replace(settings, tls=tls)), base_url="https://localhost") as client:
        answer = client.post("/login", data=({"token": served.token()["X-Api-Key"]}), follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie and "__host-" in cookie) is tls


def test_pages_load_nothing_from_elsewhere(served: Served) -> None:
    page = served.client.get("/login")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert served.client.get("/static/style.css").status_code == 200
    assert served.client.get("/static/page.html.j2").status_code == 404


def test_the_forecast_has_figures_pictures_and_words(served: Served) -> None:
    files = {
        "plan": ("plan.json", PLAN),
        "metrics": ("metrics.csv.gz", (STACK / "metrics.csv.gz").read_bytes()),
    }
    served.client.post(PLANS, files=files, headers=served.token(Role.ENGINEER))
    log_in(served, Role.VIEWER, "shop")
    assert "/stacks/shop/web/forecast?run=1" in served.client.get("/stacks/shop/web").text
    page = served.client.get("/stacks/shop/web/forecast").text
    assert "<td>connections</td>" in page
    assert "<td>storage, GiB</td>" in page
    assert page.count("<img ") > 5
    picture = served.client.get("/stacks/shop/web/forecast/0.svg?run=1")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert "sandbox" in picture.headers["content-security-policy"]
    assert served.client.get("/stacks/shop/web/forecast/9999.svg").status_code == 404
    assert served.client.get("/stacks/shop/none/forecast").status_code == 404
    assert served.client.get("/stacks/other/web/forecast/0.svg").status_code == 403


def test_without_metrics_the_forecast_says_how_to_send_them(served: Served) -> None:
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    log_in(served)
    assert "metrics=@metrics.csv.gz" in served.client.get("/stacks/shop/web/forecast").text
