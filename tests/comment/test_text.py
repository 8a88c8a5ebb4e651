"""Marks, the plain text, old figures that step back, and sizes as hosts count them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.comment.marker import Mark, mark_of, without_mark
from lepton_iac.comment.plain import plain
from lepton_iac.comment.size import characters, fitted
from lepton_iac.comment.superseded import folded, reduced
from lepton_iac.errors import LeptonError
from lepton_iac.report import markdown
from lepton_iac.report.options import Options
from tests.comment.texts import NOON, text
from tests.report.examples import HOSTILE, full, named

TAGS = st.text("abcXYZ019._/", min_size=1, max_size=20)
TIMES = st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants it bare


@given(TAGS, TIMES, st.booleans())
def test_a_mark_is_read_as_it_was_written(tag: str, made: datetime, superseded: bool) -> None:
    mark = Mark(tag, made, superseded)
    assert mark_of(f"{mark.hidden_line()}\r\nwords\r\n") == mark
    assert mark_of(f"words\n\n{mark.reference_line()}\n") == mark
    assert (
        without_mark(f"{mark.hidden_line()}\nwords\n") == without_mark(f"words\n\n{mark.reference_line()}") == "words"
    )


@given(st.text())
def test_any_text_has_a_mark_or_none(words: str) -> None:
    assert mark_of(words) is None
    assert mark_of(f"> {Mark('a', NOON).hidden_line()}\n{words}") is None


def test_the_reports_own_first_line_is_understood() -> None:
    mark = mark_of(markdown.render(full(), Options(tag="eu")))
    assert mark == Mark("eu", full().made)


def test_times_in_other_zones_compare() -> None:
    east = datetime(2026, 11, 23, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    early, late = Mark("a", east), Mark("a", NOON + timedelta(seconds=1))
    assert early.made == NOON < late.made


def test_plain_has_no_html_and_keeps_the_words() -> None:
    made = plain(text("github", "costs <code>a&#124;b</code> more"))
    assert made == (
        "### costs `a\\|b` more\n\n**more**\n\nbody\n\n"
        "[//]: # (lepton-iac comment tag=default made=2026-11-23T12:00:00+00:00)\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_inert_in_plain_text(name: str) -> None:
    made = plain(markdown.render(named(name)))
    assert mark_of(made) == Mark("default", named(name).made)
    outside = without_code(made)
    assert "<" not in outside
    assert "@everyone" not in outside
    assert "](" not in outside
    assert "```" not in outside


def without_code(made: str) -> str:
    """What is left when code spans are gone, by the rule that a span ends at a run of as many backticks."""
    left, position = [], 0
    while (start := made.find("`", position)) >= 0:
        left.append(made[position:start])
        run = len(made[start:]) - len(made[start:].lstrip("`"))
        fence = "`" * run
        end = start + run
        while not (made.startswith(fence, end) and made[end : end + run + 1] != fence + "`" and made[end - 1] != "`"):
            end += 1
            assert end < len(made), "a code span without an end"
        assert "\n" not in made[start:end]
        position = end + run
    return "".join([*left, made[position:]])


@given(st.text(min_size=1))
def test_a_code_span_holds_any_name(name: str) -> None:
    escaped = "".join(f"&#{ord(letter)};" for letter in name)
    assert without_code(plain(f"a <code>{escaped}</code> b")).strip().startswith("a")


def test_old_figures_fold_once_and_are_known_as_old() -> None:
    old = folded(text("gitlab"), 1_000)
    mark = mark_of(old)
    assert mark is not None
    assert mark.superseded
    assert old.count("<details>") == old.count("</details>") == 2
    assert "Older figures, of 2026-11-23 12:00 UTC" in old


def test_old_figures_that_would_be_too_long_keep_their_headline() -> None:
    old = folded(text("gitlab"), 150)
    assert "<details>" not in old
    assert "costs more" in old


def test_reduced_figures_keep_their_headline() -> None:
    old = reduced(text("bitbucket"))
    assert old.splitlines()[0].endswith("costs more")
    mark = mark_of(old)
    assert mark is not None
    assert mark.superseded


@given(st.text())
def test_characters_are_counted_as_utf_16(words: str) -> None:
    assert characters(words) == len(words.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(max_size=300), st.integers(1, 200))
def test_what_fits_fits(words: str, limit: int) -> None:
    assert characters(fitted(lambda most: words[:most], limit)) <= limit


def test_what_cannot_be_shortened_is_an_error() -> None:
    with pytest.raises(LeptonError, match="cannot hold"):
        fitted(lambda most: "x" * 50, 40)
