"""The comment fits its limit, starts with its marker and keeps its totals."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.model import Bill, Change, Disruption, Project, Proposal, Report, ResourceBill, Stack, Status
from lepton_iac.report import markdown
from lepton_iac.report.options import Options
from tests.report.examples import MADE, charge, complete, full, report, resource


def server(price: str) -> Bill:
    usage = charge("Usage", "hours", "730", price)
    return Bill((ResourceBill(resource("aws_instance.a"), Status.PRICED, (usage,)),))


def verdict(prior: Bill | None, bill: Bill) -> str:
    made = markdown.render(report(Project("p", Stack(()), bill, prior)))
    return made.split("\n")[1]


def test_marker_comes_first() -> None:
    first = markdown.render(full(), Options(tag="eu")).split("\n")[0]
    assert first == f"<!-- lepton-iac comment tag=eu made={MADE.isoformat()} -->"


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=900, max_value=20_000))
def test_limit_is_kept_and_totals_stay(limit: int) -> None:
    made = markdown.render(full(), Options(max_characters=limit))
    assert len(made) <= limit
    assert "at least $1,688.04 per month" in made
    assert "+$1,148.32 and +$1,726.22" in made
    assert ("Left out for length" in made) == (made != markdown.render(full()).replace("\n\n\n", "\n\n"))


def test_detail_goes_before_gates_and_savings() -> None:
    made = markdown.render(full(), Options(max_characters=2_000, gates=(("a limit", False),)))
    assert "a limit" in made
    assert "Safe savings" in made
    assert "What changes in" not in made


def test_limit_too_small_for_the_totals_is_an_error() -> None:
    with pytest.raises(LeptonError, match="cannot hold the totals"):
        markdown.render(full(), Options(max_characters=100))


def test_thousands_of_projects_fit() -> None:
    many = replace(full(), projects=full().projects * 1_000)
    made = markdown.render(many, Options(max_characters=32_768))
    assert len(made) <= 32_768
    assert "980 more projects" in made


def test_verdicts() -> None:
    assert (
        verdict(server("1"), server("2"))
        == "### The monthly cost rises by **$730.00** (+100%) to **$1,460.00 per month**"
    )
    assert (
        verdict(server("2"), server("1"))
        == "### The monthly cost falls by **$730.00** (-50.0%) to **$730.00 per month**"
    )
    assert verdict(server("1"), server("1")) == "### The monthly cost does not change: **$730.00 per month**"
    assert verdict(None, server("1")) == "### Costs **$730.00 per month**"


def test_no_project_is_nothing() -> None:
    assert "### Costs **$0.00 per month**" in markdown.render(report())


def test_savings_that_lose_data_are_not_offered() -> None:
    made = markdown.render(full())
    assert "$8.00 | <code>aws_ebs_volume.spare</code>" not in made
    assert "$40.00 | <code>aws_s3_bucket.logs</code>" in made
    assert "1 that would replace a resource or lose data" in made


def test_only_the_largest_savings_are_shown() -> None:
    changes = tuple(
        Change("r", f"aws_instance.i{size}", "k", "a", "b", Decimal(size), Disruption.ONLINE, "w") for size in range(9)
    )
    project = replace(complete().projects[0], proposal=Proposal(changes))
    made = markdown.render(report(project))
    assert "aws_instance.i8" in made
    assert "aws_instance.i3" not in made
    assert "Not shown: 4 smaller." in made


def test_gates_show_breaches_first() -> None:
    made = markdown.render(full(), Options(gates=(("held one", True), ("broken one", False))))
    assert made.index("broken one") < made.index("held one")


def test_reports_of_nothing_unknown_have_no_list_of_gaps() -> None:
    found: Report = complete()
    assert "Not in the totals" not in markdown.render(found)
