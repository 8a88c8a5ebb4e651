"""Terragrunt units, planned by the Terragrunt that the user has installed; never without being asked.

Planning runs the user's own code with the user's own credentials and reads the clouds, so it needs ``--terragrunt``.
The commands: https://terragrunt.gruntwork.io/docs/reference/cli-options/ (``plan -out``, ``show -json``).
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from lepton_iac.errors import ReadError

LONGEST_SECONDS = 1800


def is_unit(folder: Path) -> bool:
    """Whether a folder is Terragrunt's: it has a ``terragrunt.hcl`` and no Terraform of its own."""
    return (folder / "terragrunt.hcl").is_file() and not any(folder.glob("*.tf"))


def terragrunt_plan(folder: Path) -> bytes:
    """The plan of a unit in JSON.

    Raises:
        ReadError: Terragrunt is not installed, fails, or does not end.
    """
    command = shutil.which("terragrunt")
    if command is None:
        raise ReadError(
            "the command terragrunt is not installed",
            where=str(folder),
            mend="install it, or make a plan elsewhere (`terragrunt show -json`) and give that",
        )
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        plan = str(Path(scratch) / "plan.bin")
        _run([command, "plan", "-input=false", "-lock=false", f"-out={plan}"], folder)
        shown = _run([command, "show", "-json", plan], folder)
    start = shown.find(b"{")
    if start < 0:
        raise ReadError("terragrunt showed no plan", where=str(folder), mend="run `terragrunt show -json` to see why")
    return shown[start:]


def _run(arguments: list[str], folder: Path) -> bytes:
    try:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, timeout=LONGEST_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReadError(
            f"terragrunt did not finish: {type(error).__name__}",
            where=str(folder),
            mend=f"run `terragrunt {arguments[1]}` there to see why",
        ) from None
    if done.returncode != 0:
        raise ReadError(
            f"terragrunt {arguments[1]} ended with {done.returncode}",
            where=str(folder),
            mend=f"run `terragrunt {arguments[1]}` there; its own words may hold secrets, so they are not repeated",
        )
    return done.stdout
