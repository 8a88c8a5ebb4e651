"""Gates on the command line: ``--fail-on``, and exit code 2."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from lepton_iac.errors import GateError
from lepton_iac.job.gate import EXAMPLES, Gate

Command = Callable[..., Any]


def gate_options(command: Command) -> Command:
    """``--fail-on`` and ``--soft-fail``."""
    options = (
        click.option("--fail-on", multiple=True, help=f"{EXAMPLES}. May be given more than once."),
        click.option("--soft-fail", is_flag=True, help="Report breached gates, but leave with exit code 0."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def broken(gates: Sequence[Gate], *, soft: bool) -> None:
    """Leave with exit code 2 when a gate was breached.

    Raises:
        GateError: a gate was breached and ``soft`` is off.
    """
    failed = [sentence for sentence, held in gates if not held]
    if failed and not soft:
        raise GateError("; ".join(failed), mend="--soft-fail only reports it")
    for sentence in failed:
        click.echo(f"gate breached (soft): {sentence}", err=True)
