"""A settings file becomes checked values; every mistake is told with file and line."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.config.fields import PROJECT, SECTIONS, Field
from lepton_iac.errors import LeptonError
from lepton_iac.plain_yaml import Node, read_yaml

VERSION = 1
_TOP = ("version", "projects", *SECTIONS)


@dataclass(frozen=True)
class ProjectConfig:
    """One project of the file.

    Attributes:
        path: the folder, plan or state, from the file's own folder on.
        name: what reports call it.
        plan: the plan of the folder, where one is named.
        settings: parameter name to value, over the file's general ones.
    """

    path: Path
    name: str
    plan: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """What a settings file says.

    Attributes:
        file: where it was read.
        settings: section to field to value, as written, with paths made whole.
        projects: in the order of the file.
        notes: what the file says that has no meaning here, each with its line.
    """

    file: Path
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    projects: tuple[ProjectConfig, ...] = ()
    notes: tuple[str, ...] = ()

    def options(self) -> dict[str, Any]:
        """Parameter name of the commands to the value that the file gives it."""
        return {
            SECTIONS[section][name].option: value
            for section, values in self.settings.items()
            for name, value in values.items()
            if SECTIONS[section][name].option
        }


def load_config(file: Path) -> Config:
    """Read `lepton-iac.yml`, or an `infracost.yml`.

    Raises:
        LeptonError: the file cannot be read, is no such file, or a field is not understood; with file and line.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot read: {error.strerror}", where=str(file), mend="check the path") from error
    root = _Reader(file, file.parent).mapping(read_yaml(data, str(file)), "the file")
    if _is_infracost(file, root):
        from lepton_iac.config.infracost_yml import infracost_config

        return infracost_config(file, root)
    return _config(file, root)


def _is_infracost(file: Path, root: Mapping[str, Node]) -> bool:
    version = root.get("version")
    return file.name.startswith("infracost") or (version is not None and str(version.plain) in {"0.1", "0.2"})


def _config(file: Path, root: Mapping[str, Node]) -> Config:
    read = _Reader(file, file.parent)
    read.known(root, _TOP, "")
    version = root.get("version")
    if version is None or version.plain != VERSION:
        line = version.line if version is not None else 1
        raise read.wrong(line, f"the version must be {VERSION}", "write `version: 1` on top")
    settings = {
        section: dict(read.fields(root[section], fields, f"{section}."))
        for section, fields in SECTIONS.items()
        if section in root
    }
    return Config(file, settings, tuple(read.projects(root.get("projects"))))


@dataclass(frozen=True)
class _Reader:
    """Reads nodes of one file; relative paths start at its folder."""

    file: Path
    folder: Path

    def wrong(self, line: int, what: str, mend: str) -> LeptonError:
        return LeptonError(what, where=f"{self.file}:{line}", mend=mend)

    def mapping(self, node: Node, what: str) -> Mapping[str, Node]:
        if not isinstance(node.value, dict):
            raise self.wrong(node.line, f"{what} must be a mapping of keys to values", "see `lepton-iac init`")
        return node.value

    def known(self, found: Mapping[str, Node], allowed: tuple[str, ...], prefix: str) -> None:
        for name, node in found.items():
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, 1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(allowed)}"
                raise self.wrong(node.line, f"there is no setting {prefix}{name[:80]}", hint)

    def fields(self, node: Node, fields: Mapping[str, Field], prefix: str) -> Iterator[tuple[str, Any]]:
        found = self.mapping(node, prefix.removesuffix("."))
        self.known(found, tuple(fields), prefix)
        for name, inner in found.items():
            if inner.value is not None:
                yield name, self.value(inner, fields[name], prefix + name)

    def value(self, node: Node, field_: Field, name: str) -> Any:
        if field_.kind in {"texts", "paths"}:
            items = node.value if isinstance(node.value, list) else [node]
            return tuple(self._one(item, field_, name) for item in items)
        return self._one(node, field_, name)

    def _one(self, node: Node, field_: Field, name: str) -> Any:
        plain, kind = node.value, field_.kind.removesuffix("s")
        right = _RIGHT[kind](plain)
        if not right or (field_.one_of and plain not in field_.one_of):
            meant = f"one of {', '.join(field_.one_of)}" if field_.one_of else f"such as {field_.example}"
            raise self.wrong(node.line, f"{name} is not {_WORDS[kind]}", f"write {meant}")
        if kind == "path":
            return self.folder / plain
        return plain if kind == "flag" else str(plain)

    def projects(self, node: Node | None) -> Iterator[ProjectConfig]:
        if node is None or node.value is None:
            return
        if not isinstance(node.value, list):
            raise self.wrong(node.line, "projects must be a list", "write each one as `- path: infra/prod`")
        for item in node.value:
            values = dict(self.fields(item, PROJECT, "projects."))
            if "path" not in values:
                raise self.wrong(item.line, "a project needs a path", "write `- path: infra/prod`")
            path, plan = values.pop("path"), values.pop("plan", None)
            written = str(item.value["path"].value)
            yield ProjectConfig(path, values.pop("name", written), plan, values, values.pop("exclude", ()))


_RIGHT: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda plain: isinstance(plain, str | int | Decimal) and not isinstance(plain, bool) and plain != "",
    "path": lambda plain: isinstance(plain, str) and plain != "",
    "number": lambda plain: isinstance(plain, int | Decimal) and not isinstance(plain, bool) and plain >= 0,
    "flag": lambda plain: isinstance(plain, bool),
}
_WORDS = {"text": "a text", "path": "a path", "number": "a number of 0 or more", "flag": "true or false"}
