"""The worked example: three suppliers, two of the same cost."""

from decimal import Decimal

import pytest

from lepton_iac.optimize.allocate import Supplier, allocate

A = Supplier("A", 100, Decimal("0.10"))
B = Supplier("B", 80, Decimal("0.12"))
C = Supplier("C", 120, Decimal("0.08"))


def test_b_and_c_tie_and_fewer_units_win() -> None:
    found = allocate([A, B, C])
    assert found.costs == {"A": Decimal("10.00"), "B": Decimal("9.60"), "C": Decimal("9.60")}
    assert found.chosen is B
    assert found.tied == ("C",)
    assert "as C would" in found.why


def test_the_order_of_suppliers_does_not_matter() -> None:
    assert allocate([C, B, A]).chosen is allocate([A, C, B]).chosen is B


def test_of_equal_units_the_name_decides() -> None:
    twin = Supplier("AA", 80, Decimal("0.12"))
    assert allocate([B, twin]).chosen is twin


def test_a_clear_winner_is_not_called_a_tie() -> None:
    found = allocate([A, C])
    assert (found.chosen, found.tied) == (C, ())
    assert "would" not in found.why


def test_nobody_to_serve_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        allocate([])
