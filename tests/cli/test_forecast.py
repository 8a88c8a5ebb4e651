"""What `forecast` writes beside its report."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE
from lepton_iac.forecast.usage_file import read_usage
from tests.cli.plans import plan

LAMBDA = {
    "type": "aws_lambda_function",
    "name": "orders",
    "values": {"function_name": "orders", "memory_size": 512, "arn": "arn:aws:lambda:eu-west-1:1:function:orders"},
}
STACK = Path(__file__).parents[2] / "sample_stacks" / "university" / "aws"


def requests(folder: Path, days: int = 42) -> Path:
    """A function that is called more often each day, hour by hour."""
    start = datetime(2026, 9, 1, tzinfo=UTC)
    lines = ["series_id,timestamp,metric,unit,value,statistic,period_s"]
    for hour in range(days * 24):
        stamp = (start + timedelta(hours=hour)).isoformat()
        rate = 2 + hour / 24 * 0.05 + 0.1 * (hour % 7)
        lines.append(f"aws_lambda_function.orders,{stamp},requests,1/s,{rate:.4f},average,3600")
    path = folder / "requests.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_methods_scores_are_shown_whole_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forecast", str(STACK / "plan.json"), "--metrics", str(STACK / "metrics.csv.gz")]) == EXIT_FINE
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.count("capacity over peak at equal risk on") == 1
    assert "Methods compared, less is better: capacity over peak" in shown
    assert "seasonal-naive 1." in shown
    assert "a global model needs; trend -" in shown
    assert "…" not in shown


@pytest.mark.parametrize("quantile", ["p50", "p90"])
def test_the_usage_that_is_written_prices_the_same(
    quantile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack, out = plan(tmp_path, LAMBDA), tmp_path / "usage.yml"
    options = ["--metrics", str(requests(tmp_path)), "--usage-out", str(out), "--quantile", quantile]
    assert run(["forecast", str(stack), *options, "--format", "json"]) == EXIT_FINE
    shown = capsys.readouterr()
    known = json.loads(shown.out)["projects"][0]["forecast"]["declared"]["aws_lambda_function.orders"]
    asked = known["monthly_requests"]["expected" if quantile == "p50" else "high"]
    written = read_usage(out).declared["aws_lambda_function.orders"]["monthly_requests"].expected
    assert abs(written - int(float(asked))) <= 1
    assert written == written.to_integral_value()
    assert f"{quantile}, measured: " in out.read_text("utf-8")
    assert f"{quantile} of 1 measured usage keys" in shown.err
    assert run(["breakdown", str(stack), "--usage-file", str(out), "--format", "json"]) == EXIT_FINE
    resource = json.loads(capsys.readouterr().out)["projects"][0]["breakdown"]["resources"][0]
    (requests_line,) = (part for part in resource["costComponents"] if "equests" in part["name"])
    assert float(requests_line["monthlyQuantity"]) == pytest.approx(float(written) / 1e6)


def test_every_dimension_is_drawn_with_its_capacities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "drawn" / "here"
    options = ["--metrics", str(STACK / "metrics.csv.gz"), "--pictures", str(folder)]
    assert run(["forecast", str(STACK / "plan.json"), *options, "--format", "html"]) == EXIT_FINE
    shown = capsys.readouterr()
    files = sorted(folder.iterdir())
    assert f"{len(files)} pictures" in shown.err
    texts = [path.read_text("utf-8") for path in files]
    assert all(ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg" for text in texts)
    for words in ("current", "proposed", "needed", "next 7 days"):
        assert any(words in text for text in texts)
    assert shown.out.count('role="img"') >= len(files)


def test_declared_usage_stays_in_what_is_written(tmp_path: Path) -> None:
    out = tmp_path / "usage.yml"
    options = ["--metrics", str(STACK / "metrics.csv.gz"), "--usage-file", str(STACK / "usage.yml")]
    assert run(["forecast", str(STACK / "plan.json"), *options, "--usage-out", str(out)]) == EXIT_FINE
    before, after = read_usage(STACK / "usage.yml"), read_usage(out)
    assert after.options == before.options
    for address, keys in before.declared.items():
        assert {key: after.declared[address][key].expected for key in keys} == {
            key: quantity.expected for key, quantity in keys.items()
        }
