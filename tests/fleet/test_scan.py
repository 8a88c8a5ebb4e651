"""A fleet of stacks: nothing done twice, nothing lost, one bad stack never the end of it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from lepton_iac.cli.main import run
from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.fleet.find import stacks_of_list, stacks_under
from lepton_iac.fleet.questions import QUESTIONS, answer, total
from lepton_iac.fleet.store import Store

SAMPLES = Path(__file__).parents[2] / "sample_stacks"
PLAN = SAMPLES / "developer_environments" / "aws" / "plan.json"
SMALL = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {"resources": []}},
    "resource_changes": [],
}


def _volume(name: str, size: int, team: str = "web") -> dict[str, Any]:
    values = {"type": "gp2", "size": size, "availability_zone": "us-east-1a", "tags_all": {"Team": team}}
    base = {"address": f"aws_ebs_volume.{name}", "mode": "managed", "type": "aws_ebs_volume", "name": name}
    return {
        "resource": {**base, "provider_name": "registry.terraform.io/hashicorp/aws", "values": values},
        "change": {**base, "change": {"actions": ["create"], "before": None, "after": values}},
    }


def _plan(path: Path, *volumes: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        **SMALL,
        "planned_values": {"root_module": {"resources": [one["resource"] for one in volumes]}},
        "resource_changes": [one["change"] for one in volumes],
    }
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    root = tmp_path / "fleet"
    _plan(root / "a" / "plan.json", _volume("data", 100), _volume("logs", 50, "ops"))
    _plan(root / "b" / "plan.json", _volume("data", 200))
    (root / "c").mkdir()
    (root / "c" / "plan.json").write_text('{"format_version": "9.0", "terraform_version": "1", "x', encoding="utf-8")
    return root


def _scan(fleet: Path, *more: str) -> dict[str, Any]:
    results = fleet.parent / "results.sqlite"
    out = fleet.parent / "out.json"
    arguments = ["scan", str(fleet), "--results", str(results), "--jobs", "1", "--format", "json", "--top", "0"]
    assert run([*arguments, "--out", str(out), *more]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_a_bad_stack_is_a_row_and_the_rest_is_priced(fleet: Path) -> None:
    found = _scan(fleet)
    totals = found["totals"]
    assert (totals["stacks"], totals["resources"], totals["complete"]) == (2, 3, False)
    assert Decimal(totals["monthly"]) == 35
    assert Decimal(totals["saving"]) == sum(Decimal(row["saving"]) for row in found["waste"]) > 0
    (failure,) = found["failures"]
    assert failure["stack"] == "c/plan.json"
    assert {row["owner"]: Decimal(row["monthly"]) for row in found["owners"]} == {"web": 30, "ops": 5}


def test_what_has_not_changed_is_not_done_again(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _scan(fleet)
    capsys.readouterr()
    _plan(fleet / "b" / "plan.json", _volume("data", 300))
    shutil.rmtree(fleet / "c")
    found = _scan(fleet)
    assert capsys.readouterr().err.strip() == "stacks scanned: 1; known already: 1; 1 no longer there"
    assert Decimal(found["totals"]["monthly"]) == Decimal("45.00")
    assert found["totals"]["complete"] is True


def test_processes_give_the_same_as_one(fleet: Path) -> None:
    for number in range(20):
        _plan(fleet / f"n{number:02}" / "plan.json", _volume("data", 10 + number))
    alone = _scan(fleet)
    assert _scan(fleet, "--fresh", "--jobs", "2") == alone


def test_a_killed_scan_goes_on_where_it_was(fleet: Path) -> None:
    for number in range(60):
        _plan(fleet / f"n{number:02}" / "plan.json", _volume("data", 10 + number))
    results = fleet.parent / "killed.sqlite"
    command = [sys.executable, "-m", "lepton_iac", "scan", str(fleet), "--results", str(results), "--jobs", "1"]
    for _ in range(4):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = _kept(results)
        deadline = time.monotonic() + 60
        while _kept(results) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
        assert _kept(results) >= before
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    store = Store(results)
    expected = sum((Decimal(10 + number) for number in range(60)), Decimal(350)) / 10
    assert Decimal(total(store)[2]) == expected
    assert store.ask("SELECT count(*), count(DISTINCT stack) FROM stacks") == [(63, 63)]
    store.close()


def _kept(results: Path) -> int:
    if not results.exists():
        return 0
    with sqlite3.connect(f"file:{results}?mode=ro", uri=True, timeout=5) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM stacks").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_a_list_names_files_and_addresses(fleet: Path, httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/p.json").respond_with_data((fleet / "b" / "plan.json").read_bytes())
    httpserver.expect_request("/gone.json").respond_with_data("", status=404)
    listing = tmp_path / "plans.txt"
    web = httpserver.url_for("/p.json?token=hush"), httpserver.url_for("/gone.json?token=hush")
    listing.write_text("# plans\nfleet/a/plan.json\n" + "\n".join(web) + "\n", encoding="utf-8")
    out = tmp_path / "list.json"
    results = str(tmp_path / "list.sqlite")
    assert run(["scan", str(listing), "--results", results, "-j", "1", "--format", "json", "--out", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["totals"]["stacks"], Decimal(found["totals"]["monthly"])) == (2, Decimal("35.00"))
    assert "404" in found["failures"][0]["error"]
    assert "hush" not in found["failures"][0]["error"]


def test_a_list_names_plans_in_s3(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3
    from moto import mock_aws

    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    listing = tmp_path / "plans.txt"
    listing.write_text("s3://plans/web/plan.json\ns3://plans/gone.json\n", encoding="utf-8")
    out, results = tmp_path / "s3.json", str(tmp_path / "s3.sqlite")
    with mock_aws():
        store = boto3.client("s3")
        store.create_bucket(Bucket="plans")
        store.upload_file(str(fleet / "b" / "plan.json"), "plans", "web/plan.json")
        assert run(["scan", str(listing), "--results", results, "-j", "1", "--format", "json", "--out", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["totals"]["stacks"], Decimal(found["totals"]["monthly"])) == (1, Decimal(20))
    (failure,) = found["failures"]
    assert failure["stack"] == "s3://plans/gone.json"
    assert "cannot fetch" in failure["error"]


def test_a_line_that_cannot_be_fetched_is_told_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="ftp") as caught:
        list(stacks_of_list("a.json\nftp://x/y\n", "plans.txt", tmp_path))
    assert caught.value.where == "plans.txt:2"


def test_a_file_that_is_no_result_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("my notes" * 500, encoding="utf-8")
    with pytest.raises(LeptonError, match="not a results file"):
        Store(other)
    assert other.read_text(encoding="utf-8") == "my notes" * 500
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(LeptonError, match="not the results of a scan"):
        Store(foreign)


def test_every_question_has_an_answer_and_money_is_exact(fleet: Path) -> None:
    _scan(fleet)
    store = Store(fleet.parent / "results.sqlite")
    for name, question in QUESTIONS.items():
        for row in answer(store, name):
            assert len(row) == len(question.columns)
    by_cloud = sum((Decimal(row[3]) for row in answer(store, "clouds")), Decimal(0))
    assert by_cloud == Decimal(total(store)[2])
    store.close()


def test_parquet_holds_the_same_money(fleet: Path) -> None:
    import pyarrow.parquet

    _scan(fleet, "--parquet", str(fleet.parent / "tables"))
    table = pyarrow.parquet.read_table(fleet.parent / "tables" / "resources.parquet")
    assert sum(value for value in table["monthly"].to_pylist() if value is not None) == Decimal("35.00")
    assert not list((fleet.parent / "tables").glob(".*"))


@pytest.mark.parametrize("place", ["file/tables", "tables"])
def test_parquet_that_cannot_be_written_is_told_and_leaves_nothing_half(
    place: str, fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fleet.parent / "file").write_text("in the way", encoding="utf-8")
    (fleet.parent / "tables" / "resources.parquet").mkdir(parents=True)
    results = ("--results", str(fleet.parent / "results.sqlite"), "--jobs", "1")
    assert run(["scan", str(fleet), *results, "--parquet", str(fleet.parent / place)]) == 1
    assert "cannot write Parquet" in capsys.readouterr().err
    assert not list(fleet.parent.rglob("*.part"))


def test_plans_beside_their_terraform_are_read_once() -> None:
    found = list(stacks_under(SAMPLES / "developer_environments"))
    assert [one.key for one in found] == ["aws", "azure", "google"]
    assert all(one.path.endswith("plan.json") and one.usage_file and one.metrics for one in found)


def _machine(name: str) -> dict[str, Any]:
    values = {
        "size": "Standard_F16s_v2",
        "location": "westeurope",
        "os_disk": [{"storage_account_type": "Standard_LRS"}],
    }
    kind = "azurerm_linux_virtual_machine"
    base = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
    return {
        "resource": {**base, "provider_name": "registry.terraform.io/hashicorp/azurerm", "values": values},
        "change": {**base, "change": {"actions": ["create"], "before": None, "after": values}},
    }


def test_a_commitment_covers_what_all_stacks_run_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5):
        _plan(tmp_path / "fleet" / f"n{number}" / "plan.json", _machine("web"))
    (together,) = _scan(tmp_path / "fleet", "--ask", "commitments")["commitments"]
    alone = tmp_path / "fleet" / "n0" / "plan.json"
    capsys.readouterr()
    assert run(["commitments", str(alone), "--format", "json"]) == 0
    (pool,) = json.loads(capsys.readouterr().out)["pools"]
    (way,) = [one for one in pool["ways"] if one["advised"]]
    assert (together["stacks"], together["running"], together["commit"]) == (5, "5", "5")
    assert together["purchase"] == way["purchase"]
    assert Decimal(together["saving"]) == 5 * Decimal(way["saving"])


def test_every_table_keeps_to_80_columns(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = fleet / "a-rather-long-name" / "of-a-folder" / "with-many-parts" / "and-no-end-to-them"
    _plan(long / "plan.json", _volume("a_volume_whose_name_goes_on_and_on_for_very_long", 100), _machine("web"))
    assert run(["scan", str(fleet), "--results", str(fleet.parent / "r.sqlite"), "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "Commitments over all stacks together" in out
    assert "    gp2 100 GiB" in out
