"""The service in a real Chromium: logging in at a provider, the pages, the forecast's pictures, and out again."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
import requests
import uvicorn
from playwright.sync_api import Browser, Page, expect
from pytest_httpserver import HTTPServer

from lepton_iac.assets import folder
from lepton_iac.serve.app import create
from lepton_iac.serve.auth.audit import recording
from lepton_iac.serve.auth.grants import grant
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.tokens import create_token
from lepton_iac.serve.settings import Oidc, Settings
from lepton_iac.serve.store.database import migrate, open_database
from tests.serve.conftest import KEY, NOW
from tests.serve.provider import CLIENT, SECRET, Provider

STACK = folder("sample_stacks") / "developer_environments" / "aws"


@dataclass(frozen=True)
class Site:
    """Where the service is, and a page that heard every complaint."""

    url: str
    page: Page
    heard: list[str]


@pytest.fixture
def site(browser: Browser, tmp_path: Path, httpserver: HTTPServer) -> Iterator[Site]:
    """A service on a port of its own with one stack, and its provider."""
    provider = Provider(httpserver, {"email": "ana@example.org", "email_verified": True})
    provider.start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    database = f"sqlite:///{tmp_path}/serve.sqlite"
    engine = open_database(database)
    migrate(engine)
    with recording(engine) as connection:
        grant(connection, "email:ana@example.org", Role.ADMIN, "*")
        token = create_token(connection, KEY, "ci", Role.ENGINEER, "shop", 1, NOW)
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    app = create(Settings(KEY, database, tmp_path / "book", None, public_url=url, oidc=oidc))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    files = {name: (STACK / file).read_bytes() for name, file in (("plan", "plan.json"), ("metrics", "metrics.csv.gz"))}
    named = {"plan": ("plan.json", files["plan"]), "metrics": ("metrics.csv.gz", files["metrics"])}
    plans = f"{url}/api/v1/stacks/web/plans?project=shop"
    assert requests.post(plans, files=named, headers={"X-Api-Key": token}, timeout=120).status_code == 201
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield Site(url, page, heard)
    page.context.close()
    server.should_exit = True
    thread.join(timeout=20)


def test_from_the_login_to_the_forecast_and_out_again(site: Site, tmp_path: Path) -> None:
    page = site.page
    page.goto(site.url)
    page.screenshot(path=tmp_path / "login.png")
    page.get_by_role("link", name="Log in with").click()
    expect(page.get_by_role("heading", name="Stacks")).to_be_visible()
    expect(page.get_by_text("ana@example.org (u-1)")).to_be_visible()
    page.screenshot(path=tmp_path / "stacks.png")
    page.get_by_role("link", name="web").click()
    page.get_by_role("link", name="Forecast", exact=True).click()
    expect(page.get_by_role("table")).to_be_visible()
    page.screenshot(path=tmp_path / "forecast.png")
    pictures = page.get_by_role("figure").get_by_role("img")
    assert pictures.count() > 5
    pictures.first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').complete")
    assert pictures.first.evaluate("(image) => image.naturalWidth") > 300
    page.screenshot(path=tmp_path / "pictures.png")
    page.get_by_role("searchbox", name="Filter").fill("cpu")
    expect(page.locator("#demands tbody tr:visible").first).to_contain_text("cpu")
    page.goto(f"{site.url}/audit")
    expect(page.get_by_text("The chain is whole")).to_be_visible()
    page.screenshot(path=tmp_path / "audit.png")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto(f"{site.url}/stacks/shop/web/forecast")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert site.heard == []


def test_a_narrow_dark_screen_needs_no_sideways_scrolling(site: Site, tmp_path: Path) -> None:
    page = site.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site.url}/login/provider")
    page.goto(f"{site.url}/stacks/shop/web/forecast")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=tmp_path / "narrow.png")
    page.locator("figure").first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth > 300")
    page.screenshot(path=tmp_path / "narrow-pictures.png")
