"""The limits a user sets on proposals: the same options on every command that proposes."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import click

from lepton_iac.job.measured import share
from lepton_iac.model import Disruption
from lepton_iac.optimize.constraints import Constraints

Command = Callable[..., Any]


def limit_options(command: Command) -> Command:
    """``--allow-arch``, ``--max-disruption`` and the like; the defaults are conservative."""
    options = (
        click.option(
            "--allow-arch", multiple=True, type=click.Choice(["arm64", "x86_64"]), help="Also propose this one."
        ),
        click.option("--allow-burstable", is_flag=True, help="Also propose burstable machine types."),
        click.option("--family", "families", multiple=True, help="Propose only these families, such as m7i."),
        click.option(
            "--max-disruption",
            type=click.Choice([str(one) for one in Disruption]),
            default=str(Disruption.STOP_START),
            show_default=True,
            help="The worst a change may do to a running resource.",
        ),
        click.option("--max-changes", type=click.IntRange(min=1), help="At most so many changes, the largest savings."),
        click.option("--min-saving", default="1", show_default=True, help="Smallest saving per month worth a change."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def constraints_of(arguments: Mapping[str, Any]) -> Constraints:
    """The limits out of a command's keyword arguments."""
    return Constraints(
        allow_arch=tuple(arguments["allow_arch"]),
        allow_burstable=arguments["allow_burstable"],
        families=tuple(arguments["families"]),
        max_disruption=Disruption(arguments["max_disruption"]),
        max_changes=arguments["max_changes"],
        max_breach=share(arguments["max_breach"]),
        min_saving=Decimal(arguments["min_saving"]),
    )
