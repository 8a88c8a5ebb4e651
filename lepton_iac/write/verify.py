"""Read the result again and hold it against what was promised: the changes, all of them, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence

from lepton_iac.write.compare import same
from lepton_iac.write.context import Context
from lepton_iac.write.layout import Splice
from lepton_iac.write.syntax import Plain
from lepton_iac.write.tokens import difference
from lepton_iac.write.uses import Uses, index_uses
from lepton_iac.write.wish import Planned

Values = Mapping[tuple[str, tuple[str, ...]], Plain]


def file_fault(context: Context, path: str, after: bytes, found: Sequence[Splice]) -> str:
    """What is wrong with the new bytes of one file; empty when all is well."""
    fault = difference(path, context.folder.sources[path].data, after, found)
    return f"{path}: {fault}" if fault else ""


def meaning_fault(
    before: Context, uses: Uses, after: Context, standing: Sequence[Planned], checks: Iterable[set[str]]
) -> str:
    """What is wrong with what the new files mean; empty when all is well."""
    for directory, module in after.folder.modules.items():
        known = before.folder.modules.get(directory)
        if known is not None and module.doubled - known.doubled:
            return f"{min(module.doubled - known.doubled)} would be declared twice"
    again = index_uses(after)
    for label in {label for labels in checks for label in labels}:
        if again.values.get((label, ("condition",))) is not True:
            return f"{label} would not pass, or cannot be worked out"
    return _unmet(again.values, standing) or _uninvited(uses, again, standing)


def _unmet(values: Values, standing: Sequence[Planned]) -> str:
    for one in standing:
        for wish in one.wishes:
            there = wish.key in values
            met = there and same(values[wish.key], wish.value) if wish.value is not None else not there
            if not met:
                return f"{'.'.join(wish.spot.steps)} of {wish.spot.address} would not become what was asked for"
    return ""


def _uninvited(uses: Uses, again: Uses, standing: Sequence[Planned]) -> str:
    """An attribute that would change though nobody asked."""
    wanted = {wish.key for one in standing for wish in one.wishes}
    removed = {one.change.address for one in standing if one.change.removes}
    owners = {owner for found in uses.owners.values() for owner, _ in found}
    for key in uses.values.keys() | again.values.keys():
        owner, steps = key
        if key in uses.values and key in again.values and same(uses.values[key], again.values[key]):
            continue
        invited = (
            owner in removed or owner not in owners or any((owner, steps[:n]) in wanted for n in range(len(steps) + 1))
        )
        if not invited:
            return f"{'.'.join(steps)} of {owner} would change too"
    return ""
