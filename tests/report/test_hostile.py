"""Names written by strangers stay text in every format."""

import csv
import io
import json
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from lepton_iac.report import escape
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, View
from tests.report.examples import HOSTILE, named

SIGNS = st.text(st.sampled_from("<>&\"'`|*_[]()!@#:~$\\{}=+- \n\r\t\x1b\u202e%x/"), min_size=1, max_size=30)
NAMES = st.one_of(st.sampled_from(HOSTILE), SIGNS, st.text(min_size=1, max_size=40)).filter(
    lambda name: not name.startswith("https://")
)
TAGS = st.one_of(st.text(), st.text(st.sampled_from("ab-/.%2D"), max_size=6))
ALL = Options(views=tuple(View), tag="--> @x")
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", data))


def shape(page: str) -> list[tuple[str, ...]]:
    parser = Shape()
    parser.feed(page)
    return parser.elements


def markdown_shape(comment: str) -> list[tuple[str, ...]]:
    return shape(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(comment))


HTML_SHAPE = shape(FORMATS["html"](named("plain"), ALL))
MARKDOWN_SHAPE = markdown_shape(FORMATS["markdown"](named("plain"), ALL))


@slow
@given(NAMES)
def test_html_keeps_its_shape(name: str) -> None:
    assert shape(FORMATS["html"](named(name), ALL)) == HTML_SHAPE


@slow
@given(NAMES)
def test_markdown_keeps_its_shape(name: str) -> None:
    comment = FORMATS["markdown"](named(name), ALL)
    assert markdown_shape(comment) == MARKDOWN_SHAPE
    assert "@" not in comment
    assert "](" not in comment


@slow
@given(NAMES)
def test_terminal_sees_no_control_and_no_line_too_wide(name: str) -> None:
    for fmt in ("table", "compact"):
        page = FORMATS[fmt](named(name), ALL)
        assert not [sign for sign in page if sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}]
        assert "\u202e" not in page
    assert max(cell_len(line) for line in FORMATS["table"](named(name), ALL).split("\n")) <= 80


@slow
@given(NAMES)
def test_spreadsheet_sees_no_formula(name: str) -> None:
    for fmt in ("csv", "focus"):
        rows = list(csv.reader(io.StringIO(FORMATS[fmt](named(name), ALL), newline="")))
        cells = [cell for row in rows for cell in row]
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "-", "\t", "\r"))]


@slow
@given(NAMES)
def test_machine_formats_stay_well_formed(name: str) -> None:
    for fmt in ("json", "sarif", "code-quality", "slack"):
        made = FORMATS[fmt](named(name), ALL)
        json.loads(made)
        assert made.isascii()
    ET.fromstring(FORMATS["junit"](named(name), ALL).encode())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("hostile", range(len(HOSTILE)))
def test_every_format_can_be_encoded(name: str, hostile: int) -> None:
    assert FORMATS[name](named(HOSTILE[hostile]), ALL).encode("utf-8")


def test_json_keeps_the_name_exactly() -> None:
    for name in HOSTILE:
        assert json.loads(FORMATS["json"](named(name), ALL))["projects"][0]["name"] == name


def test_slack_mentions_are_inert() -> None:
    assert "<!channel>" not in FORMATS["slack"](named("<!channel>"), ALL)


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_visible_text_is_short_and_says_what_it_hides(text: str, limit: int) -> None:
    assert len(escape.visible(text, limit)) <= limit
    assert escape.visible("a\x1bb\u202ec\nd") == "a\\x1bb\\u202ec\\nd"


@given(st.text())
def test_visible_text_stays_as_it_is(text: str) -> None:
    once = escape.visible(text, 10_000)
    assert escape.visible(once, 10_000) == once


def test_marker_cannot_be_closed_by_the_tag() -> None:
    first = FORMATS["markdown"](named("plain"), ALL).split("\n")[0]
    assert first == "<!-- lepton-iac comment tag=-%2D%3E%20%40x made=2026-11-23T12:00:00+00:00 -->"


@settings(max_examples=30, deadline=None)
@given(TAGS, TAGS)
def test_no_two_tags_become_one(tag: str, other: str) -> None:
    marks = [FORMATS["markdown"](named("plain"), Options(tag=name)).split("\n")[0] for name in (tag, other)]
    assert (marks[0] == marks[1]) == (tag == other or {tag, other} == {"", "default"})
    assert "--" not in marks[0].removeprefix("<!--").removesuffix("-->")
