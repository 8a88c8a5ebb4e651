from typing import Any

import pandas as pd
import pytest

from lepton_iac.forecast.canonical import DIMENSIONS, Metrics, SeriesInfo, framed
from lepton_iac.forecast.combine import by_address
from lepton_iac.forecast.measured_usage import Measured, measured_usage, usage_key
from lepton_iac.model import Provenance

FUNCTION = "aws_lambda_function.a"


def served(days: int, growing: float = 0.0, metric: str = "requests", name: str = "Invocations") -> Metrics:
    """Ten a second at the start, with a quiet weekend, hour by hour."""
    times = pd.date_range("2026-06-01", periods=days * 24, freq="h", tz="UTC")
    levels = [(10 + growing * hour / 24) * (0.3 if time.day_of_week > 4 else 1.28) for hour, time in enumerate(times)]
    count = len(times)
    columns: dict[str, Any] = {
        "series": ["s"] * count,
        "metric": [metric] * count,
        "statistic": ["average"] * count,
        "time": times,
        "period_s": [3600] * count,
        "unit": [DIMENSIONS[metric]] * count,
        "value": levels,
    }
    return Metrics(framed(columns), {"s": SeriesInfo("s", "AWS/Lambda", name)})


def measured(raw: Metrics, type_name: str = "aws_lambda_function") -> Measured:
    address = f"{type_name}.a"
    return measured_usage(raw, by_address(raw, {"s": address}), {"s": address}, {address: type_name})


def test_a_steady_rate_is_its_mean_month() -> None:
    found = measured(served(70)).next[FUNCTION]["monthly_requests"]
    assert float(found.expected) == pytest.approx(10 * 730 * 3600, rel=0.01)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.expected <= found.high
    assert found.provenance is Provenance.MEASURED


def test_a_growing_rate_is_told_month_by_month() -> None:
    found = measured(served(120, growing=0.1))
    levels = [month[FUNCTION]["monthly_requests"].expected for month in (found.next, *found.coming)]
    assert levels == sorted(levels)
    assert len(levels) == 13
    assert float(levels[1] - levels[0]) == pytest.approx(0.1 * 30.4 * 730 * 3600, rel=0.1)


def test_under_three_weeks_nothing_is_used_and_that_is_said() -> None:
    found = measured(served(17))
    assert not found.next.get(FUNCTION)
    assert "21 are needed" in found.notes[0].text


def test_the_future_is_not_looked_at() -> None:
    cut = served(60).frame["time"].iloc[40 * 24].to_pydatetime()
    raws = [served(60), served(60, growing=0.0)]
    late = raws[1].frame["time"] > cut
    raws[1].frame.loc[late, "value"] = 1e6
    quantities = []
    for raw in raws:
        combined = by_address(raw, {"s": FUNCTION})
        found = measured_usage(raw, combined, {"s": FUNCTION}, {FUNCTION: "aws_lambda_function"}, cut)
        quantities.append(found.next[FUNCTION]["monthly_requests"])
    assert quantities[0] == quantities[1]


@pytest.mark.parametrize(
    ("type_name", "dimension", "metrics", "key"),
    [
        ("aws_lambda_function", "requests", {"Invocations"}, "monthly_requests"),
        ("aws_lambda_function", "requests", {""}, "monthly_requests"),
        ("aws_lambda_function", "requests", {"Errors"}, ""),
        ("aws_lambda_function", "requests", {"Invocations", "Errors"}, ""),
        ("aws_lambda_function", "storage_gib", {"Invocations"}, ""),
        ("azurerm_storage_account", "requests", {"Transactions"}, ""),
        ("nothing_known", "requests", {"Invocations"}, ""),
    ],
)
def test_a_key_is_measured_by_its_own_metric_only(type_name: str, dimension: str, metrics: set[str], key: str) -> None:
    assert usage_key(type_name, dimension, metrics) == key
