"""`lepton-iac rewrite`: the cheaper Terraform."""

import shutil
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.moving import CHOICES, write_module
from lepton_iac.cli.session import emit, price_book, priced, report_of
from lepton_iac.cli.show import print_report, show_options, shown_of
from lepton_iac.errors import GateError
from lepton_iac.job.patch import with_patch
from lepton_iac.model import Project
from lepton_iac.optimize import optimize
from lepton_iac.pipeline import propose
from lepton_iac.report.options import View
from lepton_iac.report.wording import plural, savings
from lepton_iac.units import money
from lepton_iac.write import apply, apply_to, unified_diff


@click.command()
@stack_options
@click.option(
    "--plan",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The plan of this folder; without it the folder is evaluated as it is.",
)
@limit_options
@click.option("--diff", "mode", flag_value="diff", default="diff", help="Print a unified diff (the default).")
@click.option("--check", "mode", flag_value="check", help="Write nothing; exit code 2 when something could be cheaper.")
@click.option("--in-place", "mode", flag_value="in-place", help="Change the files, whole or not at all.")
@click.option("--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Write a changed copy here instead.")
@click.option("--to", type=click.Choice(CHOICES), help="Write the stack as a new module of this cloud instead.")
@show_options
def rewrite(plan: Path | None, mode: str, out_dir: Path | None, to: str | None, **arguments: Any) -> None:
    """The cheaper Terraform for a folder: byte-exact edits, each with saving, risk and reason.

    What is written is read again and priced again; if it does not cost what was promised, nothing is written.

    \b
    Examples:
      lepton-iac rewrite . --plan plan.json --metrics metrics.csv.gz
      lepton-iac rewrite . --plan plan.json --metrics metrics.csv.gz --in-place
      lepton-iac rewrite . --plan plan.json --constraints constraints.yml --inventory commitments.yml
      lepton-iac rewrite . --check --max-disruption online
      lepton-iac rewrite . --plan plan.json --to azure --out-dir ../on-azure
    """
    if mode == "check" and out_dir is not None:
        raise click.UsageError("--check writes nothing, so it does not go with --out-dir")
    limits = constraints_of(arguments)
    arguments["max_breach"] = str(limits.max_breach)
    inputs = inputs_of(arguments)
    folder = Path(inputs.path)
    book = price_book()
    source = inputs_of({**arguments, "path": str(plan or folder)})
    known = propose(priced(source, book), partial(optimize, constraints=limits))
    if to is not None:
        write_module(folder, known, to, limits, mode, out_dir)
        return
    project = with_patch(known, folder, inputs).project
    _deliver(project, mode, out_dir)
    shown = shown_of(arguments)
    if mode == "diff" and shown.format == "table" and project.patch is not None:
        emit(unified_diff(project.patch), shown.out)
        _summary(project)
    else:
        print_report(report_of(project, book=book), shown, (View.PROPOSAL,))
    if mode == "check" and project.patch is not None and not project.patch.empty:
        raise GateError(f"{len(project.patch.written)} change(s) would make this stack cheaper", mend="see --diff")


def _deliver(project: Project, mode: str, out_dir: Path | None) -> None:
    if project.patch is None or project.patch.empty:
        return
    if out_dir is not None:
        apply_to(project.patch, out_dir)
    elif mode == "in-place":
        apply(project.patch)


def _summary(project: Project) -> None:
    """What the diff does not say, on standard error: standard output stays a patch that `git apply` takes."""
    patch = project.patch
    if patch is None:
        return
    count = plural(len(patch.written), "change")
    said = f", {savings(patch.written, project.bill.currency)}" if patch.written else ""
    _tell(f"{count} written{said}")
    for change in patch.written:
        risk = "" if change.breach_probability is None else f", breach {change.breach_probability:.2%} of hours"
        expected = "expected, " if change.additions else ""
        _tell(f"  {change.address}: {change.before} -> {change.after}, {money(change.saving)} "
              f"({expected}{change.disruption}{risk}): {change.why}")  # fmt: skip
    for refusal in patch.refused:
        _tell(f"  not written, {refusal.change.address} ({refusal.change.rule}): {refusal.reason}")


def _tell(words: str) -> None:
    """A sentence on standard error, as wide as the terminal; 80 columns where there is none."""
    width = shutil.get_terminal_size((80, 24)).columns if sys.stderr.isatty() else 80
    lines = textwrap.wrap(
        words, max(width, 40), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    click.echo("\n".join(lines), err=True)
