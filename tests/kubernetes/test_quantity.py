"""The quantity grammar of Kubernetes, https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.kubernetes.quantity import quantity

POWERS = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15}


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("500m", "0.5"), ("0.1", "0.1"), (2, "2"), ("1Ki", "1024"), ("1.5Gi", "1610612736"), ("1e3", "1000"),
        ("1E3", "1000"), ("1E", "1000000000000000000"), ("2.", "2"), (".5", "0.5"), ("+1", "1"), ("12e-1", "1.2"),
        ("100u", "0.0001"), ("5n", "0.000000005"), (Decimal("0.25"), "0.25"),
    ],
)  # fmt: skip
def test_every_form_of_the_grammar(text: str | int | Decimal, exact: str) -> None:
    assert quantity(text) == Decimal(exact)


@pytest.mark.parametrize(
    "text", ["", "1g", "1KI", "1 Gi", "Gi", "1e", "1e3Ki", "-1", "nan", "1_0", "16E", True, None, []]
)
def test_nothing_else(text: object) -> None:
    with pytest.raises(ValueError, match=r"quantity|bounds"):
        quantity(text)


@given(st.integers(0, 10**6), st.sampled_from(sorted(POWERS)))
def test_a_decimal_suffix_is_its_exponent(number: int, suffix: str) -> None:
    if number * 10 ** POWERS[suffix] < 2**63:
        assert quantity(f"{number}{suffix}") == quantity(f"{number}e{POWERS[suffix]}") == number * 10 ** POWERS[suffix]


@given(st.integers(0, 10**9))
def test_a_thousand_thousandths_are_one(number: int) -> None:
    assert quantity(f"{number}m") * 1000 == quantity(number)
    assert quantity(f"{number}Ki") == 1024 * quantity(str(number))


@given(st.text(max_size=40))
def test_garbage_is_refused_or_a_number(text: str) -> None:
    try:
        assert 0 <= quantity(text) < 2**63
    except ValueError:
        return
