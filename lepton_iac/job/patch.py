"""Proposals become a proven patch: written to text, read again, priced again, compared with the promise."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.job.estimate import stack_at
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import EMPTY, Change, Patch, Refusal, Stack
from lepton_iac.pipeline import Priced, prove
from lepton_iac.read import with_spans
from lepton_iac.write import patched_copy
from lepton_iac.write import rewrite as write_changes

Wrong = tuple[tuple[str, str], ...]


def with_patch(priced: Priced, folder: Path, inputs: Inputs, closed: Mapping[str, str] = EMPTY) -> Priced:
    """The project with its patch; changes whose text does not prove its promise are refused, never written.

    Args:
        folder: the Terraform that the plan was made from.
        closed: files that must stay as they are, by their path from the folder on, with the reason.

    Raises:
        LeptonError: the folder cannot be read, so that nothing could be proven.
    """
    proposal = priced.project.proposal
    changes = proposal.changes if proposal is not None else ()
    patch = _proven(priced, folder, inputs, changes, closed) if changes else Patch(folder=str(folder))
    placed = with_spans(priced.project.stack, folder) if changes else priced.project.stack
    return replace(priced, project=replace(priced.project, stack=placed, patch=patch))


def _proven(
    priced: Priced, folder: Path, inputs: Inputs, changes: Sequence[Change], closed: Mapping[str, str]
) -> Patch:
    before = stack_at(replace(inputs, path=str(folder)))
    unproven: list[Refusal] = []
    while True:
        patch = write_changes(
            folder,
            priced.project.stack,
            changes,
            var_files=inputs.var_files,
            workspace=inputs.workspace,
            closed=closed,
        )
        wrong = () if patch.empty else _read_again(priced, folder, inputs, before, patch)
        if not wrong:
            return replace(patch, refused=(*patch.refused, *unproven))
        refused = [(change, why) for change in patch.written if (why := _fault(change, wrong, priced.project.stack))]
        if not refused:
            address, why = wrong[0]
            raise LeptonError(
                f"the rewritten Terraform does not prove its promise: {address} {why}",
                where=str(folder),
                mend="nothing was written; report this with the files",
            )
        unproven += [Refusal(change, f"the text does not prove the promise: {why}") for change, why in refused]
        left_out = [change for change, _ in refused]
        changes = [change for change in changes if change not in left_out]


def _read_again(priced: Priced, folder: Path, inputs: Inputs, before: Stack, patch: Patch) -> Wrong:
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        copy = patched_copy(patch, folder, Path(scratch))
        return prove(priced.market, before, stack_at(replace(inputs, path=str(copy))), patch)


def _fault(change: Change, wrong: Wrong, stack: Stack) -> str:
    """Why a change is to blame: its own resource, or one that is billed through it, is not as promised."""
    for address, why in wrong:
        resource = stack.by_address.get(address)
        through = resource.references.values() if resource is not None else ()
        if address == change.address or any(change.address in addresses for addresses in through):
            return f"{address} {why}"
    return ""
