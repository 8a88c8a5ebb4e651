"""`init`, `validate-config`, `doctor`, `completion`."""

import json
import shutil
from pathlib import Path

import pytest

from lepton_iac.cli.main import COMMANDS, run
from lepton_iac.config import load_config
from lepton_iac.config.schema import json_schema

SAMPLES = Path(__file__).parents[2] / "sample_stacks"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SAMPLES / "developer_environments", tmp_path / "infra")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_init_writes_a_file_that_is_valid_and_prices_everything(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == 0
    assert run(["validate-config"]) == 0
    capsys.readouterr()
    assert [one.name for one in load_config(repository / "lepton-iac.yml").projects] == [
        "infra/aws",
        "infra/azure",
        "infra/google",
    ]
    assert run(["breakdown", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["projects"]) == 3


def test_every_commented_setting_of_a_fresh_file_is_valid(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--print"]) == 0
    fresh = capsys.readouterr().out
    settings = [line.removeprefix("# ") for line in fresh.splitlines() if line.startswith(("# ", "#  "))][1:]
    (repository / "lepton-iac.yml").write_text("version: 1\n" + "\n".join(settings), encoding="utf-8")
    assert load_config(repository / "lepton-iac.yml").settings["gates"]["fail_on"] == ("increase > 10%",)


def test_an_existing_file_is_never_replaced(repository: Path) -> None:
    (repository / "lepton-iac.yml").write_text("version: 1\n", encoding="utf-8")
    assert run(["init"]) == 1
    assert (repository / "lepton-iac.yml").read_text(encoding="utf-8") == "version: 1\n"


def test_a_project_that_is_nowhere_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "lepton-iac.yml").write_text("version: 1\nprojects:\n- path: gone\n", encoding="utf-8")
    assert run(["validate-config"]) == 1
    assert "gone" in capsys.readouterr().err


def test_the_schema_is_the_loaders_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()


def test_doctor_names_the_book_and_the_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "rows, dated" in said
    assert "terraform" in said
    assert max(map(len, said.splitlines())) <= 80


def test_doctor_breaks_a_long_place_between_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEPTON_IAC_DATA", str(tmp_path / "a folder with a name of many words" / "and another one"))
    assert run(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith(" " * 13) for line in lines) >= 1
    assert {line.split()[0] for line in lines if not line.startswith(" ")} >= {"data", "terraform", "holidays"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_the_shells_own(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_LEPTON_IAC_COMPLETE" in capsys.readouterr().out


def test_completion_knows_every_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_LEPTON_IAC_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "lepton-iac ")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        run([])
    said = capsys.readouterr().out
    assert all(f"plain,{name}" in said for name in COMMANDS)
