"""`lepton-iac prices` as users run it, against local servers and a stand-in for the Infracost command."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.cli.main import run

MACHINE: dict[str, Any] = {
    "currencyCode": "USD",
    "tierMinimumUnits": 0.0,
    "retailPrice": 0.5,
    "armRegionName": "westeurope",
    "skuName": "D2s v3",
    "armSkuName": "Standard_D2s_v3",
    "productName": "Virtual Machines DSv3 Series",
    "serviceName": "Virtual Machines",
    "unitOfMeasure": "1 Hour",
    "type": "Consumption",
    "meterName": "D2s v3",
}
UPDATE = ["prices", "update", "--cloud", "azure", "--region", "westeurope", "--service", "Virtual Machines"]
PLAN = {
    "format_version": "1.2",
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": f"{kind}.{name}",
                    "mode": "managed",
                    "type": kind,
                    "name": name,
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "values": values,
                }
                for kind, name, values in (
                    ("aws_nat_gateway", "a", {}),
                    ("aws_ebs_volume", "b", {"type": "gp2", "size": 100, "availability_zone": "us-east-1a"}),
                    ("aws_iam_role", "c", {}),
                )
            ]
        }
    },
    "configuration": {
        "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}}
    },
}
THEIRS = {
    "version": "0.2",
    "currency": "USD",
    "projects": [
        {
            "name": "p",
            "breakdown": {
                "resources": [
                    {
                        "name": "aws_ebs_volume.b",
                        "resourceType": "aws_ebs_volume",
                        "costComponents": [
                            {
                                "name": "Storage (general purpose SSD, gp2)",
                                "unit": "GB",
                                "monthlyQuantity": "100",
                                "price": "0.11",
                                "monthlyCost": "11",
                            }
                        ],
                    }
                ]
            },
        }
    ],
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEPTON_IAC_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN))
    return path


def infracost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a command named infracost first on the path."""
    script = tmp_path / "bin" / "infracost"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")


def test_update_diff_and_info(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEPTON_IAC_AZURE_PRICES_URL", httpserver.url_for(""))
    odd = {**MACHINE, "productName": "Cloud Services Dv3"}
    httpserver.expect_request("/api/retail/prices").respond_with_json({"Items": [MACHINE, odd], "NextPageLink": None})
    assert run(UPDATE) == 0
    said = capsys.readouterr().out
    assert "1 prices in use" in said
    assert "1  Azure Virtual Machines: Cloud Services Dv3" in said
    assert run(["prices", "diff", "embedded", "current"]) == 0
    said = capsys.readouterr().out
    assert (
        "changed: azurerm vm linux Standard_D2s_v3 on_demand westeurope: 0.12 -> 0.5 USD per hours (+316.7 %)" in said
    )
    assert run(["prices", "info"]) == 0
    assert "refreshed: edition 20260921T" in capsys.readouterr().out


def test_a_failed_update_is_an_error_and_leaves_nothing_in_use(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    monkeypatch.setenv("LEPTON_IAC_AZURE_PRICES_URL", httpserver.url_for(""))
    httpserver.expect_request("/api/retail/prices").respond_with_data("", 400)
    assert run(UPDATE) == 1
    assert "status 400" in capsys.readouterr().err
    assert not (data / "refreshed" / "current-USD.sqlite").exists()


def test_an_update_left_off_long_ago_starts_anew(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setenv("LEPTON_IAC_AZURE_PRICES_URL", httpserver.url_for(""))
    httpserver.expect_request("/api/retail/prices").respond_with_json({"Items": [MACHINE], "NextPageLink": None})
    files = data / "refreshed" / "unfinished" / "files"
    files.mkdir(parents=True)
    for name, age in (("old.csv", 3 * 86400), ("new.csv", 3600)):
        (files / name).touch()
        os.utime(files / name, (1790000000 - age, 1790000000 - age))
    assert run(UPDATE) == 0
    assert [path.name for path in files.iterdir()] == ["new.csv"]


def test_google_without_a_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("GOOGLE_CLOUD_API_KEY", raising=False)
    monkeypatch.delenv("LEPTON_IAC_GOOGLE_API_KEY", raising=False)
    assert run(["prices", "update", "--cloud", "google"]) == 1
    assert "set GOOGLE_CLOUD_API_KEY" in capsys.readouterr().err


def test_import_shows_on_the_bill_and_goes_away(tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deal = tmp_path / "deal.csv"
    deal.write_text("provider,service,percent\naws,ebs,50\n")
    assert run(["prices", "import", str(deal)]) == 0
    capsys.readouterr()
    assert run(["explain", str(plan), "aws_ebs_volume.b"]) == 0
    said = capsys.readouterr().out
    assert "private discount of 50 %; list 0.1 of" in said
    assert "$5.00" in said
    assert run(["prices", "import", "--remove"]) == 0
    assert run(["explain", str(plan), "aws_ebs_volume.b"]) == 0
    assert "private" not in capsys.readouterr().out.partition("\n")[2]


def test_import_names_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deal = tmp_path / "deal.csv"
    deal.write_text("provider,service,percent\naws,ebs,50\naws,s3,fifty\n")
    assert run(["prices", "import", str(deal)]) == 1
    assert "deal.csv:3: percent 'fifty' is no number" in capsys.readouterr().err


def test_infracost_beside_us(
    tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check = '[ "$INFRACOST_ENABLE_CLOUD$INFRACOST_SKIP_UPDATE_CHECK" = falsetrue ] || exit 9'
    infracost(tmp_path, monkeypatch, f"{check}\ncat <<'END'\n{json.dumps(THEIRS)}\nEND")
    assert run(["breakdown", str(plan), "--pricer", "infracost"]) == 0
    said = capsys.readouterr().out
    assert ["aws_ebs_volume.b", "$10.00", "$11.00"] in [line.split() for line in said.splitlines()]
    assert "3 resources, 1 alike, 2 not" in said
    assert "other price, ours 0.1 of 2021-07-14 (ebs-table-2021), Infracost's 0.11" in said
    assert "Infracost does not list it" in said
    assert run(["prices", "update", "--from", "infracost", "--path", str(plan)]) == 0
    capsys.readouterr()
    assert run(["prices", "diff", "embedded", "current"]) == 0
    assert "changed: aws ebs ebs_gp2_storage on_demand us-east-1: 0.1 -> 0.11 USD" in capsys.readouterr().out


def test_infracost_missing_or_failing(
    tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        assert run(["breakdown", str(plan), "--pricer", "infracost"]) == 1
    assert "infracost is not installed\n  mend: install" in capsys.readouterr().err
    monkeypatch.setenv("INFRACOST_API_KEY", "ico-s3cret")
    infracost(tmp_path, monkeypatch, "echo bad key ico-s3cret >&2; exit 1")
    assert run(["breakdown", str(plan), "--pricer", "infracost"]) == 1
    said = capsys.readouterr().err
    assert "infracost ended with 1: bad key ***" in said
    assert "s3cret" not in said
