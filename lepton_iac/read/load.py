"""One door for everything that can be read: a plan, a state, a folder or standard input."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import Note, Stack
from lepton_iac.read.document import HEAD_BYTES, PLAN_MEND, check_size, parse
from lepton_iac.read.folder import folder_stack
from lepton_iac.read.plan import plan_stack
from lepton_iac.read.state import raw_state, shown_state

NEWEST_MAJOR, NEWEST_MINOR = 1, 2
_VERSION = re.compile(r"^(\d{1,6})\.(\d{1,6})(?:\.\d{1,6})?$")


def load(
    source: str | Path,
    *,
    stdin: bytes | None = None,
    var_files: Sequence[str | Path] = (),
    workspace: str = "default",
    timeout_s: float = 60.0,
) -> Stack:
    """Read a plan, a state or a folder of Terraform or OpenTofu into a Stack.

    Args:
        source: a JSON file, a folder of HCL, or ``-`` for the bytes in ``stdin``.
        stdin: the bytes of standard input, read by the caller.
        var_files: further ``.tfvars`` files, for folders only.
        workspace: what ``terraform.workspace`` is, for folders only.
        timeout_s: how long the evaluation of a folder may take, in seconds.

    Returns:
        A Stack whose kind is ``plan``, ``state`` or ``folder``; secrets are ``SENSITIVE``, the unknown ``AFTER_APPLY``.

    Raises:
        ReadError: the source cannot be read or is none of these; it says where and what to do.
    """
    if str(source) == "-":
        return _guarded(stdin or b"", "standard input")
    path = Path(source)
    try:
        if path.is_dir():
            return folder_stack(path, tuple(Path(item) for item in var_files), workspace, timeout_s)
        return _guarded(_bytes(path), str(source))
    except RecursionError as error:
        raise ReadError(
            "the files are nested too deeply", where=str(source), mend="make a plan and give that"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise ReadError(f"cannot be read: {reason}", where=str(source), mend="check the path") from error


def _bytes(path: Path) -> bytes:
    """The file's bytes; what is large is looked at before it is read whole."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        check_size(head, path.stat().st_size, str(path))
        return head + file.read()


def _guarded(data: bytes, where: str) -> Stack:
    try:
        return _stack(parse(data, where), where)
    except RecursionError as error:
        raise ReadError("the JSON is nested too deeply to be a plan", where=where, mend=PLAN_MEND) from error


def _stack(document: Mapping[str, Any], where: str) -> Stack:
    notes: list[Note] = []
    if "planned_values" not in document and "resource_changes" not in document:
        if "format_version" not in document and "version" in document:
            return raw_state(document, where, notes)
        _check_version(document, where, notes)
        if "configuration" not in document and "prior_state" not in document:
            return shown_state(document, where, notes)
        return plan_stack(document, where, notes)
    _check_version(document, where, notes)
    return plan_stack(document, where, notes)


def _check_version(document: Mapping[str, Any], where: str, notes: list[Note]) -> None:
    """Refuse a newer major format, note a newer minor one: https://developer.hashicorp.com/terraform/internals/json-format."""
    version = document.get("format_version")
    if version is None:
        notes.append(Note("the file does not tell its format version", where))
        return
    match = _VERSION.match(version) if isinstance(version, str) else None
    if match is None:
        raise ReadError("`format_version` is not a version", where=where, mend=PLAN_MEND)
    major, minor = int(match[1]), int(match[2])
    if major > NEWEST_MAJOR:
        mend = "update lepton-iac, or make the plan with an older Terraform"
        raise ReadError(f"format version {version}; this release reads up to {NEWEST_MAJOR}.x", where=where, mend=mend)
    if major == NEWEST_MAJOR and minor > NEWEST_MINOR:
        notes.append(
            Note(f"format version {version} is newer than {NEWEST_MAJOR}.{NEWEST_MINOR}; read all the same", where)
        )
