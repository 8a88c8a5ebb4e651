import csv

import pytest

from lepton_iac.assets import package_file
from lepton_iac.forecast.canonical import DIMENSIONS
from lepton_iac.forecast.metric_names import lookup
from lepton_iac.forecast.metric_units import Unit, parsed, target

ROWS = list(csv.DictReader(package_file("forecast", "metric_names.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['vendor']}-{row['namespace']}-{row['metric']}")
def test_every_row_can_be_converted_and_names_its_source(row: dict[str, str]) -> None:
    assert row["dimension"] in DIMENSIONS
    assert row["source"].startswith("https://") or row["source"] == "the name itself"
    unit = parsed(row["unit"]) if row["unit"] else target(row["dimension"])
    assert unit is not None
    assert unit.kind == target(row["dimension"]).kind
    assert target(row["dimension"]).per_second or not unit.per_second


def test_no_row_stands_twice() -> None:
    keys = [(row["vendor"], row["namespace"].lower(), row["metric"].lower(), row["where"]) for row in ROWS]
    assert sorted(keys) == sorted(set(keys))


def test_conditions_hold_rows_back() -> None:
    name = "node_network_receive_bytes_total"
    assert lookup("prometheus", "prometheus", name, {"device": "lo"}) is None
    found = lookup("prometheus", "prometheus", name, {"device": "eth0"})
    assert found is not None
    assert found.counter


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Percent", Unit("ratio", 0.01)),
        ("10^2.%", Unit("ratio", 1.0)),
        ("Mb/s", Unit("byte", 125_000.0, per_second=True)),
        ("MB/s", Unit("byte", 1e6, per_second=True)),
        ("Bytes/Second", Unit("byte", 1.0, per_second=True)),
        ("CountPerSecond", Unit("count", 1.0, per_second=True)),
        ("KiBy", Unit("byte", 1024.0)),
        ("kibibyte", Unit("byte", 1024.0)),
        ("{packets}", Unit("count", 1.0)),
        ("queries/s", Unit("count", 1.0, per_second=True)),
        ("nanocore", Unit("core", 1e-9)),
        ("Mbps", Unit("byte", 125_000.0, per_second=True)),
        ("MHz", None),
        ("Mil", None),
    ],
)
def test_unit_words(text: str, unit: Unit | None) -> None:
    assert parsed(text) == unit
