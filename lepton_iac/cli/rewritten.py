"""What `lepton-iac rewrite` says on standard error: standard output stays a patch that `git apply` takes."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from lepton_iac.errors import LeptonError
from lepton_iac.job.agree import Part
from lepton_iac.job.deliver import Outcome
from lepton_iac.model import Project
from lepton_iac.report.wording import plural, savings
from lepton_iac.units import money
from lepton_iac.write import finish, reached, unfinished


def resumed(folders: Iterable[Path], *, writes: bool) -> None:
    """End what an earlier run, cut off between two files, has left; a run that writes nothing there only warns.

    Raises:
        WriteError: it cannot be ended.
    """
    places = frozenset().union(*(reached(folder) for folder in folders))
    if writes:
        for words in finish(places):
            tell(words)
    elif left := unfinished(places):
        names = ", ".join(file.name for file in left)
        tell(f"warning: a rewrite was cut off before {names}; `lepton-iac rewrite --in-place` finishes it")


def tell_all(parts: Sequence[Part], outcomes: Sequence[Outcome]) -> None:
    """What became of every stack, each under its name, and at the end of all; a single one needs no name."""
    for part, outcome in zip(parts, outcomes, strict=True):
        if len(parts) > 1:
            tell(f"{part.name}:")
        if isinstance(outcome, LeptonError):
            click.echo(f"  error: {outcome}", err=True)
        else:
            summary(outcome.project)
    if len(parts) > 1:
        tell(_count(outcomes))


def _count(outcomes: Sequence[Outcome]) -> str:
    good = [outcome.project for outcome in outcomes if not isinstance(outcome, LeptonError)]
    cheaper = [one for one in good if one.patch is not None and not one.patch.empty]
    words = f"{plural(len(outcomes), 'stack')}: {len(cheaper)} with changes, {len(good) - len(cheaper)} without"
    return f"{words}, {len(outcomes) - len(good)} failed" if len(good) < len(outcomes) else words


def branch_words(name: str, commits: int) -> str:
    """What became of a branch, and how to go on."""
    if not commits:
        return f"nothing to commit, so there is no branch {name}"
    return (
        f"the local branch {name} holds {plural(commits, 'commit')}; your files, index and HEAD are as they were. "
        f"Look with `git log -p HEAD..{name}`, push with `git push -u origin {name}`."
    )


def summary(project: Project) -> None:
    """What the diff of one stack does not say: saving, risk and reason of each change, and what was refused."""
    patch = project.patch
    if patch is None:
        return
    count = plural(len(patch.written), "change")
    said = f", {savings(patch.written, project.bill.currency)}" if patch.written else ""
    tell(f"{count} written{said}")
    for change in patch.written:
        risk = "" if change.breach_probability is None else f", breach {change.breach_probability:.2%} of hours"
        expected = "expected, " if change.additions else ""
        tell(f"  {change.address}: {change.before} -> {change.after}, {money(change.saving)} "
             f"({expected}{change.disruption}{risk}): {change.why}")  # fmt: skip
    for refusal in patch.refused:
        tell(f"  not written, {refusal.change.address} ({refusal.change.rule}): {refusal.reason}")


def tell(words: str) -> None:
    """A sentence on standard error, as wide as the terminal; 80 columns where there is none."""
    width = shutil.get_terminal_size((80, 24)).columns if sys.stderr.isatty() else 80
    lines = textwrap.wrap(
        words, max(width, 40), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    click.echo("\n".join(lines), err=True)
