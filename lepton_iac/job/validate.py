"""What Terraform or OpenTofu itself says of the changed text; asked in a copy, so that no folder of the user's moves.

``fmt -check`` reads its input alone. ``validate`` needs the providers: those of the folder's ``.terraform`` are lent to
the copy. Without them they would have to be downloaded, which only ``require`` does (``init -backend=false``);
https://developer.hashicorp.com/terraform/cli/commands/validate.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.job.agree import Part, clusters
from lepton_iac.job.deliver import Outcome, patch_of
from lepton_iac.model import Patch
from lepton_iac.write import patched_copy

LEVELS = ("auto", "require", "off")
_LONGEST_SECONDS = 600
_UNFORMATTED = 3


@dataclass(frozen=True, slots=True)
class _Program:
    path: str

    @property
    def name(self) -> str:
        return Path(self.path).stem

    def run(self, folder: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_CLI_ARGS", "TF_LOG"))}
        environment = {**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_DATA_DIR": ".terraform"}
        try:
            return subprocess.run(
                [self.path, *arguments],
                cwd=folder,
                input=data,
                capture_output=True,
                timeout=_LONGEST_SECONDS,
                env=environment,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise WriteError(f"{self.name} {arguments[0]} did not finish: {type(error).__name__}") from None


def validated(parts: Sequence[Part], outcomes: Sequence[Outcome], level: str) -> tuple[tuple[Outcome, ...], list[str]]:
    """Ask Terraform or OpenTofu about every changed stack; who shares a changed file with a bad one is held too.

    Args:
        level: ``auto``: whatever can be asked without a download; ``require``: all, or nothing is written.

    Returns:
        The outcomes, with why for stacks that did not pass; and a sentence for each stack on what was asked.
    """
    found = list(outcomes)
    known = [(at, patch) for at, outcome in enumerate(outcomes) if (patch := patch_of(outcome)) and not patch.empty]
    said: list[str] = []
    for group in clusters([patch for _, patch in known]):
        members = [known[one] for one in group]
        try:
            words = [(at, asked(patch, parts[at].folder, level)) for at, patch in members]
        except LeptonError as error:
            for at, _ in members:
                found[at] = error
        else:
            said += [f"{parts[at].name}: {text}" if len(parts) > 1 else text for at, text in words]
    return tuple(found), said


def asked(patch: Patch, folder: Path, level: str) -> str:
    """What was asked about one patch, in words.

    Raises:
        WriteError: the stack no longer validates, a changed file is no longer formatted where that is required, or what
            is required cannot be asked.
    """
    path = shutil.which("terraform") or shutil.which("tofu")
    if path is None:
        if level == "require":
            raise WriteError("neither terraform nor tofu is installed", mend="install one, or use --validate auto")
        return "not validated: neither terraform nor tofu is installed"
    program = _Program(path)
    fault = next(_unformatted(program, patch, folder), "")
    if fault and level == "require":
        mend = "nothing was written; --validate auto writes it and says so"
        raise WriteError(f"{fault} is formatted now and would not be after the change", where=str(folder), mend=mend)
    form = f"{program.name} fmt would align {fault} anew" if fault else f"{program.name} fmt -check passed"
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        copy = patched_copy(patch, folder, Path(scratch))
        missing = _providers(program, folder, copy, level)
        if missing:
            return f"{form}; not validated: {missing}"
        fault = _invalid(program, copy)
    if fault and (level == "require" or not _invalid_before(program, folder, patch, level)):
        raise WriteError(f"{program.name} validate: {fault}", where=str(folder), mend="nothing was written")
    if fault:
        return f"{form}; the stack does not validate, before the change or after: {fault}"
    return f"{form}; validate passed"


def _unformatted(program: _Program, patch: Patch, folder: Path) -> Iterator[str]:
    """Files that were formatted and are not any more; one that never was is left as its author likes it."""
    for name, data in patch.results.items():
        if name.endswith(".json"):
            continue
        before, after = (
            program.run(folder, "fmt", "-check", "-", data=one).returncode for one in (patch.originals[name], data)
        )
        if before == 0 and after == _UNFORMATTED:
            yield name


def _providers(program: _Program, folder: Path, copy: Path, level: str) -> str:
    """Lend the folder's providers to the copy; why that cannot be, else empty."""
    own = folder.resolve() / ".terraform"
    if own.is_dir():
        (copy / ".terraform").mkdir()
        for name in ("providers", "modules"):
            if (own / name).exists():
                (copy / ".terraform" / name).symlink_to(own / name)
        return ""
    if level != "require":
        return "the folder is not initialised (`init` it, or --validate require, which may download its providers)"
    done = program.run(copy, "init", "-backend=false", "-input=false", "-no-color")
    if done.returncode != 0:
        words = _first_error(done.stderr)
        raise WriteError(f"{program.name} init: {words}", where=str(folder), mend="or use --validate auto")
    return ""


def _invalid(program: _Program, copy: Path) -> str:
    """The first error of ``validate``; empty when there is none."""
    done = program.run(copy, "validate", "-json")
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return _first_error(done.stderr)
    errors = [one for one in told.get("diagnostics", ()) if one.get("severity") == "error"]
    if not errors:
        return "" if told.get("valid") else "it does not say why"
    place = errors[0].get("range") or {}
    line = (place.get("start") or {}).get("line", "")
    return f"{place.get('filename', '')}:{line}: {errors[0].get('summary', '')}".lstrip(":").strip()


def _invalid_before(program: _Program, folder: Path, patch: Patch, level: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        copy = patched_copy(replace(patch, results={}), folder, Path(scratch))
        return bool(_providers(program, folder, copy, level) or _invalid(program, copy))


def _first_error(said: bytes) -> str:
    lines = [line.strip(" │╷╵") for line in said.decode(errors="replace").splitlines()]
    return next((line for line in lines if line.startswith("Error")), "it failed").removeprefix("Error: ")
