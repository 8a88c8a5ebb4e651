"""Where the data beside the code is, installed from a wheel or run from a checkout."""

from pathlib import Path

from lepton_iac.errors import LeptonError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``templates``, ``policies`` or ``sample_stacks``.

    Raises:
        LeptonError: the installation is incomplete.
    """
    for candidate in (_PACKAGE / "_assets" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise LeptonError(f"the folder {name!r} is missing from the installation", mend="reinstall lepton-iac")


def package_file(*parts: str) -> Path:
    """A data file inside the package itself, such as the embedded price book."""
    return _PACKAGE.joinpath(*parts)
