"""Where the settings of a repository are."""

from pathlib import Path

NAMES = ("lepton-iac.yml", "lepton-iac.yaml", ".lepton-iac.yml", ".lepton-iac.yaml", "infracost.yml")
"""The files looked for in each folder, first one wins."""


def find_config(start: Path) -> Path | None:
    """The nearest settings file from a folder up to the root of its git repository; None where there is none.

    Outside a repository only the folder itself is looked at, so that no stranger's file takes part.
    """
    here = start.resolve()
    folders = [here, *here.parents]
    root = next((index for index, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    for folder in folders[: root + 1]:
        for name in NAMES:
            if (folder / name).is_file():
                return folder / name
    return None
