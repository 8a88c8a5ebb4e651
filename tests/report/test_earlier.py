"""An earlier result becomes the same bill again; anything else is refused with the mend."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.model import Status
from lepton_iac.report.earlier import bill_of, report_from

INFRACOST = {
    "version": "0.2",
    "currency": "USD",
    "projects": [
        {
            "name": "shop",
            "breakdown": {
                "resources": [
                    {
                        "name": "aws_instance.web",
                        "costComponents": [
                            {
                                "name": "Hours",
                                "unit": "hours",
                                "monthlyQuantity": "730",
                                "price": "0.1",
                                "monthlyCost": "73",
                            },
                            {
                                "name": "Traffic",
                                "unit": "GB",
                                "monthlyQuantity": None,
                                "price": "0.09",
                                "monthlyCost": None,
                            },
                        ],
                        "subresources": [
                            {
                                "name": "root",
                                "costComponents": [
                                    {
                                        "name": "Disk",
                                        "unit": "GB",
                                        "monthlyQuantity": "8",
                                        "price": "0",
                                        "monthlyCost": "0",
                                        "priceNotFound": True,
                                    }
                                ],
                            }
                        ],
                    }
                ]
            },
        }
    ],
}


def test_infracosts_result_is_a_bill_with_unknowns_kept() -> None:
    bill = bill_of(json.dumps(INFRACOST).encode(), "old.json", "shop")
    line = bill.by_address["aws_instance.web"]
    assert line.total == Decimal(73)
    assert [charge.status for charge in line.charges] == [Status.PRICED, Status.USAGE_UNKNOWN, Status.UNPRICED]
    assert not bill.complete


def test_a_single_project_needs_no_name() -> None:
    assert bill_of(json.dumps(INFRACOST).encode(), "old.json", "renamed").total == Decimal(73)


def test_currencies_are_never_added_up() -> None:
    other = {**INFRACOST, "currency": "EUR"}
    with pytest.raises(ReadError, match="different currencies"):
        report_from([(json.dumps(INFRACOST).encode(), "a"), (json.dumps(other).encode(), "b")])


@given(st.binary(max_size=200))
def test_garbage_ends_in_a_clear_error(content: bytes) -> None:
    with pytest.raises(LeptonError):
        bill_of(content, "old.json", "shop")
