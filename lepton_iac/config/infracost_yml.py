"""An `infracost.yml` as it is: what has a meaning here is taken over, the rest is said.

Source of the fields: https://www.infracost.io/docs/features/config_file/ (configuration version 0.1).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lepton_iac.config.load import Config, ProjectConfig
from lepton_iac.errors import LeptonError
from lepton_iac.plain_yaml import Node

_TAKEN = {
    "usage_file": "usage_file",
    "terraform_var_files": "var_files",
    "terraform_workspace": "workspace",
}
_SILENT = frozenset({"path", "name", "exclude_paths", "skip_autodetect", "dependency_paths", "include_all_paths"})


def infracost_config(file: Path, root: Mapping[str, Node]) -> Config:
    """The projects of an Infracost configuration file.

    Raises:
        LeptonError: it has no list of projects, or one has no path.
    """
    listed = root.get("projects")
    if listed is None or not isinstance(listed.value, list):
        line = listed.line if listed is not None else 1
        raise LeptonError("no list of projects", where=f"{file}:{line}", mend="an infracost.yml names `projects:`")
    notes: list[str] = []
    projects = tuple(_project(file, item, notes) for item in listed.value)
    return Config(file, {}, projects, tuple(notes))


def _project(file: Path, item: Node, notes: list[str]) -> ProjectConfig:
    found: Mapping[str, Node] = item.value if isinstance(item.value, dict) else {}
    path = found.get("path")
    if path is None or not isinstance(path.value, str):
        raise LeptonError("a project needs a path", where=f"{file}:{item.line}", mend="write `- path: infra/prod`")
    notes.extend(_without_meaning(file, found))
    base = file.parent / path.value
    settings = {
        ours: _value(file.parent, base, theirs, found[theirs]) for theirs, ours in _TAKEN.items() if theirs in found
    }
    name = found["name"].plain if "name" in found else path.value
    excluded = found["exclude_paths"].plain if "exclude_paths" in found else []
    return ProjectConfig(base, str(name), None, settings, tuple(map(str, excluded)))


def _value(folder: Path, base: Path, theirs: str, node: Node) -> Any:
    """Usage files start at the configuration's folder, variable files at the project's, as Infracost reads them."""
    if theirs == "terraform_workspace":
        return str(node.plain)
    if theirs == "usage_file":
        return folder / str(node.plain)
    items = node.plain if isinstance(node.plain, list) else [node.plain]
    return tuple(base / str(item) for item in items)


def _without_meaning(file: Path, found: Mapping[str, Node]) -> Iterator[str]:
    for name, node in found.items():
        if name not in _TAKEN and name not in _SILENT:
            more = "; give a plan, or a variable file" if name == "terraform_vars" else ""
            yield f"{file}:{node.line}: {name} is not used{more}"
