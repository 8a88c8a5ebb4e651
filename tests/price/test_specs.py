"""The table of machine types."""

import lzma
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.price.specs import embedded_specs


def test_each_provider_has_its_own() -> None:
    assert embedded_specs("aws")["m6g.large"].arch == "arm64"
    assert embedded_specs("google")["n2-standard-4"].memory_gib == Decimal(16)
    assert embedded_specs("azurerm")["Standard_D2s_v5"].vcpu == Decimal(2)
    assert embedded_specs("hetzner") == {}


def test_what_no_source_says_is_unknown() -> None:
    unknown = [spec for spec in embedded_specs("azurerm").values() if spec.memory_gib is None]
    assert len(unknown) > 100
    assert all(spec.vcpu is not None for spec in unknown)


def test_a_shape_that_is_not_listed_is_not_made_up() -> None:
    assert "n2-custom-4-8192" not in embedded_specs("google")


@pytest.mark.parametrize("data", [b"", b"rubbish", lzma.compress(b"\xff")])
def test_damaged_data_is_an_error_of_ours(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xz").write_bytes(data)
    with pytest.raises(PriceBookError, match="cannot be read"):
        embedded_specs("aws", tmp_path / "x.xz")
