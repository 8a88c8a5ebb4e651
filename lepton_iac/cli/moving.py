"""`lepton-iac rewrite --to`: the same stack as a new module of another cloud."""

from pathlib import Path

import click

from lepton_iac.cli.session import emit
from lepton_iac.job.moving import Moved, cheapest, moved
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import Priced
from lepton_iac.write.new_module import TARGETS, deliver

CHOICES = (*TARGETS, "cheapest")


def write_module(folder: Path, known: Priced, to: str, limits: Constraints, mode: str, out_dir: Path | None) -> None:
    """Write the module to a new folder, or print its files and its cost table.

    Raises:
        LeptonError: the folder holds something, the stack is there already, or no cloud is surely the cheapest.
    """
    if mode in {"check", "in-place"}:
        raise click.UsageError(f"--to writes a new module, so it does not go with --{mode}")
    name = stack_name(folder)
    option: Moved | None
    if to == "cheapest":
        why, option = cheapest(name, known, limits)
        click.echo(why, err=True)
        if option is None:
            return
    else:
        option = moved(name, known, TARGETS[to], limits)
    if out_dir is None:
        emit(shown(option))
        return
    deliver(option.files, out_dir)
    words = "file" if len(option.files) == 1 else "files"
    click.echo(
        f"{len(option.files)} {words} for {option.target.title} written to {out_dir}; read README.md first", err=True
    )


def stack_name(folder: Path) -> str:
    """The folder's name; its parent's where the folder is named after a cloud."""
    here = folder.resolve()
    return here.parent.name if here.name in {*TARGETS, "azurerm", "gcp", "terraform"} else here.name


def shown(option: Moved) -> str:
    """The files with their sizes, and the cost table of the README."""
    listed = [f"{name:<16} {text.count(chr(10)):>5} lines" for name, text in sorted(option.files.items())]
    table = option.files["README.md"].partition("## Cost per month")[2].partition("## What stands in")[0]
    return "\n".join([*listed, "", "Cost per month" + table.rstrip(), ""])
