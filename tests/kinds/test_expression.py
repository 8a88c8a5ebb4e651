"""The closed expression language: exact, contagious about unknowns, and closed."""

import contextlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import SpecError
from lepton_iac.kinds.expression import Scope, parse, template
from lepton_iac.model import Unknown


def scope(**values: Any) -> Scope:
    return Scope(lambda name: values.get(name, Unknown(f"{name} is not known")), {"known": lambda name: name in values})


def test_numbers_are_exact() -> None:
    assert parse("0.1 + 0.2")(scope()) == Decimal("0.3")


def test_whole_numbers_divide_exactly() -> None:
    assert parse("1 / 8 * rate")(scope(rate=Decimal("0.1"))) == Decimal("0.0125")


def test_dotted_names_are_usage_keys() -> None:
    assert parse("usage.standard.storage_gb * 2").names == {"usage.standard.storage_gb"}


def test_unknown_is_contagious() -> None:
    value = parse("a + b")(scope(a=1))
    assert value == Unknown("b is not known")


def test_known_asks_without_needing() -> None:
    assert parse("1 if known(a) else 2")(scope()) == 2
    assert parse("known(a)").asks == {"a"}


def test_types_that_do_not_fit_are_unknown_not_zero() -> None:
    assert isinstance(parse("a * 2")(scope(a=None)), Unknown)


@pytest.mark.parametrize("text", ["__import__('os')", "open('x')", "a.__class__()", "1 +", "lambda: 1", "(1).real"])
def test_the_language_is_closed(text: str) -> None:
    with pytest.raises(SpecError):
        parse(text)


def test_template_fills_places() -> None:
    assert template("db.{size} ({number(n)})")(scope(size="m5", n="3")) == "db.m5 (3)"
    assert template("{a}")(scope()) == Unknown("a is not known")


@given(st.text(max_size=40))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(SpecError):
        assert parse(text).text == text


def test_lists_are_walked_side_by_side() -> None:
    disks = {"kinds": ["SCRATCH", "PERSISTENT"], "sizes": [375, 10]}
    assert parse("sum([size for kind, size in zip(kinds, sizes) if kind == 'SCRATCH'])")(scope(**disks)) == 375
