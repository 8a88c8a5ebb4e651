"""No comment passes its host's limit, and the total is in every one of them."""

import pytest

from lepton_iac.comment.hosts import HOSTS
from lepton_iac.comment.size import characters
from lepton_iac.units import money
from tests.comment.sizes import COUNTS, PAGE, comment, dropped, total


@pytest.mark.parametrize("host", HOSTS)
def test_the_published_sizes_are_those_sent(host: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for count in COUNTS:
        text = comment(host, count)
        assert characters(text) <= HOSTS[host].limit
        assert money(total(count)) in text
        size = f"{HOSTS[host].limit:,} | {count:,} | {characters(text):,} | {dropped(text) or 'nothing'}"
        assert f"| {host} | {size} |" in page


@pytest.mark.parametrize("limit", [700, 2_000, 5_000])
def test_details_go_before_totals(limit: int) -> None:
    text = comment("github", 1_000, limit)
    assert characters(text) <= limit
    assert money(total(1_000)) in text
    assert "assumptions" in dropped(text)
