"""Sorting and searching, with the mouse and the keyboard, up to 5,000 resources."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from lepton_iac.model import Bill, Project, Report, Stack
from tests.browser.conftest import Open
from tests.report.examples import full, gaps, report, web

MANY = 5_000


def big() -> Report:
    """Thousands of resources over 40 modules, some without a cost."""
    kinds = (web("m5.large", "0.1"), web("m5.2xlarge", "0.4"), gaps()[0])
    lines = tuple(
        replace(line, resource=replace(line.resource, address=f"module.m{place % 40}.{line.resource.type}.r{place}"))
        for place in range(MANY)
        for line in (kinds[place % 3],)
    )
    return report(Project("big", Stack(()), Bill(lines)))


def values(page: Page) -> list[str | None]:
    rows = page.locator("#r1 > tbody > tr > td:last-child").all()
    return [row.get_attribute("data-value") for row in rows]


def test_sorting_puts_the_dearest_first_and_the_unknown_last(opened: Open) -> None:
    page = opened(full())
    header = page.locator("#r1 thead").get_by_role("button", name="Per month")
    header.click()
    known = [float(value) for value in values(page) if value]
    assert known == sorted(known, reverse=True)
    assert values(page)[-1] == ""
    expect(page.locator("#r1 th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    header.focus()
    page.keyboard.press("Enter")
    known = [float(value) for value in values(page) if value]
    assert known == sorted(known)
    assert values(page)[-1] == ""
    expect(page.locator("#r1 th[aria-sort]")).to_have_attribute("aria-sort", "ascending")


def test_search_says_how_many_it_found_and_forgets_when_cleared(opened: Open) -> None:
    page = opened(full())
    box = page.get_by_role("searchbox", name="Search resources")
    said = page.locator(".search[data-table=r1]").get_by_role("status")
    box.press_sequentially("s3 eu-west")
    expect(said).to_have_text("1 of 7 found")
    expect(page.locator("#r1 > tbody > tr")).to_have_count(1)
    expect(page.locator("#r1-2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(said).to_have_text("")
    expect(page.locator("#r1 > tbody > tr")).to_have_count(7)


def test_a_bar_finds_the_resources_behind_it(opened: Open) -> None:
    page = opened(full())
    page.get_by_role("button", name="aws ec2").click()
    expect(page.get_by_role("searchbox", name="Search resources")).to_be_focused()
    expect(page.locator("#r1 > tbody > tr")).to_have_count(1)
    expect(page.locator("#r1-1")).to_be_visible()


def test_thousands_of_resources_stay_fluid(opened: Open) -> None:
    page = opened(big())
    assert page.locator("#r1 > tbody:first-of-type > tr").count() == 200
    took = page.evaluate("""async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const box = document.getElementById("r1-s");
      const times = [];
      for (const words of ["r499", "module.m3. m5", ""]) {
        const start = performance.now();
        box.value = words;
        box.dispatchEvent(new Event("input"));
        await new Promise((done) => setTimeout(done, 121));
        await frame();
        times.push(performance.now() - start);
      }
      for (const button of document.querySelectorAll("#r1 thead button")) {
        const start = performance.now();
        button.click();
        await frame();
        times.push(performance.now() - start);
      }
      return times;
    }""")
    print(f"search and sort, ms: {[round(value) for value in took]}")
    assert max(took) < 3_000


def test_more_rows_come_when_asked_and_the_focus_goes_on(opened: Open) -> None:
    page = opened(big())
    page.get_by_role("button", name=f"Show 200 more of {MANY - 200:d}").press("Enter")
    expect(page.locator("#r1 > tbody:first-of-type > tr")).to_have_count(400)
    expect(page.locator("#r1-201 summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#r1-201 .components")).to_be_visible()


def test_a_row_far_down_is_found_by_its_address(opened: Open) -> None:
    page = opened(big())
    page.goto(f"{page.url}#r1-{MANY}")
    page.reload()
    expect(page.locator(f"#r1-{MANY} > th > details")).to_have_attribute("open", "")
    expect(page.locator(f"#r1-{MANY}")).to_be_in_viewport()


def test_without_scripts_every_row_is_there(opened: Open) -> None:
    page = opened(big(), java_script_enabled=False)
    expect(page.locator(f"#r1-{MANY}")).to_be_visible()
    expect(page.locator(".search").first).to_be_hidden()
