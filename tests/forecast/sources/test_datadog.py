from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]

START = 1_793_527_200_000


def answer(metric: str, expression: str, values: list[float | None], unit: Any) -> dict[str, Any]:
    series = {
        "metric": metric,
        "scope": "host:i-0abc,env:prod",
        "tag_set": ["env:prod"],
        "expression": expression,
        "interval": 300,
        "unit": unit,
        "pointlist": [[START + 300_000.0 * n, value] for n, value in enumerate(values)],
    }
    return {"status": "ok", "from_date": START, "to_date": START, "series": [series]}


def test_idle_percent_becomes_used_fraction_and_null_is_missing(write: Write) -> None:
    unit = [{"family": "percentage", "name": "percent"}, None]
    path = write("a.json", answer("system.cpu.idle", "system.cpu.idle{*}.rollup(min, 300)", [80.0, None, 60.0], unit))
    metrics = read_metrics([path])
    assert list(metrics.frame["value"]) == pytest.approx([0.2, 0.4])
    assert set(metrics.frame["statistic"]) == {"maximum"}
    (info,) = metrics.info.values()
    assert info.dimensions == {"host": "i-0abc", "env": "prod"}


def test_a_rate_unit_of_two_parts(write: Write) -> None:
    unit = [{"family": "bytes", "name": "byte"}, {"family": "time", "name": "second"}]
    row = read_metrics([write("a.json", answer("system.net.bytes_rcvd", "", [125_000.0], unit))]).frame.iloc[0]
    assert (row["metric"], row["value"], row["statistic"]) == ("network_mbps", 1.0, "average")


def test_without_a_unit_the_documented_one_counts(write: Write) -> None:
    row = read_metrics([write("a.json", answer("system.mem.pct_usable", "", [0.25], None))]).frame.iloc[0]
    assert (row["metric"], row["value"]) == ("memory_fraction", 0.75)


@pytest.mark.parametrize("interval", [float("inf"), -5, 1e30, None])
def test_a_senseless_interval_is_not_told(write: Write, interval: float | None) -> None:
    whole = answer("system.mem.pct_usable", "", [0.25, 0.5], None)
    whole["series"][0]["interval"] = interval
    assert set(read_metrics([write("a.json", whole)]).frame["period_s"]) == {300}


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "error", "error": "no", "from_date": 1, "series": []},
        {"status": "ok", "from_date": 1, "series": [{"metric": "x", "pointlist": [1]}]},
        {"status": "ok", "from_date": 1, "series": [{"metric": "x", "pointlist": [[START, "x"]]}]},
        {"status": "ok", "from_date": 1, "series": [3]},
    ],
)
def test_another_shape_is_an_error(write: Write, broken: Any) -> None:
    with pytest.raises(ReadError):
        read_metrics([write("a.json", broken)])
