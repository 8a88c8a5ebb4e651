"""The page needs nothing but itself."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from lepton_iac.model import Bill, Project, Stack
from lepton_iac.report import html
from lepton_iac.report.html.group import groups
from tests.report.examples import full, named, report, web

PAGE = html.render(full())


def test_policy_allows_exactly_the_style_and_script_of_the_page() -> None:
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', PAGE)[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (text,) = re.findall(f"(?s)<{tag}>(.*?)</{tag}>", PAGE)
        assert f"{tag}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_loaded_and_nothing_is_inline() -> None:
    body = PAGE[PAGE.index("<body>") :]
    assert not re.findall(r"<(?:img|iframe|link|object|embed|form|base)\b", PAGE)
    assert not re.findall(r"<[^>]+\s(?:style|src|on\w+)=", body)
    assert not re.findall(r"@import|url\(", PAGE)


def test_tables_are_readable_by_a_screen_reader() -> None:
    for text in re.findall(r"(?s)<table.*?</table>", PAGE):
        assert "<caption>" in text
        assert "<th>" not in text
    assert 'lang="en"' in PAGE
    (named,) = re.findall(r'<svg[^>]+role="img" aria-labelledby="([^"]+)"', PAGE)
    assert [re.search(rf'<(title|desc) id="{key}">[^<]+<', PAGE) is not None for key in named.split()] == [True, True]


def test_links_are_https_only() -> None:
    page = html.render(named("javascript:alert(1)"))
    assert not re.findall(r'href="(?!https://|#)', page)


def test_many_resources_keep_their_explanation_until_opened() -> None:
    line = web("m5.large", "0.1")
    lines = tuple(
        replace(line, resource=replace(line.resource, address=f"aws_instance.i{place}"))
        for place in range(html.MANY + 1)
    )
    page = html.render(report(Project("big", Stack(()), Bill(lines))))
    assert page.count("<template>") == len(lines)
    assert "<template>" not in PAGE


def test_rows_of_a_long_table_are_laid_out_when_asked_for() -> None:
    line = web("m5.large", "0.1")
    lines = tuple(
        replace(line, resource=replace(line.resource, address=f"aws_instance.i{place}"))
        for place in range(html.PAGE_ROWS + 7)
    )
    page = html.render(report(Project("big", Stack(()), Bill(lines))))
    assert page.partition('<tbody class="later">')[2].count('<tr id="r1-') == 7
    assert '<tbody class="later">' not in PAGE


def test_a_change_leads_to_the_row_that_explains_it() -> None:
    for place in re.findall(r'href="#(r1-\d+)"', PAGE):
        assert f'<tr id="{place}"' in PAGE
    assert PAGE.count('href="#r1-') == 2


def test_bars_know_the_words_that_find_their_resources() -> None:
    found = {bar.find for group in groups(full().projects[0].bill) for bar in group.bars}
    assert {"aws s3", "aws_instance", "module.web", "team web", ""} <= found


def test_totals_over_nothing_are_not_zero() -> None:
    assert "Total of what is compared" in PAGE
    assert "Total of what is compared" not in html.render(named("plain"))
