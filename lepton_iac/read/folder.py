"""A folder of HCL without a plan becomes a Stack, evaluated in a worker process with a time limit."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import lepton_iac
from lepton_iac.errors import ReadError
from lepton_iac.model import Stack
from lepton_iac.read.address import module_steps
from lepton_iac.read.assembly import assemble
from lepton_iac.read.configuration import Configuration, configuration
from lepton_iac.read.evaluated import Evaluated
from lepton_iac.read.modules import Folder, files_of, read_folder
from lepton_iac.read.origins import Origins
from lepton_iac.read.row import Row, unique
from lepton_iac.read.spans import span_of
from lepton_iac.read.syntax import Expression, attributes, first_error, parse_hcl

Json = Mapping[str, Any]
PLAN_MEND = "make a plan and give that: `terraform show -json PLANFILE > plan.json`"
_PLACE = re.compile(
    r"(?P<file>[^\s:]+\.(?:tf|tfvars)(?:\.json)?):(?P<line>\d+)(?:,\d+(?:-\d+(?:,\d+)?)?)?: (?P<what>[^;]+)"
)


def folder_stack(root: Path, var_files: tuple[Path, ...], workspace: str, timeout_s: float) -> Stack:
    """The Stack of a folder; every action is ``create`` and nothing is known about the past.

    Args:
        root: the folder with the root module.
        var_files: variable files given by the user, last wins; the folder's own come first.
        workspace: the value of ``terraform.workspace``.
        timeout_s: when the evaluation is stopped, in seconds.

    Raises:
        ReadError: no HCL, broken HCL or variable files (file and line), or the time is up.
    """
    if not files_of(root):
        mend = "give a folder with .tf files, a plan in JSON or a state"
        raise ReadError("the folder holds no .tf files", where=str(root), mend=mend)
    folder = read_folder(root)
    files = (*_own_var_files(root), *var_files)
    given = _given(files)
    blocks = _evaluate(root, files, workspace, timeout_s)
    config = configuration({"configuration": {"root_module": folder.written}}, str(root))
    origins = Origins(config, given)
    _settle_providers(folder, config, blocks, origins)
    evaluated = Evaluated(blocks, config, origins)
    # The evaluator lists resources in an order of its own that changes from run to run.
    rows = unique(sorted(evaluated.rows(), key=lambda row: row.address), str(root))
    _place(rows.values(), folder)
    notes = (*folder.notes, *evaluated.uncounted())
    return Stack(assemble(rows, config), source=str(root), kind="folder", notes=notes)


def _own_var_files(root: Path) -> list[Path]:
    """Variable files that Terraform takes by itself, in its order.

    https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
    """
    named = [root / "terraform.tfvars", root / "terraform.tfvars.json"]
    automatic = sorted([*root.glob("*.auto.tfvars"), *root.glob("*.auto.tfvars.json")])
    return [path for path in (*named, *automatic) if path.is_file()]


def _given(files: Iterable[Path]) -> dict[str, Expression]:
    """The variables that variable files set, as expressions.

    Raises:
        ReadError: a file is not there or is broken (file and line).
    """
    given: dict[str, Expression] = {}
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            what = f"the variable file cannot be read: {error.strerror}"
            raise ReadError(what, where=str(file), mend="check the path") from error
        given.update(_json_variables(data, file) if file.suffix == ".json" else _variables(data, file))
    return given


def _variables(data: bytes, file: Path) -> dict[str, Expression]:
    root = parse_hcl(data.removeprefix(b"\xef\xbb\xbf"))
    line = first_error(root)
    if line is not None:
        raise ReadError("the variable file is broken here", where=f"{file}:{line}", mend="write `name = value` lines")
    return dict(attributes(root))


def _json_variables(data: bytes, file: Path) -> dict[str, Expression]:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReadError("the variable file is not JSON", where=str(file), mend="correct the file") from error
    if not isinstance(values, dict):
        raise ReadError("the variable file is not a JSON object", where=str(file), mend="correct the file")
    return {name: {"constant_value": value} for name, value in values.items()}


def _evaluate(root: Path, files: Iterable[Path], workspace: str, timeout_s: float) -> dict[str, Any]:
    request = {
        "folder": str(root.resolve()),
        "var_files": [str(file.resolve()) for file in files],
        "workspace": workspace,
    }
    package = str(Path(lepton_iac.__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    try:
        # -P keeps the user's folder out of the import path.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "lepton_iac.read.folder_worker"],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=timeout_s,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired as error:
        what = f"the evaluation of the folder took more than {timeout_s:g} s and was stopped"
        raise ReadError(what, where=str(root), mend=PLAN_MEND) from error
    return _answer(done.stdout, root)


def _answer(output: bytes, root: Path) -> dict[str, Any]:
    try:
        answer = json.loads(output, parse_float=Decimal)
    except ValueError as error:
        raise ReadError("the evaluator of the folder broke off", where=str(root), mend=PLAN_MEND) from error
    if "error" in answer:
        raise _broken(str(answer["error"]), root)
    blocks: dict[str, Any] = answer["blocks"]
    return blocks


def _broken(message: str, root: Path) -> ReadError:
    """The evaluator's message as ours: file, line and what is wrong, without the rest of it."""
    place = _PLACE.search(message)
    mend = "run `terraform validate` and correct the file"
    if place is None:
        return ReadError("the folder could not be evaluated", where=str(root), mend=mend)
    return ReadError(place["what"].strip(), where=f"{place['file']}:{place['line']}", mend=mend)


def _settle_providers(folder: Folder, config: Configuration, blocks: Json, origins: Origins) -> None:
    """Provider blocks with the evaluator's values for region, zone and default tags, where these are known."""
    values = {}
    for entry in blocks.get("provider") or ():
        meta = entry.get("__tfmeta") or {}
        module = ".".join(f"module.{name}" for name, _ in module_steps(str(meta.get("path", ""))))
        alias = entry.get("alias")
        local = str(meta.get("label", "")) + (f".{alias}" if alias else "")
        values[f"{module}:{local}" if module else local] = entry
    for key, block in folder.providers.items():
        path = tuple(name for name, _ in module_steps(block["module_address"]))
        block["expressions"] = _settled(block["expressions"], values.get(key, {}), path, origins)
        config.providers[key] = block


def _settled(expressions: Expression, values: Json, path: tuple[str, ...], origins: Origins) -> Expression:
    settled = dict(expressions)
    for name in ("region", "zone"):
        value = values.get(name)
        if isinstance(value, str) and origins.untold(expressions.get(name), path) is None:
            settled[name] = {"constant_value": value}
    tags = values.get("default_tags")
    if isinstance(tags, dict) and origins.untold(expressions.get("default_tags"), path) is None:
        settled["default_tags"] = [{"tags": {"constant_value": tags.get("tags")}}]
    return settled


def _place(rows: Iterable[Row], folder: Folder) -> None:
    for row in rows:
        row.span = span_of(folder.spans, row.module, row.mode, row.type, row.name)
