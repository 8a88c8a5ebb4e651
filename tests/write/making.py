"""Stacks, changes and folders for the tests of this room."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.model import Change, Disruption, Patch, Resource, SetAttribute, Stack
from lepton_iac.write import rewrite

Value = str | int | Decimal | bool | None


def stack(resources: Mapping[str, Mapping[str, Any]]) -> Stack:
    """A stack of these addresses with these attributes."""
    return Stack(tuple(_resource(address, attributes) for address, attributes in resources.items()))


def _resource(address: str, attributes: Mapping[str, Any]) -> Resource:
    kind, name = address.split("[", maxsplit=1)[0].split(".")[-2:]
    return Resource(address, kind, name, kind.split("_")[0], attributes)


def change(
    address: str,
    edits: Mapping[str, Value] | None = None,
    *,
    additions: tuple[str, ...] = (),
    removes: bool = False,
    disruption: Disruption = Disruption.NONE,
) -> Change:
    """A change that sets these paths."""
    return Change(
        rule="test-rule",
        address=address,
        knob="",
        before="",
        after="",
        saving=Decimal(1),
        disruption=disruption,
        why="",
        edits=tuple(SetAttribute(path, value) for path, value in (edits or {}).items()),
        additions=additions,
        removes=removes,
    )


def folder(place: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return place


def attempt(place: Path, text: str, resources: Mapping[str, Mapping[str, Any]], *changes: Change) -> Patch:
    """The patch for one file ``main.tf``."""
    return rewrite(folder(place, {"main.tf": text}), stack(resources), changes)


def only_reason(patch: Patch) -> str:
    """Why the one refused change was refused; nothing may have been written."""
    assert patch.empty
    assert len(patch.refused) == 1
    return patch.refused[0].reason
