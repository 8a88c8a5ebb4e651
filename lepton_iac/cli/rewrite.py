"""`lepton-iac rewrite`: the cheaper Terraform."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import Named, stack_options, stacks_of
from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.moving import CHOICES, write_module
from lepton_iac.cli.rewritten import branch_words, resumed, tell, tell_all
from lepton_iac.cli.session import emit, price_book, priced, report_of
from lepton_iac.cli.show import Shown, print_report, show_options, shown_of
from lepton_iac.errors import GateError, LeptonError
from lepton_iac.job.agree import Part, agreed, merged
from lepton_iac.job.branch import on_branch
from lepton_iac.job.deliver import Outcome, copied, in_place, patch_of, raised
from lepton_iac.job.estimate import project_name
from lepton_iac.job.spans import share
from lepton_iac.job.validate import LEVELS, validated
from lepton_iac.optimize import optimize
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import propose
from lepton_iac.price.book import Book
from lepton_iac.report.options import View
from lepton_iac.write import unified_diff


@dataclass(frozen=True)
class Way:
    """Where the result goes."""

    mode: str
    out_dir: Path | None
    pr_branch: str | None
    to: str | None
    validate: str

    def check(self) -> None:
        """Only one of the ways can be gone."""
        said = [f"--{self.mode}"] if self.mode != "diff" else []
        said += ["--out-dir"] if self.out_dir is not None else []
        said += ["--pr-branch"] if self.pr_branch is not None else []
        if len(said) > 1 or (self.to is not None and self.pr_branch is not None):
            raise click.UsageError(f"{said[0]} does not go with {said[1] if len(said) > 1 else '--to'}")


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
@click.option(
    "--in-place",
    "mode",
    flag_value="in-place",
    help="Change the files: all or none, finished by the next run if cut off.",
)
@click.option("--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Write a changed copy here instead.")
@click.option(
    "--pr-branch", metavar="NAME", help="Commit each change on a new local branch; nothing else of git is touched."
)
@click.option(
    "--validate",
    type=click.Choice(LEVELS),
    default="auto",
    show_default=True,
    help="Have terraform or tofu check what is written, in a copy; `require` may download providers.",
)
@click.option("--to", type=click.Choice(CHOICES), help="Write the stack as a new module of this cloud instead.")
@show_options
def rewrite(
    plan: Path | None,
    mode: str,
    out_dir: Path | None,
    pr_branch: str | None,
    validate: str,
    to: str | None,
    **arguments: Any,
) -> None:
    """The cheaper Terraform for a folder: byte-exact edits, each with saving, risk and reason.

    What is written is read again and priced again; if it does not cost what was promised, nothing is written.
    Without PATH all projects of lepton-iac.yml are rewritten. A module that several of them call is changed only when
    all of them want the same change.

    \b
    Examples:
      lepton-iac rewrite . --plan plan.json --metrics metrics.csv.gz
      lepton-iac rewrite . --plan plan.json --metrics metrics.csv.gz --in-place
      lepton-iac rewrite . --plan plan.json --constraints constraints.yml --inventory commitments.yml
      lepton-iac rewrite . --check --max-disruption online
      lepton-iac rewrite --in-place
      lepton-iac rewrite . --plan plan.json --pr-branch cheaper/web
      lepton-iac rewrite . --plan plan.json --to azure --out-dir ../on-azure
    """
    way = Way(mode, out_dir, pr_branch, to, validate)
    way.check()
    limits = constraints_of(arguments)
    arguments["max_breach"] = str(limits.max_breach)
    named = stacks_of(arguments)
    if plan is not None or to is not None:
        _check_one(named, "--plan" if plan is not None else "--to")
    places = {one.folder for one in named} | {file.parent for one in named for file in one.inputs.var_files}
    resumed(places, writes=mode == "in-place")
    book = price_book()
    parts = tuple(_part(one, plan, limits, book, alone=len(named) == 1) for one in named)
    if to is not None:
        write_module(parts[0].folder, raised(parts[0].known), to, limits, mode, out_dir)
        return
    outcomes = _delivered(parts, agreed(parts), way)
    if len(outcomes) == 1:
        raised(outcomes[0])
    _show(parts, outcomes, mode, shown_of(arguments), book)
    _leave(outcomes, mode)


def _check_one(named: Sequence[Named], option: str) -> None:
    if len(named) > 1:
        raise click.UsageError(f"{option} is about one stack, and the settings name {len(named)}: give its PATH")


def _part(one: Named, plan: Path | None, limits: Constraints, book: Book, *, alone: bool) -> Part:
    """A stack with its proposals; among several, one that cannot be read is told and left out."""
    inputs = one.inputs if plan is None else replace(one.inputs, path=str(plan))
    name = one.name or project_name(str(one.folder))
    limits = replace(limits, max_breach=share(inputs.max_breach))
    try:
        known: Outcome = propose(priced(inputs, book, one.name), partial(optimize, constraints=limits))
    except LeptonError as error:
        if alone:
            raise
        known = error
    return Part(name, one.folder, inputs, known)


def _delivered(parts: Sequence[Part], outcomes: Sequence[Outcome], way: Way) -> tuple[Outcome, ...]:
    writes = way.mode == "in-place" or way.out_dir is not None or way.pr_branch is not None
    if way.validate == "require" or (way.validate == "auto" and writes):
        outcomes, said = validated(parts, outcomes, way.validate)
        for words in said:
            tell(words)
    if way.out_dir is not None:
        found, places = copied([part.name for part in parts], outcomes, way.out_dir)
        for place in places:
            tell(f"a whole copy is in {place}")
        return found
    if way.pr_branch is not None:
        found, commits = on_branch(parts, outcomes, way.pr_branch)
        tell(branch_words(way.pr_branch, commits))
        return found
    return in_place(outcomes) if way.mode == "in-place" else tuple(outcomes)


def _show(parts: Sequence[Part], outcomes: Sequence[Outcome], mode: str, shown: Shown, book: Book) -> None:
    """The patch, from the stack's folder on, or from this folder on where it is of several; or a report."""
    projects = [outcome.project for outcome in outcomes if not isinstance(outcome, LeptonError)]
    if mode == "diff" and shown.format == "table":
        patches = [project.patch for project in projects if project.patch is not None]
        whole = patches[0] if len(parts) == 1 else merged(patches, Path.cwd())
        emit(unified_diff(whole), shown.out)
        tell_all(parts, outcomes)
        return
    print_report(report_of(*projects, book=book), shown, (View.PROPOSAL,))
    if len(parts) > 1:
        tell_all(parts, outcomes)


def _leave(outcomes: Sequence[Outcome], mode: str) -> None:
    failed = sum(isinstance(outcome, LeptonError) for outcome in outcomes)
    if failed:
        raise LeptonError(f"{failed} of {len(outcomes)} stacks could not be rewritten", mend="see what was said above")
    patches = [patch for outcome in outcomes if (patch := patch_of(outcome)) and not patch.empty]
    if mode == "check" and patches:
        count = sum(len(patch.written) for patch in patches)
        what = "this stack" if len(outcomes) == 1 else f"{len(patches)} of {len(outcomes)} stacks"
        raise GateError(f"{count} change(s) would make {what} cheaper", mend="see --diff")
