"""The terminal page: its width, its words for gaps, its errors."""

import pytest
from rich.cells import cell_len

from lepton_iac.errors import LeptonError
from lepton_iac.report import table
from lepton_iac.report.options import Options, View
from lepton_iac.report.table.layout import padded, wrapped
from tests.report.examples import full, named


@pytest.mark.parametrize("width", [60, 80, 133])
@pytest.mark.parametrize("name", ["plain", "日本語のリソース" * 20, "x" * 10_000, "a b " * 60])
def test_every_line_fits(width: int, name: str) -> None:
    for report in (full(), named(name)):
        page = table.render(report, Options(width=width, views=tuple(View)))
        assert max(cell_len(line) for line in page.split("\n")) <= width


def test_gaps_are_words_and_totals_say_at_least() -> None:
    page = table.render(full())
    assert "cost depends on usage: $0.20 per 1M requests" in page
    assert "730 hours, not priced: the price book has no row for it" in page
    assert "at least $1,688.04" in page
    assert "$0.00\n" not in page


def test_explain_of_an_unknown_address_is_an_error() -> None:
    with pytest.raises(LeptonError, match="no resource of the bill"):
        table.render(full(), Options(views=(View.EXPLAIN,), address="aws_instance.\x1bnone"))


def test_explain_of_one_address_tells_only_that() -> None:
    page = table.render(full(), Options(views=(View.EXPLAIN,), address="aws_s3_bucket.logs"))
    assert "51,200 GB × $0.023 = $1,177.60" in page
    assert "aws_lambda_function" not in page


def test_plain_page_has_no_escapes() -> None:
    assert "\x1b" not in table.render(full(), Options(hyperlinks=True, views=tuple(View)))
    assert "\x1b" in table.render(full(), Options(colour=True))


def test_links_lead_only_to_https_and_cannot_end_early() -> None:
    options = Options(colour=True, hyperlinks=True, views=(View.EXPLAIN, View.FINDINGS))
    assert "\x1b]8;;" not in table.render(named("javascript:alert(1)"), options)
    page = table.render(named("https://x/\x1b]0;owned\x07"), options)
    assert "\x1b]8;;https://x/%1B]0;owned%07\x1b\\" in page


def test_wrapping_counts_cells_and_loses_nothing() -> None:
    assert wrapped("ab cd ef", 5) == ["ab cd", "ef"]
    assert wrapped("日本語", 4) == ["日本", "語"]
    assert wrapped("abcdef", 4, 2) == ["ab", "cd", "ef"]
    assert wrapped("", 4) == [""]
    assert padded("日本語", 4) == "日…" + " " * (4 - cell_len("日…"))
