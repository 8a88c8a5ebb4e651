"""A Chromium of this machine, and pages of which every complaint and every request is kept.

Run by themselves, with ``pip install "lepton-iac[browser]"``: ``pytest tests/browser``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lepton_iac.model import Report
from lepton_iac.report import html

NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := which(name))), None)
    assert path is not None, f"no browser: install one of {', '.join(NAMES)}"
    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report; afterwards no page may have complained, popped up, or asked for anything but itself."""
    contexts: list[BrowserContext] = []
    heard: list[str] = []

    def show(report: Report, **options: Any) -> Page:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(html.render(report), encoding="utf-8")
        settings: dict[str, Any] = {"viewport": {"width": 1200, "height": 900}, **options}
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        _listen(page, file.as_uri(), heard)
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert heard == []


def _listen(page: Page, own: str, heard: list[str]) -> None:
    """Violations of the page's policy are console errors in Chromium."""
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
    page.on("popup", lambda other: heard.append(f"popup: {other.url}"))
    page.on(
        "request", lambda asked: None if asked.url.partition("#")[0] == own else heard.append(f"asked: {asked.url}")
    )
