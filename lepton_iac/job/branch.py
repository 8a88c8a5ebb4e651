"""The changes of a run as commits on a branch: one for each change, or for those that stand only together."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.job.agree import Part
from lepton_iac.job.deliver import Outcome, patch_of
from lepton_iac.model import Change, Patch, Stack
from lepton_iac.units import money
from lepton_iac.write import rewrite
from lepton_iac.write.git_branch import Repository, Step, check_clean, check_name, commit_branch, open_repository

_WIDTH = 72


def on_branch(parts: Sequence[Part], outcomes: Sequence[Outcome], name: str) -> tuple[tuple[Outcome, ...], int]:
    """Commit every stack's changes on one new local branch; nothing is pushed, nothing of the user's is touched.

    Returns:
        The outcomes, with why for stacks whose files hold uncommitted changes; and the number of commits.

    Raises:
        WriteError: there is no repository, the stacks lie in several, or the branch cannot be made.
    """
    repository = _one_repository(parts)
    check_name(repository, name)
    found = list(outcomes)
    steps: list[Step] = []
    for at, (part, outcome) in enumerate(zip(parts, outcomes, strict=True)):
        patch = patch_of(outcome)
        if patch is None or patch.empty or isinstance(outcome, LeptonError):
            continue
        try:
            check_clean(repository, {_real(patch, path): data for path, data in patch.originals.items()})
        except LeptonError as error:
            found[at] = error
        else:
            _add(steps, tuple(_steps(part, outcome.project.stack, patch, named=len(parts) > 1)))
    if steps:
        commit_branch(repository, name, steps)
    return tuple(found), len(steps)


def _one_repository(parts: Sequence[Part]) -> Repository:
    found = {one.top: one for one in (open_repository(part.folder) for part in parts)}
    if len(found) > 1:
        raise WriteError(
            "the stacks lie in several repositories", where=", ".join(map(str, found)), mend="give one PATH at a time"
        )
    return next(iter(found.values()))


def _steps(part: Part, stack: Stack, patch: Patch, *, named: bool) -> Iterator[Step]:
    """The patch grown change by change; a change that cannot be written without a later one waits for it.

    Raises:
        WriteError: grown so, it does not end where the proven patch does.
    """
    told: set[int] = set()
    before = dict(patch.originals)
    inputs = part.inputs
    for count in range(1, len(patch.written) + 1):
        some = patch.written[:count]
        grown = rewrite(part.folder, stack, some, var_files=inputs.var_files, workspace=inputs.workspace)
        after = {**patch.originals, **grown.results}
        if after == before:
            continue
        fresh = [change for change in grown.written if id(change) not in told]
        told |= {id(change) for change in fresh}
        files = {_real(patch, path): data for path, data in after.items() if data != before[path]}
        yield Step(files, message(fresh, part.name if named else ""))
        before = after
    if before != dict(patch.results):
        raise WriteError("the changes do not come apart into commits", where=part.name, mend="use --in-place")


def _add(steps: list[Step], new: Sequence[Step]) -> None:
    """A file that an earlier stack has changed is as this one wants it already, for all of them have agreed."""
    owner = {file: at for at, step in enumerate(steps) for file in step.files}
    for step in new:
        rest = {file: data for file, data in step.files.items() if file not in owner}
        if rest:
            steps.append(replace(step, files=rest))
            continue
        at = max(owner[file] for file in step.files)
        steps[at] = replace(steps[at], message=f"{steps[at].message}\nand with it\n\n{step.message}")


def message(changes: Sequence[Change], stack: str = "") -> str:
    """The words of one commit: what is saved where, and for each change before, after, risk and reason.

    Args:
        stack: the stack's name, where several are rewritten.
    """
    saving = money(sum((change.saving for change in changes), start=changes[0].saving * 0))
    what = f"{changes[0].rule}, {changes[0].address}" if len(changes) == 1 else f"{len(changes)} changes together"
    head = f"Save {saving} a month: {what}"
    return "\n".join([head, "", *(line for change in changes for line in _said(change, stack))])


def _said(change: Change, stack: str) -> Iterator[str]:
    if stack:
        yield f"stack:   {stack}"
    yield f"address: {change.address}"
    yield from _wrapped("before", change.before)
    yield from _wrapped("after", change.after)
    expected = "expected" if change.additions else "at list prices"
    span = (
        ""
        if change.saving_low is None or change.saving_high is None
        else (f", between {money(change.saving_low)} and {money(change.saving_high)}")
    )
    yield from _wrapped("saving", f"{money(change.saving)} a month {expected}{span}")
    breach = change.breach_probability
    yield from _wrapped("risk", f"{change.disruption}" + ("" if breach is None else f", breach {breach:.2%} of hours"))
    yield from _wrapped("why", change.why)
    yield from _wrapped("rule", f"{change.rule}{f', {change.source}' if change.source else ''}")
    yield ""


def _wrapped(name: str, words: str) -> list[str]:
    lead = f"{name}:".ljust(9)
    return textwrap.wrap(
        words, _WIDTH, initial_indent=lead, subsequent_indent=" " * 9, break_long_words=False, break_on_hyphens=False
    ) or [lead.rstrip()]


def _real(patch: Patch, path: str) -> Path:
    return (Path(patch.folder) / path).resolve()
