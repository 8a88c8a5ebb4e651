"""The command group: commands load only when they are called, and every way out has its exit code."""

import gc
import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from lepton_iac import __version__
from lepton_iac.cli.configured import configured
from lepton_iac.errors import EXIT_BUG, EXIT_FINE, EXIT_INPUT, LeptonError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "breakdown": ("lepton_iac.cli.breakdown:breakdown", "What a stack costs in a month, resource by resource."),
    "diff": ("lepton_iac.cli.diff:diff", "What a plan changes on the bill, or against an earlier JSON."),
    "forecast": ("lepton_iac.cli.forecast:forecast", "What the stack will need, from its metrics."),
    "compare": ("lepton_iac.cli.compare:compare", "The same stack across AWS, Azure and Google Cloud."),
    "rewrite": ("lepton_iac.cli.rewrite:rewrite", "The cheaper Terraform, as a diff or in place."),
    "guard-rails": ("lepton_iac.cli.guard_rails:rails", "Budgets and alarms as code, from bill and forecast."),
    "commitments": ("lepton_iac.cli.commitments:commitments", "Reservations, savings plans and spot worth buying."),
    "frontier": ("lepton_iac.cli.frontier:frontier", "What more risk or more disruption would save."),
    "place": ("lepton_iac.cli.place:place", "Which provider and region each resource should live in."),
    "spread": ("lepton_iac.cli.spread:spread", "Which share of a service each cloud or region should serve."),
    "check": ("lepton_iac.cli.check:check", "Policies on cost, allocation, safety and residency."),
    "explain": ("lepton_iac.cli.explain:explain", "Every dollar of one resource, down to price row, date and source."),
    "output": ("lepton_iac.cli.output:output", "Turn an earlier JSON into another format."),
    "comment": ("lepton_iac.cli.comment:comment", "Put an earlier JSON on a pull request, of four hosts."),
    "prices": ("lepton_iac.cli.prices:prices", "The price book: coverage, dates, sources, checks."),
    "kubernetes": ("lepton_iac.cli.kubernetes:kubernetes", "Manifests beside the plan: node pools, sizes, who costs."),
    "scan": ("lepton_iac.cli.scan:scan", "Every stack under a folder or of a list: totals, waste, changes, findings."),
    "reconcile": ("lepton_iac.cli.reconcile:reconcile", "Estimates against the bill that came, and anomalies."),
    "watch": ("lepton_iac.cli.watch:watch", "Look again and again: budgets, anomalies, drift; alerts said once."),
    "serve": ("lepton_iac.cli.serve:serve", "A web service: bills, proposals, reports, and Infracost's price queries."),
    "init": ("lepton_iac.cli.init:init", "Write a commented lepton-iac.yml after looking at the repository."),
    "validate-config": ("lepton_iac.cli.init:validate_config", "Check lepton-iac.yml, with file and line."),
    "doctor": ("lepton_iac.cli.doctor:doctor", "Versions, price book, folders, programs and extras."),
    "completion": ("lepton_iac.cli.doctor:completion", "What makes bash, zsh or fish complete commands."),
    "demo": ("lepton_iac.cli.demo:demo", "The whole job on a sample stack: bill, forecast, proposals, diff, comment."),
}
"""Command name to where it lives and its one line of help; read without importing any of them."""


class LazyGroup(click.Group):
    """A click group that imports a command only when it runs (the start-up budget is 150 ms)."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return configured(command, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


_SETTINGS = {"help_option_names": ["-h", "--help"]}


@click.group(cls=LazyGroup, context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="lepton-iac")
def cli() -> None:
    """Read a Terraform plan, forecast what it needs, price it on three clouds, and write the cheaper Terraform.

    Works offline and without an account: prices are embedded, dated and explained. Nothing is ever changed in a
    cloud; what is changed is text, for people to review.

    \b
    Examples:
      lepton-iac breakdown plan.json
      lepton-iac diff plan.json --format markdown
      lepton-iac rewrite . --plan plan.json --metrics metrics.csv --diff
      lepton-iac explain plan.json aws_instance.web

    Exit codes: 0 fine, 1 input or tool error, 2 a gate was breached or --check found something, 3 a bug of ours.
    """


def _report_bug(error: BaseException) -> Path:
    """Write the traceback to a private file: it may hold paths, never values of the plan."""
    handle, name = tempfile.mkstemp(prefix="lepton-iac-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(f"lepton-iac {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n")
        frames = traceback.extract_tb(error.__traceback__)
        log.writelines(traceback.format_list(frames))
        log.write(f"{type(error).__name__}\n")
    return Path(name)


def _quiet_exit() -> int:
    """The reader of our output went away (``| head``): not an error; the interpreter must have something to flush."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open for as long as the process
    return EXIT_FINE


def run(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - one way out for each way to end
    """Run one command line and give its exit code; nothing but a bug of ours ends in 3."""
    try:
        outcome: Any = cli.main(
            args=None if arguments is None else list(arguments), prog_name="lepton-iac", standalone_mode=False
        )
    except LeptonError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        click.echo("aborted", err=True)
        return EXIT_INPUT
    except click.ClickException as error:
        error.show()
        return EXIT_INPUT
    except BrokenPipeError:
        return _quiet_exit()
    except Exception as error:  # noqa: BLE001 - the last stop: whatever gets here is a bug of ours
        log = _report_bug(error)
        click.echo(f"lepton-iac met a bug of its own ({type(error).__name__}). Please report it with {log}", err=True)
        return EXIT_BUG
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """The entry point of the command ``lepton-iac``.

    A run makes many small objects and throws few away: collecting less often saves about a tenth of its time.
    """
    gc.set_threshold(200_000, 20, 20)
    sys.exit(run())
