"""What a user reads for every sample stack: the bill, the proposals and the diff, as snapshots."""

import subprocess
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_GATE

ROOT = Path(__file__).parents[2]
STACKS = sorted(path.parent.relative_to(ROOT / "sample_stacks") for path in ROOT.glob("sample_stacks/*/*/plan.json"))


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _place(stack: Path) -> str:
    return f"sample_stacks/{stack}"


@pytest.mark.parametrize("stack", STACKS, ids=str)
def test_bill(stack: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    place = _place(stack)
    assert run(["breakdown", f"{place}/plan.json", "--usage-file", f"{place}/usage.yml"]) == EXIT_FINE
    assert capsys.readouterr().out == snapshot


def _rewrite(place: str, *more: str) -> int:
    plan, usage, metrics = f"{place}/plan.json", f"{place}/usage.yml", f"{place}/metrics.csv.gz"
    return run(["rewrite", place, "--plan", plan, "--usage-file", usage, "--metrics", metrics, *more])


@pytest.mark.parametrize("stack", STACKS, ids=str)
def test_rewrite_is_a_patch_that_git_takes(
    stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert _rewrite(_place(stack)) == EXIT_FINE
    shown = capsys.readouterr()
    assert shown.out == snapshot(name="diff")
    assert shown.err == snapshot(name="reasons")
    if not shown.out.strip():
        return  # nothing is worth a change here; git refuses an empty patch
    patch = tmp_path / "change.patch"
    patch.write_text(shown.out, encoding="utf-8")
    subprocess.run(
        ["git", "apply", "--check", f"--directory={_place(stack)}", str(patch)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def test_check_leaves_with_two_when_something_could_be_cheaper() -> None:
    assert _rewrite("sample_stacks/developer_environments/aws", "--check") == EXIT_GATE


@pytest.mark.parametrize("stack", STACKS[:1], ids=str)
def test_compare_covers_three_clouds(
    stack: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["compare", f"{_place(stack)}/plan.json"]) == EXIT_FINE
    assert capsys.readouterr().out == snapshot


def test_demo_shows_every_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"]) == EXIT_FINE
    shown = capsys.readouterr().out
    for stage in (
        "1. The bill",
        "2. The forecast",
        "3. Cheaper",
        "4. The same stack",
        "--- a/",
        "<!-- lepton-iac comment",
    ):
        assert stage in shown


def test_rewriting_what_was_rewritten_changes_nothing_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Law 4: writing twice is writing once; the second run reads the folder as it was written."""
    place = tmp_path / "stack"
    source = ROOT / _place(Path("media_rendering/aws"))
    place.mkdir()
    for file in source.glob("*.tf*"):
        (place / file.name).write_bytes(file.read_bytes())
    assert run(["rewrite", str(place), "--in-place"]) == EXIT_FINE
    once = {file.name: file.read_bytes() for file in place.iterdir()}
    capsys.readouterr()
    assert run(["rewrite", str(place), "--in-place"]) == EXIT_FINE
    assert {file.name: file.read_bytes() for file in place.iterdir()} == once
