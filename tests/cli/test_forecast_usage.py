"""What CloudWatch counts becomes the usage that is billed, and the written file prices the same."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE
from lepton_iac.forecast.usage_file import read_usage
from tests.cli.plans import plan

GATEWAY = {"type": "aws_nat_gateway", "name": "out", "values": {"id": "nat-0a1", "connectivity_type": "public"}}
HOURLY_BYTES = 2**30
DAYS = 42


def answers(folder: Path, *metrics: str) -> Path:
    """`get-metric-data` with the queries it answers: a gibibyte each hour and metric, newest first."""
    end = datetime(2026, 10, 1, tzinfo=UTC)
    stamps = [(end - timedelta(hours=hour + 1)).isoformat() for hour in range(DAYS * 24)]
    dimensions = [{"Name": "NatGatewayId", "Value": "nat-0a1"}]
    queries, results = [], []
    for number, name in enumerate(metrics):
        metric = {"Namespace": "AWS/NATGateway", "MetricName": name, "Dimensions": dimensions}
        queries.append({"Id": f"m{number}", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}})
        values = [HOURLY_BYTES] * len(stamps)
        results.append({"Id": f"m{number}", "Timestamps": stamps, "Values": values, "StatusCode": "Complete"})
    path = folder / "answers.json"
    path.write_text(json.dumps({"MetricDataQueries": queries, "MetricDataResults": results}), encoding="utf-8")
    return path


def test_a_gateways_bytes_are_priced_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack, out = plan(tmp_path, GATEWAY), tmp_path / "usage.yml"
    metrics = answers(tmp_path, "BytesOutToDestination", "BytesOutToSource")
    assert run(["forecast", str(stack), "--metrics", str(metrics), "--usage-out", str(out)]) == EXIT_FINE
    written = read_usage(out).declared["aws_nat_gateway.out"]["monthly_data_processed_gb"].expected
    assert float(written) == pytest.approx(2 * 730, rel=1e-3)
    capsys.readouterr()
    assert run(["breakdown", str(stack), "--usage-file", str(out), "--format", "json"]) == EXIT_FINE
    (resource,) = json.loads(capsys.readouterr().out)["projects"][0]["breakdown"]["resources"]
    (line,) = (part for part in resource["costComponents"] if "rocessed" in part["name"])
    assert float(line["monthlyQuantity"]) == pytest.approx(float(written))


def test_half_of_a_gateways_bytes_is_not_its_usage(tmp_path: Path) -> None:
    stack, out = plan(tmp_path, GATEWAY), tmp_path / "usage.yml"
    metrics = answers(tmp_path, "BytesOutToSource")
    assert run(["forecast", str(stack), "--metrics", str(metrics), "--usage-out", str(out)]) == EXIT_FINE
    assert "aws_nat_gateway.out" not in read_usage(out).declared
