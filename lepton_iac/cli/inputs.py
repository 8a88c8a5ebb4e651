"""What every command that reads a stack may be told."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

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
        click.option("--horizon", default="7d", show_default=True, help="How far to forecast: 24h, 7d, 30d."),
        click.option("--max-breach", default="1%", show_default=True, help="Share of hours demand may pass capacity."),
        click.option(
            "--method", default="auto", show_default=True, help="Forecast method; `auto` chooses and says why."
        ),
        click.option("--model", type=_PATH, help="A trained global model (`forecast train`)."),
        click.option("--as-of", help="Forecast as if now were this time; nothing later is looked at."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def inputs_of(arguments: Mapping[str, Any]) -> Inputs:
    """The shared options out of a command's keyword arguments."""
    return Inputs(**{name: arguments[name] for name in Inputs.__dataclass_fields__})
