"""Proposals become a proven patch: written to text, read again, priced again, compared with the promise."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lepton_iac.cli.inputs import Inputs
from lepton_iac.cli.session import stack_at
from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.model import Change, Patch, Stack
from lepton_iac.pipeline import Priced, prove
from lepton_iac.write import patched_copy
from lepton_iac.write import rewrite as write_changes


def with_patch(priced: Priced, folder: Path, inputs: Inputs) -> Priced:
    """The project with its patch; changes whose text does not prove its promise are refused, never written.

    Args:
        folder: the Terraform that the plan was made from.

    Raises:
        LeptonError: the folder cannot be read, so that nothing could be proven.
    """
    proposal = priced.project.proposal
    changes = proposal.changes if proposal is not None else ()
    before = _folder_stack(folder, inputs)
    patch = _proven(priced, folder, inputs, before, changes)
    return replace(priced, project=replace(priced.project, patch=patch))


def _folder_stack(folder: Path, inputs: Inputs) -> Stack:
    return stack_at(replace(inputs, path=str(folder)))


def _proven(priced: Priced, folder: Path, inputs: Inputs, before: Stack, changes: Sequence[Change]) -> Patch:
    patch = write_changes(folder, priced.project.stack, changes, var_files=inputs.var_files, workspace=inputs.workspace)
    if patch.empty:
        return patch
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        copy = patched_copy(patch, folder, Path(scratch))
        try:
            prove(priced.market, before, _folder_stack(copy, inputs), patch)
        except WriteError as error:
            raise LeptonError(
                f"the rewritten Terraform does not prove its promise: {error.what}",
                where=error.where,
                mend="nothing was written; report this with the files, or leave that change out",
            ) from error
    return patch
