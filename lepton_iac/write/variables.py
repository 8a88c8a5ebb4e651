"""The variable files in force: Terraform's order of precedence, the last one that sets a variable wins."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.write.module import Folder
from lepton_iac.write.syntax import Attribute


def variables_in_force(folder: Folder, var_files: Sequence[Path | str]) -> Mapping[str, Attribute]:
    """For each variable that a file sets, the assignment that wins.

    The order is that of https://developer.hashicorp.com/terraform/language/values/variables: ``terraform.tfvars``,
    ``terraform.tfvars.json``, ``*.auto.tfvars`` and ``*.auto.tfvars.json`` by name, then the files given.

    Raises:
        WriteError: a file that was given does not exist.
    """
    found: dict[str, Attribute] = {}
    for file in [*_automatic(folder.path), *(given_file(folder.path, file) for file in var_files)]:
        found.update(folder.source(file).body.attributes)
    return found


def _automatic(folder: Path) -> list[Path]:
    first = [folder / "terraform.tfvars", folder / "terraform.tfvars.json"]
    automatic = [entry for entry in folder.iterdir() if entry.name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    return [file for file in first if file.is_file()] + sorted(automatic, key=lambda entry: entry.name)


def given_file(folder: Path, file: Path | str) -> Path:
    """A variable file as given, or relative to the folder.

    Raises:
        WriteError: there is no such file.
    """
    for candidate in (Path(file), folder / file):
        if candidate.is_file():
            return candidate
    raise WriteError("there is no such variable file", where=str(file), mend="check the path given as a variable file")
