"""Facts of the instance list."""

from pathlib import Path

import pytest

from lepton_iac.model import Unknown
from lepton_iac.price.book import open_book
from lepton_iac.price.facts import spec_fact


@pytest.mark.parametrize("written", ["Standard_B1s", "standard_b1s", "STANDARD_B1S"])
def test_the_case_of_a_machine_type_does_not_matter(written: str, tmp_path: Path) -> None:
    assert spec_fact(open_book(tmp_path))("azurerm", written, "sku") == "Standard_B1s"


def test_a_machine_type_nobody_lists_is_unknown(tmp_path: Path) -> None:
    assert isinstance(spec_fact(open_book(tmp_path))("azurerm", "Standard_Nope", "vcpu"), Unknown)
