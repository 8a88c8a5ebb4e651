import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lepton_iac.assets import package_file
from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE, EXIT_INPUT
from tests.job.lambda_stack import plan, usage


def project(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run([*arguments, "--format", "json"]) == EXIT_FINE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, json.loads(package_file("report", "schema", "output.schema.json").read_text("utf-8")))
    one: dict[str, Any] = found["projects"][0]
    return one


def test_quantiles_go_through_the_price_ladder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lambda's second duration tier starts at 6 billion GB-seconds, which only the p90 of this usage reaches."""
    stack = str(plan(tmp_path))
    spread = usage(tmp_path, "{p10: 1e9, p50: 1e10, p90: 1e11}")
    found = project(capsys, "breakdown", stack, "--usage-file", str(spread))["costDistribution"]
    for level, amount in (("p10", "1e9"), ("p50", "1e10"), ("p90", "1e11")):
        alone = project(capsys, "breakdown", stack, "--usage-file", str(usage(tmp_path, amount)))
        assert Decimal(found["full"][level]) == Decimal(alone["breakdown"]["totalMonthlyCost"])
    dear, cheap = (Decimal(found["drivers"][0][level]) for level in ("p90", "p10"))
    assert dear < 100 * cheap


def test_what_moves_apart_spreads_less(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = ["breakdown", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path))]
    for chosen in ("full", "independent"):
        found = project(capsys, *known, "--correlation", chosen)["costDistribution"]
        assert {level: found[level] for level in ("p10", "p50", "p90")} == found[chosen]
    assert Decimal(found["full"]["p10"]) < Decimal(found["independent"]["p10"])
    assert Decimal(found["independent"]["p90"]) < Decimal(found["full"]["p90"])


def test_without_a_spread_there_is_no_interval(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack, plain = str(plan(tmp_path)), str(usage(tmp_path, "300000000"))
    assert project(capsys, "breakdown", stack, "--usage-file", plain)["costDistribution"] is None
    assert project(capsys, "breakdown", stack)["costDistribution"] is None
    assert run(["breakdown", stack, "--usage-file", plain, "--budget", "3000"]) == EXIT_FINE
    shown = capsys.readouterr().out
    assert "p10" not in shown
    assert "% of months" not in shown


def test_a_budget_tells_its_chance_and_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = ["breakdown", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path))]
    found = project(capsys, *known, "--budget", "3000", "--budget", "tag team=web 200", "--budget", "service vm 60")
    whole, tag, service = found["budgets"]
    assert 0.1 < whole["probability"] < 0.5
    assert (whole["passedOn"], whole["passedOnP90"]) == (None, "2026-09-24")
    assert tag["monthlyCost"] == "560.001"
    # $560.001 / 730 * 24 = $18.41 a day: $200 are passed on the eleventh day.
    assert tag["passedOn"] == "2026-09-11"
    assert (service["monthlyCost"], service["probability"]) == ("70.08", None)


def test_the_markdown_comment_and_the_page_show_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = ["diff", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path)), "--budget", "3000"]
    for form in ("table", "markdown", "html", "compact", "slack"):
        assert run([*known, "--format", form]) == EXIT_FINE
        shown = capsys.readouterr().out
        assert "p10 / p50 / p90" in shown, form
        assert "of months" in shown, form


@pytest.mark.parametrize("budget", ["many", "0", "tag team 5", "tag team=nobody 5", "service nothing 5", "-3"])
def test_a_budget_that_means_nothing_is_refused(
    budget: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["breakdown", str(plan(tmp_path)), f"--budget={budget}"]) == EXIT_INPUT
    assert "mend:" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{p10: 1, p50: 2}", "{p10: 3, p50: 2, p90: 4}", "{p90: 1}"])
def test_half_a_spread_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breakdown", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path, text))]) == EXIT_INPUT
    assert "p10, p50 and p90" in capsys.readouterr().err


GATES = [
    ("total > 1000", EXIT_GATE, "$1,190.88"),
    ("total > 5000", EXIT_FINE, "$1,190.88"),
    ("increase > 10%", EXIT_FINE, "new"),
    ("increase > 1000", EXIT_GATE, "$0.00 → $1,190.88"),
    ("tag team=web total > 500", EXIT_GATE, "$560.00"),
    ("tag team=data total > 500", EXIT_FINE, "$70.88"),
    ("service vm total > 70", EXIT_GATE, "$70.08"),
    ("unpriced > 0%", EXIT_FINE, "0 of 3"),
    ("assumed > 1%", EXIT_GATE, "rest on assumptions"),
    ("budget > 30%", EXIT_GATE, "$1,190.88 of $3,000.00"),
    ("budget > 80%", EXIT_FINE, "39.7 %"),
    ("budget probability > 10%", EXIT_GATE, "%"),
]


@pytest.mark.parametrize(("gate", "code", "words"), GATES)
def test_a_gate_says_its_figure(
    gate: str, code: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ["diff", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path)), "--budget", "3000"]
    assert run([*known, "--fail-on", gate, "--format", "compact"]) == code
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("gate:"))
    assert words in line
    assert ("BREACHED" in line) == (code == EXIT_GATE)


def test_a_project_gate_counts_that_project(tmp_path: Path) -> None:
    stack = str(plan(tmp_path))
    assert run(["diff", stack, "--fail-on", f'project "{stack}" total > 70']) == EXIT_GATE
    assert run(["diff", stack, "--fail-on", 'project "another" total > 70']) == EXIT_INPUT


@pytest.mark.parametrize(
    "gate",
    ["tag team=nobody total > 1", "budget > 5%", "findings severity >= 3", "total > high"],
)
def test_a_gate_about_nothing_is_a_mistake(gate: str, tmp_path: Path) -> None:
    assert run(["diff", str(plan(tmp_path)), "--fail-on", gate]) == EXIT_INPUT


def test_any_rise_from_a_cost_of_nothing_breaches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack = plan(tmp_path)
    (free := tmp_path / "free.json").write_text(
        json.dumps(
            {
                "version": "0.2",
                "currency": "USD",
                "projects": [
                    {
                        "name": str(stack),
                        "breakdown": {"freeResources": [{"name": "aws_iam_role.a", "resourceType": "aws_iam_role"}]},
                    }
                ],
            }
        )
    )
    assert run(["diff", str(stack), "--compare-to", str(free), "--fail-on", "increase > 1000%"]) == EXIT_GATE
    assert "the earlier cost is 0" in capsys.readouterr().err


def test_an_earlier_result_keeps_gates_budgets_and_spread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = ["diff", str(plan(tmp_path)), "--usage-file", str(usage(tmp_path)), "--budget", "3000"]
    gates = ["--fail-on", "total > 1", "--soft-fail"]
    earlier = tmp_path / "earlier.json"
    assert run([*known, *gates, "--format", "json", "--out", str(earlier)]) == EXIT_FINE
    for form in ("table", "compact", "junit"):
        assert run([*known, *gates, "--format", form]) == EXIT_FINE
        fresh = capsys.readouterr().out
        assert run(["output", "--path", str(earlier), "--format", form]) == EXIT_FINE
        assert capsys.readouterr().out == fresh
    assert run(["comment", "github", "--path", str(earlier), "--repo", "a/b", "--pull-request", "1", "--dry-run"]) == 0
    assert "**breached:** total" in capsys.readouterr().out
    assert run(["output", "--path", str(earlier), "--fail-on", "budget > 10%"]) == EXIT_GATE
