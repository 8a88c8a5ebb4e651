"""``resource_changes`` of a plan: what happens to each resource instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import Action, Note
from lepton_iac.read.fields import MEND, noun, obj, rows, text
from lepton_iac.read.masks import union
from lepton_iac.read.values import Identity, identity

Json = Mapping[str, Any]

_ACTIONS: Mapping[tuple[str, ...], Action] = {
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget", "create"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
    ("no-op",): Action.NO_OP,
    ("read",): Action.READ,
    ("forget",): Action.FORGET,
}


@dataclass(slots=True)
class Change:
    """One entry; ``sensitive`` holds the marks of both sides, so that neither side can tell the other's secret."""

    identity: Identity
    action: Action
    before: Json | None
    after: Json | None
    unknown: Any
    sensitive: Any
    previous_address: str | None
    importing: bool

    @property
    def gone(self) -> bool:
        return self.action in {Action.DELETE, Action.FORGET}


def changes(plan: Json, where: str, notes: list[Note]) -> dict[str, Change]:
    """Changes by address; deposed objects are noted and left out.

    Raises:
        ReadError: a part has not the kind it should have, or an address stands there twice.
    """
    found: dict[str, Change] = {}
    for entry in rows(plan, "resource_changes", where):
        who = identity(entry, where)
        if entry.get("deposed") is not None:
            notes.append(Note("not priced: a deposed object, which this plan destroys", who.address))
            continue
        if who.address in found:
            raise ReadError(f"the address {who.address} changes twice", where=where, mend=MEND)
        found[who.address] = _change(who, entry, f"{where}: {who.address}", notes)
    return found


def _change(who: Identity, entry: Json, where: str, notes: list[Note]) -> Change:
    change = obj(entry, "change", where)
    before, after = _side(change, "before", where), _side(change, "after", where)
    return Change(
        identity=who,
        action=_action(change, before, after, where, notes),
        before=before,
        after=after,
        unknown=change.get("after_unknown"),
        sensitive=union(change.get("after_sensitive"), change.get("before_sensitive")),
        previous_address=text(entry, "previous_address", where) or None,
        importing=bool(change.get("importing")),
    )


def _side(change: Json, key: str, where: str) -> Json | None:
    return None if change.get(key) is None else obj(change, key, where)


def _action(change: Json, before: Json | None, after: Json | None, where: str, notes: list[Note]) -> Action:
    listed = change.get("actions")
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise ReadError(f"`actions` is {noun(listed)}, not a list of texts", where=where, mend=MEND)
    action = _ACTIONS.get(tuple(listed))
    if action is not None:
        return action
    action = _by_sides(before, after)
    notes.append(Note(f"the plan names an action that is not known here; it is taken as {action}", where))
    return action


def _by_sides(before: Json | None, after: Json | None) -> Action:
    if before is None:
        return Action.CREATE
    return Action.DELETE if after is None else Action.UPDATE
