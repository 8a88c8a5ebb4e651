"""What every command that reads a stack may be told."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.configured import overlaid, projects_of_run
from lepton_iac.cli.live import live_of, live_options
from lepton_iac.job.inputs import Inputs

Command = Callable[..., Any]


_PATH = click.Path(path_type=Path, exists=True, dir_okay=False)


def stack_options(command: Command) -> Command:
    """The options that say what to read; the command gets them as one ``inputs``."""
    options = (
        click.argument("path", default=".", type=click.Path(allow_dash=True)),
        click.option("--usage-file", type=_PATH, help="Declared usage, in Infracost's usage-file format."),
        click.option("--metrics", type=_PATH, multiple=True, help="Measured metrics; may be given more than once."),
        click.option("--mapping", type=_PATH, help="CSV or YAML that maps series to Terraform addresses."),
        click.option("--zone", help="Time zone of metric time stamps that carry none, such as Europe/Berlin."),
        click.option("--var-file", "var_files", type=_PATH, multiple=True, help="For a folder without a plan."),
        click.option("--workspace", default="default", show_default=True, help="For a folder without a plan."),
        click.option(
            "--default-region",
            multiple=True,
            help="CLOUD=REGION for resources whose region the plan does not tell, such as aws=eu-west-1.",
        ),
        click.option("--terragrunt", is_flag=True, help="Plan a Terragrunt unit with the installed Terragrunt."),
        click.option("--horizon", default="7d", show_default=True, help="How far to forecast: 24h, 7d, 30d."),
        click.option("--max-breach", default="1%", show_default=True, help="Share of hours demand may pass capacity."),
        click.option(
            "--method", default="auto", show_default=True, help="Forecast method; `auto` chooses and says why."
        ),
        click.option("--holidays", help="Free days: a file with a date on each line, or a calendar such as DE-BY."),
        click.option("--model", type=_PATH, help="A trained global model (`forecast train`)."),
        click.option("--as-of", help="Forecast as if now were this time; nothing later is looked at."),
    )
    command = live_options(command)
    for option in reversed(options):
        command = option(command)
    return command


def inputs_of(arguments: Mapping[str, Any]) -> Inputs:
    """The shared options out of a command's keyword arguments."""
    said = {name: arguments[name] for name in Inputs.__dataclass_fields__ if name != "live"}
    return Inputs(**said, live=live_of(arguments))


@dataclass(frozen=True)
class Named:
    """One stack of a run.

    Attributes:
        name: what reports call it; None for its path.
        inputs: what to read: the plan where the project names one.
        folder: the Terraform it was made from.
    """

    name: str | None
    inputs: Inputs
    folder: Path


def stacks_of(arguments: Mapping[str, Any]) -> tuple[Named, ...]:
    """The stacks of a run: the path that was given, or without one the projects of the settings file.

    Raises:
        LeptonError: a project of the file does not exist.
    """
    given = click.get_current_context().get_parameter_source("path") is not click.core.ParameterSource.DEFAULT
    found = projects_of_run(arguments["path"], given=given)
    if not found:
        path = arguments["path"]
        return (Named(None, inputs_of(arguments), Path(path)),)
    return tuple(
        Named(one.name, inputs_of({**overlaid(arguments, one.settings), "path": shown(one.plan or one.path)}), one.path)
        for one in found
    )


def shown(path: Path) -> str:
    """A path from the working folder on where it lies in it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
