from typing import Any

import pandas as pd
import pytest

from lepton_iac.forecast.canonical import DIMENSIONS, Metrics, SeriesInfo, framed
from lepton_iac.forecast.combine import by_address
from lepton_iac.forecast.measured_usage import Measured, measured_usage, usage_key
from lepton_iac.forecast.usage_metrics import MEASURES
from lepton_iac.kinds.load import spec_of
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


def moved(*names: str, metric: str = "network_mbps", dimensions: dict[str, str] | None = None) -> Metrics:
    """Several series of one resource, each ten units in the mean."""
    frames, infos = [], {}
    for name in names:
        frames.append(served(70, metric=metric).frame.assign(series=name).astype({"series": "object"}))
        infos[name] = SeriesInfo(name, "AWS", name, dimensions or {})
    whole = pd.concat(frames)
    return Metrics(framed({column: whole[column].tolist() for column in whole}), infos)


def keyed(raw: Metrics, type_name: str) -> dict[str, float]:
    address = f"{type_name}.a"
    matches = dict.fromkeys(raw.info, address)
    found = measured_usage(raw, by_address(raw, matches), matches, {address: type_name}).next
    return {key: float(quantity.expected) for key, quantity in found.get(address, {}).items()}


MONTH_GB = 730 * 3600 * 125_000 / 2**30


@pytest.mark.parametrize("names", [("BytesOutToDestination", "BytesOutToSource")])
def test_what_a_gateway_processed_is_both_ways_together(names: tuple[str, ...]) -> None:
    found = keyed(moved(*names), "aws_nat_gateway")
    assert found == {"monthly_data_processed_gb": pytest.approx(20 * MONTH_GB, rel=0.01)}


def test_one_way_alone_is_not_taken_for_both() -> None:
    assert keyed(moved("BytesOutToSource"), "aws_nat_gateway") == {}


def test_a_balancer_is_billed_for_what_it_processed() -> None:
    found = keyed(moved("ProcessedBytes"), "aws_lb")
    assert found == {"processed_bytes_gb": pytest.approx(10 * MONTH_GB, rel=0.01)}


def test_read_and_write_units_of_a_table_stay_apart() -> None:
    raw = moved("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", metric="requests")
    units = pytest.approx(10 * 730 * 3600, rel=0.01)
    assert keyed(raw, "aws_dynamodb_table") == {
        "monthly_read_request_units": units,
        "monthly_write_request_units": units,
    }


@pytest.mark.parametrize(
    ("storage", "keys"), [("StandardStorage", {"standard.storage_gb"}), ("StandardIAStorage", set())]
)
def test_bytes_of_a_bucket_count_in_their_own_class(storage: str, keys: set[str]) -> None:
    raw = moved("BucketSizeBytes", metric="storage_gib", dimensions={"StorageType": storage})
    assert set(keyed(raw, "aws_s3_bucket")) == keys


def test_every_key_of_the_table_is_a_key_of_its_type() -> None:
    for type_name, measures in MEASURES.items():
        spec = spec_of(type_name.partition("_")[0], type_name)
        assert spec is not None
        assert {measure.key for measure in measures} <= set(spec.usage)


def test_a_total_beside_its_zones_is_not_added() -> None:
    raw = moved("ProcessedBytes", "zone")
    raw.info["zone"] = SeriesInfo("zone", "AWS", "ProcessedBytes", {"AvailabilityZone": "eu-west-1a"})  # type: ignore[index]
    assert keyed(raw, "aws_lb") == {}
