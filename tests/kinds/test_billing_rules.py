"""Every billing rule that people get wrong has an example that proves it, in the file of its type.

``billing_rules.csv`` names rule, type and words of the example's title; the examples themselves are held in
``test_examples.py`` against the embedded prices.
"""

import csv
from pathlib import Path

import pytest

from lepton_iac.kinds.load import spec_of
from lepton_iac.kinds.world import provider_of

with Path(__file__).with_name("billing_rules.csv").open(encoding="utf-8", newline="") as stream:
    RULES = [(row["rule"], row["type"], row["example"]) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(("rule", "type_name", "words"), RULES, ids=[rule for rule, _, _ in RULES])
def test_a_rule_has_its_example(rule: str, type_name: str, words: str) -> None:
    spec = spec_of(provider_of(type_name), type_name)
    assert spec is not None, rule
    shown = [example for example in spec.examples if words in example.title]
    assert shown, f"{rule}: {type_name} has no example {words!r}"
    assert spec.source.startswith("https://")


def test_no_rule_stands_twice() -> None:
    assert len({rule for rule, _, _ in RULES}) == len(RULES)
