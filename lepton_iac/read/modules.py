"""A folder of HCL and its local modules, written down in the form of a plan's ``configuration``."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import Note, Span
from lepton_iac.read.syntax import Block, Expression, attributes, blocks, first_error, parse_hcl

MAX_DEPTH = 30
_META = frozenset({"count", "for_each", "provider", "depends_on"})
_META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
_CREDENTIALS = re.compile(r"://[^/@\s]*@")

SpanKey = tuple[str, str, str]
"""Module (``module.a.module.b``, no keys, empty for the root), type (``data.`` before that of a data source), name."""


@dataclass(slots=True)
class Folder:
    """What the files of a folder say before anything is evaluated."""

    root: Path
    written: dict[str, Any] = field(default_factory=dict)
    providers: dict[str, dict[str, Any]] = field(default_factory=dict)
    spans: dict[SpanKey, Span] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    downloaded: Mapping[str, Path] = field(default_factory=dict)

    def shown(self, path: Path) -> str:
        """A path as messages show it: from the folder that was given."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def read_folder(root: Path) -> Folder:
    """All modules of a folder.

    Raises:
        ReadError: a file is broken (file and line), or a module calls itself.
    """
    folder = Folder(root, downloaded=_downloaded(root))
    folder.written = _module(folder, root, (), {}, (root.resolve(),))
    return folder


def _downloaded(root: Path) -> dict[str, Path]:
    """Modules that ``terraform init`` has fetched, by their call path ``a.b``."""
    try:
        listed = json.loads((root / ".terraform/modules/modules.json").read_bytes())["Modules"]
        return {str(item["Key"]): root / str(item["Dir"]) for item in listed if item["Key"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def files_of(directory: Path) -> list[Path]:
    """The HCL files of one module, by name.

    Raises:
        ReadError: an override file, whose blocks change others: without a plan the result would be wrong.
    """
    files = sorted(path for path in directory.iterdir() if path.suffix == ".tf" and path.is_file())
    override = next((path for path in files if path.stem == "override" or path.stem.endswith("_override")), None)
    if override is not None:
        mend = "make a plan and give that: `terraform show -json PLANFILE > plan.json`"
        raise ReadError("override files are not merged without a plan", where=str(override), mend=mend)
    return files


def _module(
    folder: Folder, directory: Path, path: tuple[str, ...], passed: Mapping[str, str], above: tuple[Path, ...]
) -> dict[str, Any]:
    """One module with its calls; ``passed`` maps its provider names to keys of ``folder.providers``."""
    found = [(file, block) for file in files_of(directory) for block in _blocks(folder, file)]
    for file in sorted(directory.iterdir()):
        if file.name.endswith((".tf.json", ".tofu", ".tofu.json")):
            folder.notes.append(Note("not read: without a plan only .tf files are", folder.shown(file)))
    names = dict(passed)
    for _, block in found:
        if block.kind == "provider" and block.labels:
            _provider(folder, block, path, names)
    written: dict[str, Any] = {"resources": [], "module_calls": {}, "variables": {}, "outputs": {}, "locals": {}}
    for file, block in found:
        _declare(folder, file, block, path, written, names)
    for file, block in found:
        if block.kind == "module" and block.labels:
            call = _call(folder, directory, file, block, path, names, above)
            written["module_calls"][block.labels[0]] = call
    return written


def _blocks(folder: Folder, file: Path) -> Iterator[Block]:
    data = file.read_bytes()
    root = parse_hcl(data.removeprefix(b"\xef\xbb\xbf"))
    line = first_error(root)
    if line is not None and not _second_opinion(data):
        where = f"{folder.shown(file)}:{line}"
        raise ReadError("the file is broken here", where=where, mend="run `terraform validate` and correct the file")
    return blocks(root)


def _second_opinion(data: bytes) -> bool:
    """Whether the stricter parser accepts a file in which the fast one sees an error."""
    from hcl2 import loads

    try:
        loads(data.decode("utf-8-sig"))
    except Exception:  # noqa: BLE001  # the parser raises its own and lark's errors; all mean "no"
        return False
    return True


def _provider(folder: Folder, block: Block, path: tuple[str, ...], names: dict[str, str]) -> None:
    expressions = body(block)
    alias = (expressions.pop("alias", None) or {}).get("constant_value")
    local = block.labels[0] + (f".{alias}" if alias else "")
    module = address(path)
    key = f"{module}:{local}" if module else local
    names[local] = key
    folder.providers[key] = {
        "name": block.labels[0],
        "alias": alias or "",
        "module_address": module,
        "expressions": expressions,
    }


def _declare(
    folder: Folder, file: Path, block: Block, path: tuple[str, ...], written: dict[str, Any], names: Mapping[str, str]
) -> None:
    if block.kind in {"resource", "data"} and len(block.labels) == 2:
        written["resources"].append(_resource(block, names))
        type_ = block.labels[0] if block.kind == "resource" else f"data.{block.labels[0]}"
        span = Span(folder.shown(file), block.first_line, block.last_line)
        folder.spans[address(path), type_, block.labels[1]] = span
    elif block.kind == "variable" and block.labels:
        found = dict(attributes(block.body))
        variable: dict[str, Any] = {"sensitive": found.get("sensitive", {}).get("constant_value") is True}
        if "default" in found:
            variable["default"] = found["default"]
        written["variables"][block.labels[0]] = variable
    elif block.kind == "output" and block.labels:
        written["outputs"][block.labels[0]] = {"expression": dict(attributes(block.body)).get("value", {})}
    elif block.kind == "locals":
        written["locals"].update(attributes(block.body))


def _resource(block: Block, names: Mapping[str, str]) -> dict[str, Any]:
    meta = dict(attributes(block.body))
    asked = (meta.get("provider", {}).get("references") or [block.labels[0].split("_", 1)[0]])[0]
    return {
        "mode": "managed" if block.kind == "resource" else "data",
        "type": block.labels[0],
        "name": block.labels[1],
        "provider_config_key": names.get(asked, asked),
        "expressions": body(block),
        "dynamics": dynamics(block),
        "count_expression": meta.get("count"),
        "for_each_expression": meta.get("for_each"),
    }


def body(block: Block) -> Expression:
    """Attributes and static nested blocks (as lists) of a block."""
    found: Expression = {name: value for name, value in attributes(block.body) if name not in _META}
    for inner in blocks(block.body):
        if inner.kind != "dynamic" and inner.kind not in _META_BLOCKS:
            found.setdefault(inner.kind, [])
            if isinstance(found[inner.kind], list):
                found[inner.kind].append(body(inner))
    return found


def dynamics(block: Block) -> dict[str, list[Expression]]:
    """For each block type made by ``dynamic``, the expressions it depends on; deeper ones count as ``nested``."""
    found: dict[str, list[Expression]] = {}
    for inner in blocks(block.body):
        if inner.kind == "dynamic" and inner.labels:
            content = next((item for item in blocks(inner.body) if item.kind == "content"), None)
            for_each = dict(attributes(inner.body)).get("for_each", {})
            entry = {"for_each": for_each, "content": body(content) if content else {}}
            found.setdefault(inner.labels[0], []).append(entry)
            if content and dynamics(content):
                found[inner.labels[0]].append({"nested": True})
        elif inner.kind not in _META_BLOCKS and dynamics(inner):
            found.setdefault(inner.kind, []).append({"nested": True})
    return found


def _call(
    folder: Folder,
    directory: Path,
    file: Path,
    block: Block,
    path: tuple[str, ...],
    names: Mapping[str, str],
    above: tuple[Path, ...],
) -> dict[str, Any]:
    meta = dict(attributes(block.body))
    source = meta.get("source", {}).get("constant_value")
    source = source if isinstance(source, str) else ""
    name = block.labels[0]
    call: dict[str, Any] = {
        "source": source,
        "expressions": body(block),
        "count_expression": meta.get("count"),
        "for_each_expression": meta.get("for_each"),
        "module": {},
    }
    inside = _directory(folder, directory, source, (*path, name))
    where = f"{folder.shown(file)}:{block.first_line}"
    if inside is None:
        kind = "local" if source.startswith(".") else "remote"
        shown = _CREDENTIALS.sub("://", source.split("?", 1)[0]) or name
        folder.notes.append(Note(f"not priced: {kind} module {shown}", where))
    elif inside.resolve() in above or len(above) > MAX_DEPTH:
        raise ReadError(f"module {name} calls itself", where=where, mend="break the circle of module calls")
    else:
        passed = _passed(meta.get("providers", {}), names)
        call["module"] = _module(folder, inside, (*path, name), passed, (*above, inside.resolve()))
    return call


def _directory(folder: Folder, directory: Path, source: str, path: tuple[str, ...]) -> Path | None:
    local = source.startswith(("./", "../", ".\\", "..\\"))
    inside = directory / source if local else folder.downloaded.get(".".join(path))
    return inside if inside is not None and inside.is_dir() else None


def _passed(given: Expression, names: Mapping[str, str]) -> dict[str, str]:
    """Provider names inside a called module: those passed, and the plain ones, which are inherited."""
    inherited = {name: key for name, key in names.items() if "." not in name}
    for name, asked in given.items():
        outer = asked.get("references") if isinstance(asked, dict) else None
        if outer:
            inherited[name] = names.get(outer[0], outer[0])
    return inherited


def address(path: tuple[str, ...]) -> str:
    """A module's address without instance keys."""
    return ".".join(f"module.{name}" for name in path)
