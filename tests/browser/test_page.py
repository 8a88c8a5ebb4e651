"""What the page shows: the price behind a dollar, two colour schemes, paper, and strangers' names."""

import pytest
from playwright.sync_api import Page, expect

from lepton_iac.model import Report
from tests.browser.conftest import Open
from tests.report.examples import HOSTILE, complete, empty, full, named

EXPLAINED = (
    "51,200 GB × $0.023 = $1,177.60",
    "from 0 to 51,200 GB",
    "aws eu-west-1 s3 storage standard",
    "2026-10-01",
    "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json",
)
# WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text. https://www.w3.org/TR/WCAG22/#contrast-minimum
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb(colour).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgb(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !node.checkVisibility() || node.closest("svg, script, .skip")) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(style.color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const needed = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if (ratio < needed) faint.push(`${ratio.toFixed(2)} ${texts.currentNode.data.trim()}`);
  }
  return faint;
}"""


def test_a_click_shows_the_price_behind_a_dollar(opened: Open) -> None:
    page = opened(full())
    page.locator("#r1-2 > th > details > summary").click()
    page.locator("#r1-2 .components summary").first.click()
    for text in EXPLAINED:
        expect(page.locator("#r1-2")).to_contain_text(text)
        expect(page.locator("#r1-2").get_by_text(text).first).to_be_visible()


def test_the_keyboard_alone_shows_the_price_behind_a_dollar(opened: Open) -> None:
    page = opened(full())
    page.get_by_role("searchbox", name="Search resources").focus()
    for _ in range(4 + 2):  # four headers, then the first two resources
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for text in EXPLAINED:
        expect(page.locator("#r1-2").get_by_text(text).first).to_be_visible()


def test_the_first_key_leads_past_the_head(opened: Open) -> None:
    page = opened(full())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the report")).to_be_in_viewport()


def test_a_change_leads_to_its_price(opened: Open) -> None:
    page = opened(full())
    page.locator("#c1 summary", has_text="aws_s3_bucket.logs").click()
    page.locator("#c1").get_by_role("link", name="Every component and the price behind it").click()
    expect(page.locator("#r1-2 .components")).to_be_visible()
    expect(page.locator("#r1-2 summary").first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(opened: Open, scheme: str) -> None:
    page = opened(full(), color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((entry) => { entry.open = true; })")
    assert page.evaluate(CONTRAST) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 28)"}[scheme]


def test_paper_has_every_explanation_and_no_control(opened: Open) -> None:
    page = opened(full(), color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text(EXPLAINED[0])).to_be_visible()
    expect(page.locator(".search").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text(EXPLAINED[0])).to_be_hidden()


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_is_wider_than_the_window(opened: Open, width: int) -> None:
    page = opened(full(), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("shown", [empty(), complete()], ids=["empty", "complete"])
def test_little_is_shown_without_complaint(opened: Open, shown: Report) -> None:
    assert opened(shown).get_by_role("heading", level=1).count() == 1


def test_names_of_strangers_do_nothing(opened: Open) -> None:
    for name in (
        *HOSTILE,
        "'\"><img src=https://evil.example onerror=alert(1)>",
        "</template></script><svg onload=alert(1)>",
    ):
        page = opened(named(name))
        _use(page)
        assert page.locator("main :is(img, iframe, script, form, object)").count() == 0


def _use(page: Page) -> None:
    """Open everything, search and sort, so that every script has touched the name."""
    page.evaluate("document.querySelectorAll('details').forEach((entry) => { entry.open = true; })")
    page.evaluate("document.querySelectorAll('thead button, th button').forEach((button) => button.click())")
