"""A stack as it would be after some changes: what `write` must make true and `price` is asked to quote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lepton_iac.model import Change, Resource, SetAttribute, Stack


def with_value(attributes: Any, steps: Sequence[str], value: Any) -> Any:
    """A copy of nested attributes with one value set (``None`` removes it); blocks on the way are made."""
    step, rest = steps[0], steps[1:]
    if isinstance(attributes, (list, tuple)) or (step.isdigit() and not isinstance(attributes, Mapping)):
        items = list(attributes or [])
        index = int(step) if step.isdigit() else 0
        items += [{}] * (index + 1 - len(items))
        items[index] = with_value(items[index], rest, value) if rest else value
        return items
    table = dict(attributes) if isinstance(attributes, Mapping) else {}
    table[step] = with_value(table.get(step), rest, value) if rest else value
    return table


def edited(resource: Resource, edits: Iterable[SetAttribute]) -> Resource:
    """The resource with its attributes set as the edits say."""
    attributes: Any = resource.attributes
    for edit in edits:
        attributes = with_value(attributes, edit.path.split("."), edit.value)
    return replace(resource, attributes=attributes)


def apply(stack: Stack, changes: Iterable[Change]) -> Stack:
    """The stack after the changes: attributes set, removed resources gone. Added blocks are not evaluated.

    ``read(write(stack, changes)) == apply(stack, changes)`` is law 3 of the design.
    """
    edits: dict[str, list[SetAttribute]] = {}
    removed: set[str] = set()
    for change in changes:
        edits.setdefault(change.address, []).extend(change.edits)
        if change.removes:
            removed.add(change.address)
    resources = tuple(
        edited(resource, edits[resource.address]) if edits.get(resource.address) else resource
        for resource in stack.resources
        if resource.address not in removed
    )
    return replace(stack, resources=resources)
