"""Every rule on its fixture: what it changes is written, priced and final; what it must leave alone stays as it is."""

from pathlib import Path

import pytest

from lepton_iac.kinds.apply import apply
from lepton_iac.model import DISRUPTION_ORDER
from lepton_iac.optimize import rules
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.rules import RULES
from lepton_iac.price.book import Book, open_book
from lepton_iac.write import rewrite
from tests.optimize.rules.fixture_case import FIXTURES, case_of, market_of, run, stack_of

CHANGING = sorted(rule.name for rule in RULES if not rule.notes_only)
NOTING = sorted(rule.name for rule in RULES if rule.notes_only)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_a_rule_names_its_source_in_its_own_file(rule: Rule) -> None:
    files = [file.read_text(encoding="utf-8") for file in Path(rules.__path__[0]).glob("*.py")]
    own = [text for text in files if f'"{rule.name}"' in text]
    assert len(own) == 1
    assert rule.source in own[0].split('"""')[1]


def test_there_are_enough_rules_and_most_of_them_change_something() -> None:
    assert len(RULES) >= 40
    assert len(CHANGING) >= 34


@pytest.mark.parametrize("name", CHANGING)
def test_the_rule_writes_what_the_fixture_says(name: str, book: Book) -> None:
    case = case_of(name)
    stack = stack_of(case.before)
    changes, _ = run(case, stack, market_of(stack, case, book))
    assert changes, "the rule found nothing"
    patch = rewrite(case.before, stack, changes)
    assert [refusal.reason for refusal in patch.refused] == []
    assert patch.results["main.tf"].decode("utf-8") == (case.after / "main.tf").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CHANGING)
def test_the_saving_is_what_the_bill_says(name: str, book: Book) -> None:
    case = case_of(name)
    stack = stack_of(case.before)
    market = market_of(stack, case, book)
    changes, _ = run(case, stack, market)
    worst = DISRUPTION_ORDER.index(case.rule.disruption)
    for change in changes:
        assert change.rule == name
        assert change.source.startswith("https://")
        assert change.saving > 0
        if case.rule.stage not in {Stage.SIZE, Stage.GENERATION}:  # there the type file's knob says it
            assert DISRUPTION_ORDER.index(change.disruption) <= worst
    if not case.rule.expected:
        promised = sum(change.saving for change in changes)
        assert market.bill.total - market.rebill(apply(stack, changes)).total == promised


@pytest.mark.parametrize("name", CHANGING)
def test_the_rule_is_content_with_what_it_wrote(name: str, book: Book) -> None:
    case = case_of(name)
    stack = stack_of(case.after)
    changes, _ = run(case, stack, market_of(stack, case, book))
    if case.rule.stage is not Stage.SIZE:  # the same shares of something smaller are less
        assert changes == []


@pytest.mark.parametrize("name", NOTING)
def test_a_rule_that_only_notes_says_why(name: str, book: Book) -> None:
    case = case_of(name)
    stack = stack_of(case.before)
    changes, notes = run(case, stack, market_of(stack, case, book))
    assert changes == []
    assert [note.where for note in notes] == case.told["noted"]
    assert all(note.text.startswith(f"{name}: ") for note in notes)


@pytest.mark.parametrize("name", CHANGING)
def test_a_fixture_shows_what_is_left_alone_too(name: str) -> None:
    assert "# stays: " in (FIXTURES / name / "before" / "main.tf").read_text(encoding="utf-8")
