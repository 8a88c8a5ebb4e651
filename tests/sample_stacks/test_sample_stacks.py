"""The sample stacks hold what their pages promise."""

import csv
import gzip
import importlib.util
import io
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

STACKS = Path(__file__).resolve().parents[2] / "sample_stacks"
FOLDERS = sorted(path.parent for path in STACKS.rglob("versions.tf"))
each_stack = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(STACKS).as_posix())


def script() -> ModuleType:
    """``make_metrics.py``, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("make_metrics", STACKS / "make_metrics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def metrics() -> ModuleType:
    return script()


@cache
def plan(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return document


@cache
def addresses(folder: Path) -> frozenset[str]:
    changes = plan(folder)["resource_changes"]
    return frozenset(change["address"] for change in changes if change["mode"] == "managed")


def planted(folder: Path) -> list[dict[str, str]]:
    with (STACKS / "planted.csv").open(newline="", encoding="utf-8") as handle:
        name = folder.relative_to(STACKS).as_posix()
        return [row for row in csv.DictReader(handle) if row["stack"] == name]


def stored(folder: Path) -> str:
    return gzip.decompress((folder / "metrics.csv.gz").read_bytes()).decode()


def test_every_cloud_and_trade_is_there() -> None:
    names = {folder.relative_to(STACKS).as_posix() for folder in FOLDERS}
    assert names == {
        "enterprise_it/aws",
        *(f"developer_environments/{cloud}" for cloud in ("aws", "azure", "google")),
        *(f"big_data/{cloud}" for cloud in ("aws", "azure", "google")),
        *(f"media_rendering/{cloud}" for cloud in ("aws", "azure")),
        *(f"university/{cloud}" for cloud in ("aws", "azure", "google")),
    }


def test_the_stacks_stay_small_enough_to_ship() -> None:
    size = sum(path.stat().st_size for path in STACKS.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert size <= 3_000_000


@each_stack
def test_the_plan_is_whole_and_creates_everything(folder: Path) -> None:
    document = plan(folder)
    assert document["format_version"].startswith("1.")
    assert document["errored"] is False
    assert document["complete"] is True
    assert len(addresses(folder)) >= 20
    assert {tuple(change["change"]["actions"]) for change in document["resource_changes"]} == {("create",)}


@each_stack
def test_the_plan_declares_the_resources_of_the_configuration(folder: Path) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.tf"))
    declared = set(re.findall(r'^resource "(\w+)" "(\w+)"', text, flags=re.MULTILINE))
    assert declared == {(change["type"], change["name"]) for change in plan(folder)["resource_changes"]}


@each_stack
def test_no_file_names_a_machine_or_holds_a_secret(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(tmp|work|home|root|Users)/", text), path
            assert not re.search(r"AKIA[0-9A-Z]{16}|BEGIN [A-Z ]*PRIVATE KEY", text), path


@each_stack
def test_metrics_are_made_again_byte_for_byte(folder: Path, metrics: ModuleType) -> None:
    packed = (folder / "metrics.csv.gz").read_bytes()
    assert packed[4:8] == bytes(4), "the gzip header holds a time"
    assert stored(folder) == metrics.table(folder.relative_to(STACKS).as_posix())


@each_stack
def test_every_series_is_of_a_planned_resource_hourly_and_in_its_unit(folder: Path, metrics: ModuleType) -> None:
    stamps = defaultdict(list)
    for row in csv.DictReader(io.StringIO(stored(folder))):
        assert row["series_id"] in addresses(folder)
        assert row["unit"] == metrics.UNITS[row["metric"]]
        assert (row["statistic"], row["period_s"]) == ("maximum", "3600")
        assert 0 <= float(row["value"]) <= (100 if row["unit"] == "percent" else 10_000)
        stamps[row["series_id"], row["metric"]].append(row["timestamp"])
    assert {len(series) for series in stamps.values()} <= {35 * 24, 5 * 24}
    for series in stamps.values():
        assert series == sorted(set(series))
        assert series[-1] == "2026-11-22T23:00:00Z"


def test_the_shapes_are_what_the_pages_say(metrics: ModuleType) -> None:
    rows = {(row.stack, row.series_id, row.metric): row for row in metrics.recipes()}

    def points(address: str) -> list[float]:
        return [value for _, value in metrics.values(rows["enterprise_it/aws", address, "cpu_utilization"])]

    busy, scheduler, desk = (
        points(f"aws_instance.{name}") for name in ("report_engine", "batch_scheduler", "help_desk")
    )
    assert sum(value == 100 for value in busy) > 0.9 * len(busy)
    assert max(scheduler[: 21 * 24]) < min(scheduler[21 * 24 :])
    assert len(desk) == 5 * 24


def test_the_cloudwatch_answer_repeats_the_series(metrics: ModuleType) -> None:
    text = (STACKS / "enterprise_it/aws/metrics.cloudwatch.json").read_text(encoding="utf-8")
    assert text == metrics.cloudwatch()
    answer = json.loads(text)
    assert [query["Id"] for query in answer["MetricDataQueries"]] == ["m1", "m2", "m3", "m4", "m5"]
    for result in answer["MetricDataResults"]:
        assert len(result["Timestamps"]) == len(result["Values"]) == 35 * 24
        assert result["Timestamps"] == sorted(result["Timestamps"], reverse=True)


@each_stack
def test_usage_is_declared_for_planned_resources(folder: Path) -> None:
    import yaml

    document = yaml.safe_load((folder / "usage.yml").read_text(encoding="utf-8"))
    assert document["version"] == 0.1
    assert document["resource_usage"]
    for address in document["resource_usage"]:
        pattern = re.escape(address).replace(r"\[\*\]", r"\[[^]]+\]")
        assert any(re.fullmatch(pattern, known) for known in addresses(folder)), address


@each_stack
def test_planted_waste_and_its_page_agree(folder: Path) -> None:
    rows = planted(folder)
    assert {row["verdict"] for row in rows} == {"mend", "keep"}
    assert len({(row["address"], row["verdict"], row["kind"]) for row in rows}) == len(rows)
    page = (folder / "README.md").read_text(encoding="utf-8")
    waste, _, untouched = page.partition("## What must not be touched")
    for row in rows:
        assert row["address"] in addresses(folder)
        line = f"| `{row['address']}` | {row['kind']} | {row['note']} |"
        assert line in (waste if row["verdict"] == "mend" else untouched)


@each_stack
def test_what_is_called_stateful_is_protected_in_the_configuration(folder: Path) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.tf"))
    for row in planted(folder):
        if row["kind"] == "stateful":
            kind, name = row["address"].split("[")[0].split(".")[-2:]
            block = text.split(f'resource "{kind}" "{name}" {{', 1)[1].split("\n}\n", 1)[0]
            assert re.search(r"prevent_destroy\s+= true", block), row["address"]


@each_stack
def test_the_configuration_is_laid_out_as_terraform_fmt_does(folder: Path) -> None:
    for path in [*folder.rglob("*.tf"), *folder.rglob("*.tfvars")]:
        text = path.read_text(encoding="utf-8")
        assert text.endswith("}\n") or path.suffix == ".tfvars", path
        assert text.endswith("\n"), path
        assert "\t" not in text, path
        for number, line in enumerate(text.splitlines(), start=1):
            assert line == line.rstrip(), f"{path}:{number}"
            assert (len(line) - len(line.lstrip(" "))) % 2 == 0, f"{path}:{number}"


@each_stack
def test_every_variable_is_described_and_typed(folder: Path) -> None:
    for path in folder.rglob("variables.tf"):
        for block in re.split(r"\n(?=variable )", path.read_text(encoding="utf-8")):
            assert "  description = " in block, block
            assert re.search(r"^  type\s+= ", block, flags=re.MULTILINE), block
