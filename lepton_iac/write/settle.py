"""Keep the changes that can stand together: a literal is only altered when all who use it are to change alike."""

from collections.abc import Iterable, Sequence

from lepton_iac.model import Change, Refusal
from lepton_iac.write.compare import same
from lepton_iac.write.context import Context
from lepton_iac.write.references import body_site
from lepton_iac.write.removal import removal_objection
from lepton_iac.write.syntax import Place
from lepton_iac.write.uses import Use, Uses
from lepton_iac.write.value import Site
from lepton_iac.write.wish import Planned, Wish

Group = dict[tuple[Place, tuple[str, ...]], list[Wish]]
Objection = tuple[str, str]
"""A reason and where it was seen."""


def settle(
    context: Context, uses: Uses, planned: Sequence[Planned]
) -> tuple[list[Planned], list[Refusal], dict[Place, set[str]]]:
    """The changes that stand, the refusals, and for each altered literal the validations it has to pass."""
    standing = list(planned)
    refusals: list[Refusal] = []
    while True:
        objections = _objections(context, uses, standing)
        if not objections:
            return standing, refusals, _checks(uses, standing)
        refusals.extend(Refusal(one.change, *objections[id(one)]) for one in standing if id(one) in objections)
        standing = [one for one in standing if id(one) not in objections]


def groups(planned: Iterable[Planned]) -> Group:
    """The wishes by what they alter."""
    found: Group = {}
    for one in planned:
        for wish in one.wishes:
            found.setdefault(wish.site, []).append(wish)
    return found


def sites(planned: Iterable[Planned]) -> frozenset[Site]:
    """The places whose uses decide whether these changes may stand."""
    found: set[Site] = set()
    for wish in (wish for one in planned for wish in one.wishes):
        body = wish.spot.body
        found |= {body_site(body, wish.spot.rest[0]), body_site(body, "")}
        if wish.literal is not None and wish.literal.place is not None:
            place = wish.literal.place
            found.add((place.file, place.start, place.end, ""))
    return frozenset(found)


def _objections(context: Context, uses: Uses, standing: Sequence[Planned]) -> dict[int, Objection]:
    removed = {one.change.address for one in standing if one.change.removes}
    blamed: dict[int, Objection] = {}
    by_change = {id(one.change): one for one in standing}
    for wishes in groups(standing).values():
        objection = _object(context, uses, wishes, removed)
        for wish in wishes if objection else ():
            blamed.setdefault(id(by_change[id(wish.change)]), objection or ("", ""))
    for one in standing:
        objection = removal_objection(context, uses, one, standing) or _addition_objection(context, uses, one, standing)
        if objection:
            blamed.setdefault(id(one), objection)
    return blamed


def _object(context: Context, uses: Uses, wishes: Sequence[Wish], removed: set[str]) -> Objection | None:
    first = wishes[0]
    where = context.where(first.spot.place)
    if any(not same(wish.value, first.value) for wish in wishes):
        return "two changes want different values in one place", where
    if any(wish.spot.address in removed for wish in wishes):
        return "another change removes the resource", where
    wanted = {wish.key for wish in wishes}
    literal = first.literal
    if literal is not None and literal.place is not None:
        place = literal.place
        return _shared(context, uses, (place.file, place.start, place.end, ""), wanted, removed, where)
    return _attribute_shared(context, uses, first, wanted, removed, where)


def _shared(
    context: Context, uses: Uses, site: Site, wanted: set[tuple[str, tuple[str, ...]]], removed: set[str], where: str
) -> Objection | None:
    found = [use for use in uses.of.get(site, []) if not use.check]
    for use in found:
        allowed = use.owner in removed or (use.exact and (use.owner, use.steps) in wanted)
        if not allowed:
            return f"the value is also used by {_told(use)} ({context.where(use.place)}), which is not to change", where
    if not wanted <= {(use.owner, use.steps) for use in found}:
        return "who uses the value cannot be told for certain", where
    return None


def _attribute_shared(
    context: Context, uses: Uses, wish: Wish, wanted: set[tuple[str, tuple[str, ...]]], removed: set[str], where: str
) -> Objection | None:
    """A line added to or taken from a block is there for all instances of the block."""
    body, rest = wish.spot.body, wish.spot.rest
    for owner, prefix in uses.owners.get(body.place, []):
        if owner not in removed and (owner, (*prefix, *rest)) not in wanted:
            return f"the block also configures {owner}, which is not to change", where
    for name in (rest[0], ""):
        for use in uses.of.get(body_site(body, name), []):
            if use.owner not in removed:
                return f"{rest[0]} is also read by {_told(use)} ({context.where(use.place)})", where
    return None


def _told(use: Use) -> str:
    return use.owner if not use.exact and " of " in use.owner else f"{use.owner} ({'.'.join(use.steps)})"


def _addition_objection(context: Context, uses: Uses, one: Planned, standing: Sequence[Planned]) -> Objection | None:
    """New blocks are there for all instances of the module that holds the resource."""
    if not one.additions:
        return None
    owners = [owner for owner, _ in uses.owners.get(one.block.body.place, [])]
    if len({owner.rpartition(f"{one.block.labels[0]}.")[0] for owner in owners}) < 2:
        return None
    alike = {other.change.address for other in standing if other.additions == one.additions}
    missing = [owner for owner in owners if owner not in alike]
    return (f"the module is also used for {missing[0]}", context.where(one.block.place)) if missing else None


def _checks(uses: Uses, standing: Sequence[Planned]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for place, rest in groups(standing):
        if not rest:
            site = (place.file, place.start, place.end, "")
            labels = {use.owner for use in uses.of.get(site, []) if use.check}
            if labels:
                found[place] = labels
    return found


def changes_of(planned: Sequence[Planned]) -> tuple[Change, ...]:
    """The changes behind what stands."""
    return tuple(one.change for one in planned)
