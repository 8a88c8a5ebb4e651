"""What a repository holds: root modules, Terragrunt units, plans, usage files; told from the text alone.

A folder of Terraform is a project when it has a ``provider`` block or a backend, or is called by no other folder and
does not lie under a folder of modules or examples. The first half is the rule the field uses
(https://www.infracost.io/docs/features/config_file/, autodetection).
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

SKIPPED = frozenset({"node_modules", "vendor", "__pycache__"})
_LIBRARY = frozenset({"modules", "module", "examples", "example", "test", "tests", "fixtures"})
_BLOCK = re.compile(r'^\s*(?:provider\s+"[^"]+"|backend\s+"[^"]+"|cloud)\s*\{', re.MULTILINE)
_CALL = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*)"', re.MULTILINE)
_TERRAFORM = re.compile(r"^\s*terraform\s*\{", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?:#|//).*$", re.MULTILINE)
_LARGEST_BYTES = 1 << 20
_PLAN_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Found:
    """One project of a repository.

    Attributes:
        path: its folder, from the root on.
        kind: ``terraform`` or ``terragrunt``.
        plan, usage_file: what lies beside it, if anything does.
        var_files: those that Terraform does not load by itself.
    """

    path: Path
    kind: str
    plan: Path | None = None
    usage_file: Path | None = None
    var_files: tuple[Path, ...] = ()


def projects_under(root: Path, exclude: Sequence[str] = ()) -> tuple[Found, ...]:
    """The projects of a repository, by path; hidden and downloaded folders are left out.

    Args:
        exclude: globs on the path from the root on.
    """
    folders = {folder: _text(folder, names) for folder, names in _walk(root, exclude)}
    called = {
        (folder / source).resolve()
        for folder, text in folders.items()
        for source in _CALL.findall(text)
        if not text.startswith("\0")
    }
    return tuple(sorted(_found(root, folders, called), key=lambda one: one.path.as_posix()))


def plans_without_terraform(root: Path, exclude: Sequence[str] = ()) -> Iterator[Path]:
    """Plans in folders that hold no Terraform, as a build leaves them behind; by path."""
    for name, inner, files in os.walk(root):
        folder = Path(name)
        _prune(root, folder, inner, exclude)
        if not any(file.endswith((".tf", ".tf.json")) for file in files):
            yield from (folder / file for file in sorted(files) if file.endswith(".json") and _is_plan(folder / file))


def _found(root: Path, folders: dict[Path, str], called: set[Path]) -> Iterator[Found]:
    for folder, text in folders.items():
        if text.startswith("\0"):
            if _TERRAFORM.search(text):
                yield Found(folder.relative_to(root), "terragrunt")
            continue
        library = _LIBRARY & set(folder.relative_to(root).parts)
        if _BLOCK.search(text) or (folder.resolve() not in called and not library):
            yield _terraform(root, folder)


def _terraform(root: Path, folder: Path) -> Found:
    usage = next((one for one in (folder / "infracost-usage.yml", folder / "usage.yml") if one.is_file()), None)
    var_files = tuple(
        sorted(
            one.relative_to(root)
            for one in folder.glob("*.tfvars")
            if one.name != "terraform.tfvars" and not one.name.endswith(".auto.tfvars")
        )
    )
    plan = next((one for one in sorted(folder.glob("*.json")) if _is_plan(one)), None)
    return Found(
        folder.relative_to(root),
        "terraform",
        plan.relative_to(root) if plan else None,
        usage.relative_to(root) if usage else None,
        var_files,
    )


def _walk(root: Path, exclude: Sequence[str]) -> Iterator[tuple[Path, list[str]]]:
    for name, inner, files in os.walk(root):
        folder = Path(name)
        _prune(root, folder, inner, exclude)
        if any(file.endswith((".tf", ".tf.json")) or file == "terragrunt.hcl" for file in files):
            yield folder, files


def _prune(root: Path, folder: Path, inner: list[str], exclude: Sequence[str]) -> None:
    """Leave hidden, downloaded and excluded folders out of a walk."""
    inner[:] = sorted(
        one
        for one in inner
        if not one.startswith(".") and one not in SKIPPED and not _excluded(root, folder / one, exclude)
    )


def _excluded(root: Path, folder: Path, exclude: Sequence[str]) -> bool:
    path = folder.relative_to(root).as_posix()
    return any(fnmatch(path, pattern) or fnmatch(path, f"{pattern.rstrip('/')}/*") for pattern in exclude)


def _text(folder: Path, names: Sequence[str]) -> str:
    """A folder's Terraform without comments; where it has none, its Terragrunt file behind a NUL."""
    terraform = [name for name in sorted(names) if name.endswith(".tf")]
    if not terraform and "terragrunt.hcl" in names:
        return "\0\n" + _read(folder / "terragrunt.hcl")
    return "\n".join(_read(folder / name) for name in terraform)


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return _COMMENT.sub("", opened.read(_LARGEST_BYTES)).replace("\0", "")
    except OSError:
        return ""


def _is_plan(file: Path) -> bool:
    """Whether a JSON file begins as ``terraform show -json`` does; only its head is looked at."""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            head = opened.read(_PLAN_HEAD)
    except OSError:
        return False
    return '"format_version"' in head and '"terraform_version"' in head and not _whole_state(head)


def _whole_state(head: str) -> bool:
    try:
        return "resource_changes" not in json.loads(head)
    except ValueError:
        return False
