"""Estimates against bills in the shapes that FOCUS and the three clouds export."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.cli.main import run
from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.reconcile.anomalies import anomalies
from lepton_iac.reconcile.compare import DAYS_A_MONTH, Estimate, reconcile
from lepton_iac.reconcile.identity import address_of, addresses
from lepton_iac.reconcile.ledger import Ledger, read_bills

FIRST = date(2026, 8, 3)


def _csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _focus(day: date, cost: str, resource: str = "i-0abc", **more: str) -> dict[str, str]:
    return {
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "ProviderName": "AWS",
        "ServiceName": "Amazon Elastic Compute Cloud",
        "ResourceId": resource,
        "ListCost": cost,
        "EffectiveCost": "0.01",
        "BillingCurrency": "USD",
        "ChargeCategory": "Usage",
        **more,
    }


def _estimate(address: str, monthly: str | None, low: str = "0", high: str = "0", complete: bool = True) -> Estimate:
    return Estimate(address, None if monthly is None else Decimal(monthly), Decimal(low), Decimal(high), complete)


SHAPES: Mapping[str, Mapping[str, str]] = {
    "focus": _focus(FIRST, "2.40"),
    "cur": {
        "lineItem/UsageStartDate": "2026-08-03T00:00:00Z",
        "lineItem/ProductCode": "AmazonEC2",
        "lineItem/ResourceId": "i-0abc",
        "lineItem/UnblendedCost": "1.10",
        "lineItem/CurrencyCode": "USD",
        "pricing/publicOnDemandCost": "2.40",
        "lineItem/LineItemType": "Usage",
    },
    "cur2": {
        "line_item_usage_start_date": "2026-08-03 00:00:00",
        "line_item_product_code": "AmazonEC2",
        "line_item_resource_id": "i-0abc",
        "line_item_unblended_cost": "1.10",
        "line_item_currency_code": "USD",
        "pricing_public_on_demand_cost": "2.40",
        "line_item_line_item_type": "SavingsPlanCoveredUsage",
    },
    "azure": {
        "Date": "08/03/2026",
        "MeterCategory": "Virtual Machines",
        "ResourceId": "/subscriptions/S/resourceGroups/RG/providers/x/VM",
        "CostInBillingCurrency": "1.1",
        "BillingCurrency": "USD",
        "PayGPrice": "0.1",
        "Quantity": "24",
        "ChargeType": "Usage",
    },
    "google": {
        "usage_start_time": "2026-08-03 00:00:00 UTC",
        "service.description": "Compute Engine",
        "resource.global_name": "//compute.googleapis.com/projects/p/zones/z/instances/web",
        "cost": "1.1",
        "currency": "USD",
        "cost_at_list": "2.40",
        "cost_type": "regular",
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_export_gives_its_list_cost(tmp_path: Path, shape: str) -> None:
    ledger = read_bills([_csv(tmp_path / "bill.csv", [SHAPES[shape]])])
    (costs,) = ledger.days.values()
    assert costs == {FIRST: Decimal("2.40")}
    assert ledger.at_list
    assert ledger.currency == "USD"


def test_the_same_bill_as_csv_gzip_json_lines_and_parquet(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = [_focus(FIRST + timedelta(days=number), f"{number}.5") for number in range(5)]
    plain = _csv(tmp_path / "bill.csv", rows)
    packed = tmp_path / "bill.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    lines = tmp_path / "bill.json"
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    columns = tmp_path / "bill.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), columns)
    bills = [read_bills([path]).days for path in (plain, packed, lines, columns)]
    assert bills == [bills[0]] * 4


def test_tax_credits_and_purchases_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [_focus(FIRST, "5"), _focus(FIRST, "9", ChargeCategory="Tax"), _focus(FIRST, "-3", ChargeCategory="Credit")]
    ledger = read_bills([_csv(tmp_path / "bill.csv", rows)])
    assert [sum(days.values()) for days in ledger.days.values()] == [5]
    assert ledger.left_out == {"Tax": 1, "Credit": 1}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (_focus(FIRST, "5", BillingCurrency="EUR"), "two currencies"),
        (_focus(FIRST, "NaN"), "not a number"),
        ({**_focus(FIRST, "5"), "ChargePeriodStart": "soon"}, "not a day"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, row: Mapping[str, str], words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        read_bills([_csv(tmp_path / "bill.csv", [_focus(FIRST, "5"), row])])
    assert caught.value.where.endswith("bill.csv:3")


@given(st.binary(max_size=300))
def test_garbage_is_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bill") / "bill.csv"
    path.write_bytes(data)
    with pytest.raises(LeptonError):
        read_bills([path])


def _ledger(costs: Mapping[str, Sequence[str]]) -> Ledger:
    ledger = Ledger(currency="USD")
    for resource, days in costs.items():
        for number, cost in enumerate(days):
            ledger.days["aws", "EC2", resource][FIRST + timedelta(days=number)] += Decimal(cost)
    return ledger


KNOWN = {("aws", "i-1"): "aws_instance.a", ("aws", "i-2"): "aws_instance.b"}


def test_error_bias_and_coverage_by_hand() -> None:
    """Two resources at 1 and 3 a day: a month is 30.4167 and 91.25; estimates 40 and 80 err by 9.5833 and 11.25."""
    ledger = _ledger({"i-1": ["1"] * 10, "i-2": ["3"] * 10, "i-9": ["2"] * 10})
    estimates = [_estimate("aws_instance.a", "40", "20", "45"), _estimate("aws_instance.b", "80", "70", "90")]
    (service,) = reconcile(ledger, estimates, KNOWN).services
    month = DAYS_A_MONTH
    assert service.billed == pytest.approx(6 * month)
    assert service.matched == pytest.approx(4 * month)
    assert service.bias == pytest.approx((120 - 4 * month) / (4 * month))
    assert service.error == pytest.approx((40 - month + 3 * month - 80) / (4 * month))
    assert service.coverage == Decimal("0.5")


def test_what_to_fix_names_usage_strangers_and_what_never_came() -> None:
    ledger = _ledger({"i-1": ["5"] * 10, "i-9": ["2"] * 10})
    estimates = [_estimate("aws_instance.a", "40", complete=False), _estimate("aws_instance.b", "80")]
    found = reconcile(ledger, estimates, KNOWN)
    assert [fix.split(";")[0].split(":")[0] for fix in found.fixes] == ["aws_instance.a", "aws_instance.b", "EC2"]
    assert "declare or measure its usage" in found.fixes[0]
    assert [one.address for one in found.missing] == ["aws_instance.b"]


def test_drift_shows_by_month() -> None:
    days = ["1"] * 29 + ["2"] * 30
    found = reconcile(_ledger({"i-1": days}), [_estimate("aws_instance.a", str(DAYS_A_MONTH))], KNOWN)
    assert found.months == {"2026-08": pytest.approx(0), "2026-09": pytest.approx(Decimal("-0.5"))}


def test_a_day_out_of_the_ordinary_is_found_with_its_address_and_the_weekend_is_not() -> None:
    week = ["100", "102", "98", "101", "99", "20", "21"]
    noise = [str(Decimal(cost) + number % 3) for number, cost in enumerate(week * 9)]
    noise[52] = "400"
    ledger = _ledger({"i-1": noise, "i-2": ["5"] * 63})
    (found,) = anomalies(ledger, KNOWN)
    assert (found.day, found.address) == (FIRST + timedelta(days=52), "aws_instance.a")
    assert found.score is not None
    assert found.score > Decimal("3.5")


def test_a_new_resource_is_an_anomaly_even_where_all_days_were_alike() -> None:
    ledger = _ledger({"i-1": ["10"] * 40, "i-2": ["0"] * 30 + ["50"] * 10})
    found = anomalies(ledger, KNOWN)
    assert {one.address for one in found} == {"aws_instance.b"}


def test_identifiers_are_matched_whole_and_a_shared_one_names_nobody() -> None:
    from lepton_iac.model import Resource

    def resource(address: str, **attributes: str) -> Resource:
        return Resource(address, "aws_instance", "x", "aws", attributes)

    known = addresses([resource("a", id="i-0001", name="web"), resource("b", id="i-0002", name="web")])
    assert address_of(known, "aws", "arn:aws:ec2:eu-west-1:1:instance/i-0001") == "a"
    assert address_of(known, "aws", "web") is None
    assert address_of(known, "azurerm", "i-0001") is None


def test_the_command_says_it_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = {
        "format_version": "1.0",
        "terraform_version": "1.9.0",
        "values": {
            "root_module": {
                "resources": [
                    {
                        "address": "aws_instance.web",
                        "mode": "managed",
                        "type": "aws_instance",
                        "name": "web",
                        "provider_name": "registry.terraform.io/hashicorp/aws",
                        "values": {"id": "i-0abc", "instance_type": "t3.micro", "availability_zone": "us-east-1a"},
                    }
                ]
            }
        },
    }
    (tmp_path / "state.json").write_text(json.dumps(state), encoding="utf-8")
    bill = str(tmp_path / "bill.json")
    assert run(["breakdown", str(tmp_path / "state.json"), "--format", "json", "--out", bill]) == 0
    rows = [_focus(FIRST + timedelta(days=number), "0.2496") for number in range(30)]
    focus = str(_csv(tmp_path / "focus.csv", rows))
    capsys.readouterr()
    assert run(["reconcile", focus, "--estimate", bill, "--stack", str(tmp_path / "state.json")]) == 0
    said = capsys.readouterr().out
    assert "2026-08-03 to 2026-09-01, 30 days: $7.59 a month of 730 hours, at list prices" in said
    assert "Amazon Elastic Comput…" in said
