"""`lepton-iac doctor` and `completion`: is everything in place, and the shell's help."""

import importlib.util
import os
import platform
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from lepton_iac import __version__
from lepton_iac.cli.columns import WIDTH
from lepton_iac.cli.session import cache_dir, data_dir, price_book
from lepton_iac.config.find import find_config
from lepton_iac.errors import LeptonError
from lepton_iac.job.report import book_words

TOOLS: Mapping[str, str] = {
    "terraform": "plans, and checks of what was rewritten",
    "tofu": "the same, OpenTofu",
    "terragrunt": "plans of Terragrunt units (--terragrunt)",
    "infracost": "a second opinion (--pricer infracost)",
    "opa": "Rego policies (check --rego)",
    "conftest": "Rego policies (check --rego)",
    "git": "places of settings, branches of changes",
}
"""Programs that are used where they are installed; none is needed."""
EXTRAS: Mapping[str, tuple[str, str]] = {
    "parquet": ("pyarrow", "Parquet in and out"),
    "cluster": ("distributed", "forecasts and scans on a Dask cluster (--cluster)"),
    "serve": ("fastapi", "the service (serve)"),
    "holidays": ("holidays", "calendars of countries (--holidays)"),
}


@click.command()
def doctor() -> None:
    """What this installation has: versions, price book, folders, programs, extras; exit code 1 if something is broken.

    \b
    Example:
      lepton-iac doctor
    """
    for name, state in _rows():
        click.echo(_hanging(f"{name:12} {state}"))


def _hanging(line: str) -> str:
    indent = " " * 13
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _rows() -> Iterator[tuple[str, str]]:
    yield "lepton-iac", __version__
    yield "python", f"{platform.python_version()} on {sys.platform}"
    words = book_words(price_book())
    yield (
        "price book",
        f"{words['edition']}, {words['rows']} rows, dated {words['oldest row']} to {words['newest row']}",
    )
    for name, folder in (("cache", cache_dir()), ("data", data_dir())):
        yield name, f"{folder} ({_state(folder)})"
    yield "settings", str(find_config(Path.cwd()) or "none; lepton-iac init writes one")
    for tool, use in TOOLS.items():
        yield tool, f"{shutil.which(tool) or 'not installed'}; for {use}"
    for extra, (module, use) in EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        yield extra, f"{'installed' if there else f'not installed (the extra {extra})'}; for {use}"


def _state(folder: Path) -> str:
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(existing, os.W_OK):
        return "cannot be written to"
    return "ready" if folder.exists() else "will be made"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and options.

    \b
    Examples:
      lepton-iac completion bash >> ~/.bashrc
      lepton-iac completion zsh > "${fpath[1]}/_lepton-iac"
      lepton-iac completion fish > ~/.config/fish/completions/lepton-iac.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise LeptonError(f"no completion for {shell}", mend="bash, zsh or fish")
    root = click.get_current_context().find_root().command
    click.echo(made(root, {}, "lepton-iac", "_LEPTON_IAC_COMPLETE").source())
