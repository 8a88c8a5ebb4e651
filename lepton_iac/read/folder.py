"""A folder of HCL without a plan."""

from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.model import Stack


def folder_stack(path: Path, var_files: tuple[Path, ...], workspace: str, timeout_s: float) -> Stack:
    raise ReadError("a folder", where=str(path), mend="give its plan: `terraform show -json PLANFILE > plan.json`")
