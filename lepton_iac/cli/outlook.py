"""Budgets and the spread of the cost: the same options on every command that prices a stack."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from lepton_iac.cli.session import now
from lepton_iac.job.budget import budget_of, with_budgets
from lepton_iac.job.cost_distribution import with_distribution
from lepton_iac.model import Correlation
from lepton_iac.pipeline import Priced

Command = Callable[..., Any]


def outlook_options(command: Command) -> Command:
    """``--budget`` and ``--correlation``."""
    options = (
        click.option(
            "--budget",
            "budgets",
            multiple=True,
            help='Per month: 5000, "tag team=web 500", "service vm 300"; may be given more than once.',
        ),
        click.option(
            "--correlation",
            type=click.Choice([str(one) for one in Correlation]),
            default=str(Correlation.FULL),
            show_default=True,
            help="How usages move: all together (the widest spread), or each for itself.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def with_outlook(priced: Priced, arguments: Mapping[str, Any]) -> Priced:
    """The project with the distribution of its cost and the outlook of its budgets.

    Raises:
        LeptonError: a budget is not understood, or nothing of the stack is in it.
    """
    correlation = Correlation(arguments["correlation"])
    budgets = [budget_of(text) for text in arguments["budgets"]]
    return with_budgets(with_distribution(priced, correlation), budgets, now().date(), correlation)
