"""Settings files: what is read, from where, and what a mistake is told as."""

from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.config import find_config, load_config
from lepton_iac.config.fields import PROJECT, SECTIONS
from lepton_iac.config.schema import json_schema
from lepton_iac.errors import LeptonError


def _file(folder: Path, text: str, name: str = "lepton-iac.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_is_read_and_known_to_the_schema(tmp_path: Path) -> None:
    lines = ["version: 1", "projects:"]
    lines += [
        f"{'- ' if index == 0 else '  '}{name}: {one.example}" for index, (name, one) in enumerate(PROJECT.items())
    ]
    for section, fields in SECTIONS.items():
        lines += [f"{section}:", *(f"  {name}: {one.example}" for name, one in fields.items())]
    text = "\n".join(lines)
    config = load_config(_file(tmp_path, text))
    jsonschema.validate(yaml.safe_load(text), json_schema())
    assert {section: set(found) for section, found in config.settings.items()} == {
        section: set(fields) for section, fields in SECTIONS.items()
    }
    assert config.projects[0].path == tmp_path / "infra/prod"
    assert config.settings["metrics"]["files"] == (tmp_path / "metrics.csv",)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("projects: []", 1, "the version must be 1"),
        ("version: 2", 1, "the version must be 1"),
        ("version: 1\ngate:\n  fail_on: x", 3, "there is no setting gate"),
        ("version: 1\ngates:\n  fail_onn: x", 3, "did you mean fail_on?"),
        ("version: 1\ngates:\n  soft_fail: maybe", 3, "gates.soft_fail is not true or false"),
        ("version: 1\nconstraints:\n  max_disruption: reboot", 3, "one of none, online"),
        ("version: 1\nprojects:\n- name: a", 3, "a project needs a path"),
        ("version: 1\nprojects: infra", 2, "projects must be a list"),
        ("version: 1\nusage: &a\n  file: x", 2, "an anchor"),
        ("version: 1\ngates: [1, 2", 2, "not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_mend(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(LeptonError) as caught:
        load_config(_file(tmp_path, text))
    assert words in str(caught.value)
    assert caught.value.where.endswith((f":{line}", f":{line + 1}"))
    assert caught.value.mend


@given(st.binary(max_size=200))
def test_garbage_is_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("garbage") / "lepton-iac.yml"
    path.write_bytes(data)
    with pytest.raises(LeptonError):
        load_config(path)


def test_an_infracost_configuration_is_read_as_it_is(tmp_path: Path) -> None:
    text = (
        "version: 0.1\nprojects:\n  - path: dev\n    usage_file: dev-usage.yml\n    terraform_var_files: [dev.tfvars]\n"
        "    terraform_workspace: dev\n  - path: prod\n    name: production\n    terraform_vars:\n      size: big\n"
    )
    config = load_config(_file(tmp_path, text, "infracost.yml"))
    first, second = config.projects
    assert first.settings == {
        "usage_file": tmp_path / "dev-usage.yml",
        "var_files": (tmp_path / "dev" / "dev.tfvars",),
        "workspace": "dev",
    }
    assert (second.name, second.settings) == ("production", {})
    assert config.notes == (
        f"{tmp_path}/infracost.yml:10: terraform_vars is not used; give a plan, or a variable file",
    )


def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path) -> None:
    _file(tmp_path, "version: 1")
    repository = tmp_path / "repository"
    inner = repository / "infra" / "prod"
    inner.mkdir(parents=True)
    (repository / ".git").mkdir()
    assert find_config(inner) is None
    own = _file(repository, "version: 1")
    assert find_config(inner) == own
    nearer = _file(inner, "version: 1", ".lepton-iac.yml")
    assert find_config(inner) == nearer


def test_outside_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    _file(tmp_path, "version: 1")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert find_config(inner) is None
    assert find_config(tmp_path) == tmp_path / "lepton-iac.yml"
