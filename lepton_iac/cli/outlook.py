"""Budgets and the spread of the cost: the same options on every command that prices a stack."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from lepton_iac.cli.session import now
from lepton_iac.job.budget import all_concern, budget_of, with_budgets
from lepton_iac.job.cost_distribution import with_distribution
from lepton_iac.model import Correlation, Project
from lepton_iac.pipeline import Priced

Command = Callable[..., Any]


def outlook_options(command: Command) -> Command:
    """``--budget`` and ``--correlation``."""
    options = (
        click.option(
            "--budget",
            "budgets",
            multiple=True,
            help='Per month: 5000, "tag team=web 500", "service vm 300"; each project against it.',
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


def with_outlook(found: Iterable[Priced], arguments: Mapping[str, Any]) -> tuple[Project, ...]:
    """The projects with the distribution of their cost and the outlook of the budgets.

    Raises:
        LeptonError: a budget is not understood, or nothing of any project is in it.
    """
    correlation = Correlation(arguments["correlation"])
    budgets = [budget_of(text) for text in arguments["budgets"]]
    projects = tuple(
        with_budgets(with_distribution(one, correlation), budgets, now().date(), correlation).project for one in found
    )
    all_concern(projects, budgets)
    return projects
