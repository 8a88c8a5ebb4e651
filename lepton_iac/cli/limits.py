"""The limits a user sets on proposals: the same options on every command that proposes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from lepton_iac.errors import LeptonError
from lepton_iac.job.constraints_file import read_constraints
from lepton_iac.job.inventory import read_inventory
from lepton_iac.job.spans import share
from lepton_iac.model import Disruption
from lepton_iac.optimize.constraints import Constraints, Objective
from lepton_iac.optimize.regions import JURISDICTIONS, PROVIDERS

Command = Callable[..., Any]
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def place_options(command: Command) -> Command:
    """Where things may live, and what moving them costs."""
    return _with(
        command,
        click.option("--constraints", "constraints_file", type=_FILE, help="A file of limits; flags outweigh it."),
        click.option(
            "--allow-arch", multiple=True, type=click.Choice(["arm64", "x86_64"]), help="Also propose this one."
        ),
        click.option("--allow-burstable", is_flag=True, default=None, help="Also propose burstable machine types."),
        click.option("--no-burstable", is_flag=True, default=None, help="Never end in a burstable machine type."),
        click.option("--family", "families", multiple=True, help="Propose only these families (m7i) or classes (m)."),
        click.option(
            "--provider", "providers", multiple=True, type=click.Choice(PROVIDERS), help="Only this provider."
        ),
        click.option("--region", "regions", multiple=True, help="Only this region."),
        click.option(
            "--residency",
            multiple=True,
            type=click.Choice(JURISDICTIONS, case_sensitive=False),
            help="Data may lie here (GDPR: eu); without it, everything stays in its own jurisdiction.",
        ),
        click.option("--horizon-months", help="Spread one-off costs over so many months.  [default: 12]"),
        click.option("--labour-hours", help="Hours of work to move one resource elsewhere; none unless given."),
        click.option("--labour-hour-price", help="What such an hour costs; none unless given."),
        click.option("--dual-running-days", help="A moved resource is paid for twice so long.  [default: 7]"),
    )


def limit_options(command: Command) -> Command:
    """``--max-disruption``, ``--objective`` and the like, and those of ``place_options``; conservative defaults."""
    own = _with(
        command,
        click.option("--keep-availability", is_flag=True, default=None, help="Keep zones and standbys everywhere."),
        click.option("--spot-for-stateful", is_flag=True, default=None, help="Allow spot for what holds data."),
        click.option(
            "--max-disruption",
            type=click.Choice([str(one) for one in Disruption]),
            help=f"The worst a change may do to a running resource.  [default: {Disruption.STOP_START}]",
        ),
        click.option("--max-changes", type=click.IntRange(min=1), help="At most so many changes, the largest savings."),
        click.option("--min-saving", help="Smallest saving per month worth a change.  [default: 1]"),
        click.option("--objective", type=click.Choice([str(one) for one in Objective]), help="Best in what."),
        click.option("--inventory", type=_FILE, help="Commitments already paid for; nothing proposed strands them."),
    )
    return place_options(own)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def constraints_of(arguments: Mapping[str, Any]) -> Constraints:
    """The limits: the file's, where one is given, outweighed by whatever flag is written.

    Raises:
        LeptonError: the file or a flag holds something no limit can be.
    """
    path = arguments.get("constraints_file")
    base = read_constraints(path) if path else Constraints()
    return replace(base, **dict(_written(arguments, path is not None)))


def _written(arguments: Mapping[str, Any], has_file: bool) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for name in ("allow_arch", "families", "providers", "regions"):
        if arguments.get(name):
            found[name] = tuple(arguments[name])
    if arguments.get("residency"):
        found["residency"] = tuple(word.upper() for word in arguments["residency"])
    for name in ("allow_burstable", "no_burstable", "keep_availability", "spot_for_stateful", "max_changes"):
        if arguments.get(name) is not None:
            found[name] = arguments[name]
    for name in ("min_saving", "horizon_months", "labour_hours", "labour_hour_price", "dual_running_days"):
        if arguments.get(name) is not None:
            found[name] = _amount(name, arguments[name])
    if arguments.get("max_disruption"):
        found["max_disruption"] = Disruption(arguments["max_disruption"])
    if arguments.get("objective"):
        found["objective"] = Objective(arguments["objective"])
    if arguments.get("inventory"):
        found["committed"] = read_inventory(arguments["inventory"])
    if not has_file or _on_the_line("max_breach"):
        found["max_breach"] = share(arguments["max_breach"])
    return found


def _on_the_line(name: str) -> bool:
    context = click.get_current_context(silent=True)
    source = context.get_parameter_source(name) if context else None
    return source in {click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT}


def _amount(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or (name == "horizon_months" and not value):
        option = f"--{name.replace('_', '-')}"
        raise LeptonError(f"not an amount: {text!r}", where=option, mend="write a number such as 12 or 0.5")
    return value
