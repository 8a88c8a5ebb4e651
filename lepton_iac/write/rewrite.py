"""Turn changes into byte-exact edits of the user's files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lepton_iac.errors import WriteError
from lepton_iac.model import EMPTY, Change, Patch, Refusal, Stack
from lepton_iac.write.context import Context, open_context, patched
from lepton_iac.write.layout import Splice
from lepton_iac.write.settle import settle, sites
from lepton_iac.write.splice import file_edit, overlap, spliced, splices
from lepton_iac.write.uses import Uses, index_uses
from lepton_iac.write.verify import file_fault, meaning_fault
from lepton_iac.write.wish import Planned, plan


def rewrite(
    folder: Path,
    stack: Stack,
    changes: Sequence[Change],
    *,
    var_files: Sequence[Path | str] = (),
    workspace: str = "default",
    closed: Mapping[str, str] = EMPTY,
) -> Patch:
    """The edits that make a folder's files say what the changes ask for; nothing on disk is altered.

    Only the bytes of the values change. What cannot be done safely is refused with the reason and the place: a value
    that others share, that is computed, that a lifecycle rule protects, or that differs from what the stack holds.

    Args:
        stack: what was planned from these very files.
        var_files: the files given to Terraform with ``-var-file``, in that order.
        workspace: the Terraform workspace, for ``terraform.workspace``.
        closed: files that must stay as they are, by their path from the folder on, with the reason.

    Raises:
        WriteError: the folder or a file cannot be read, or its expressions are nested too deeply.
    """
    if not changes:
        return Patch(folder=str(folder))
    try:
        context = open_context(folder, stack, var_files, workspace)
        context.closed = closed
        return _rewrite(context, changes, var_files)
    except RecursionError:
        raise WriteError(
            "an expression in the files is nested too deeply", where=str(folder), mend="simplify the expression"
        ) from None


def _rewrite(context: Context, changes: Sequence[Change], var_files: Sequence[Path | str]) -> Patch:
    wanted: dict[str, dict[str, Any]] = {}
    for change in changes:
        wanted.setdefault(change.address, {}).update({edit.path: edit.value for edit in change.edits})
    found = [plan(context, change, wanted[change.address]) for change in changes]
    refused = [one for one in found if isinstance(one, Refusal)]
    planned = [one for one in found if isinstance(one, Planned)]
    attempt = _Attempt(context, index_uses(context, sites(planned)) if planned else Uses(), var_files)
    outcome = attempt.run(planned)
    order = {id(change): at for at, change in enumerate(changes)}
    everything = sorted([*refused, *outcome.refused], key=lambda one: order[id(one.change)])
    return replace(outcome, refused=tuple(everything), folder=str(context.folder.path))


@dataclass(slots=True, eq=False)
class _Attempt:
    context: Context
    uses: Uses
    var_files: Sequence[Path | str]

    def run(self, planned: Sequence[Planned]) -> Patch:
        """Settle, splice and verify; if the whole fails, find out which changes fail by themselves."""
        patch, fault = self._once(planned)
        if not fault:
            return patch
        parts = _clusters(planned)
        failed = [(part, reason) for part in parts if (reason := self._once(part)[1])] if len(parts) > 1 else []
        failed = failed or [(list(planned), fault)]
        bad = {id(one) for part, _ in failed for one in part}
        refused = [Refusal(one.change, reason) for part, reason in failed for one in part]
        rest = self.run([one for one in planned if id(one) not in bad])
        return replace(rest, refused=(*rest.refused, *refused))

    def _once(self, planned: Sequence[Planned]) -> tuple[Patch, str]:
        standing, refused, checks = settle(self.context, self.uses, planned)
        found = splices(self.context, standing)
        if not found:
            return Patch(refused=tuple(refused)), ""
        clash = overlap(found)
        if clash is not None:
            return Patch(), f"two changes touch the same bytes of {clash[0].path}"
        by_file: dict[str, list[Splice]] = {}
        for one in found:
            by_file.setdefault(one.path, []).append(one)
        originals = {path: self.context.folder.sources[path].data for path in by_file}
        results = {path: spliced(originals[path], by_file[path]) for path in by_file}
        fault = self._fault(by_file, results, standing, list(checks.values()))
        edits = tuple(file_edit(one, originals[one.path]) for one in found)
        written = tuple(one.change for one in standing)
        return Patch(originals, results, edits, written, tuple(refused)), fault

    def _fault(
        self,
        by_file: Mapping[str, Sequence[Splice]],
        results: Mapping[str, bytes],
        standing: Sequence[Planned],
        checks: Sequence[set[str]],
    ) -> str:
        for path, found in by_file.items():
            fault = file_fault(self.context, path, results[path], found)
            if fault:
                return fault
        after = patched(self.context, results, self.var_files)
        return meaning_fault(self.context, self.uses, after, standing, checks)


def _clusters(planned: Sequence[Planned]) -> list[list[Planned]]:
    """The changes that alter one place, or one resource block, belong together."""
    clusters: dict[object, list[Planned]] = {}
    for one in planned:
        keys: list[object] = [one.block.place, *(wish.site for wish in one.wishes)]
        together: list[Planned] = [one]
        for other in {id(found): found for key in keys if (found := clusters.get(key))}.values():
            together.extend(other)
        for member in together:
            for key in (member.block.place, *(wish.site for wish in member.wishes)):
                clusters[key] = together
    return list({id(found): found for found in clusters.values()}.values())
