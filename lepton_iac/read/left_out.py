"""Telling what the user left to the provider from what only the apply will know.

A plan shows an optional, computed attribute that nobody wrote as known after apply, just as one that is set from
another resource's future id. Only the configuration tells the two apart: an attribute without an expression was left
out, and the provider's documented default applies to it.
"""

from collections.abc import Mapping
from typing import Any

from lepton_iac.model import AFTER_APPLY, LEFT_OUT


def with_left_out(attributes: Mapping[str, Any], expressions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Attributes in which an unknown that has no expression is ``LEFT_OUT``; shared where nothing differs."""
    changed: dict[str, Any] = {}
    for name, value in attributes.items():
        written = expressions.get(name)
        if value is AFTER_APPLY:
            if name not in expressions:
                changed[name] = LEFT_OUT
        elif isinstance(value, list) and isinstance(written, (list, Mapping)):
            blocks = _blocks(value, written)
            if blocks is not value:
                changed[name] = blocks
        elif isinstance(value, dict) and isinstance(written, Mapping) and not _is_expression(written):
            block = with_left_out(value, written)
            if block is not value:
                changed[name] = block
    return {**attributes, **changed} if changed else attributes


def _blocks(values: list[Any], written: Any) -> list[Any]:
    """Blocks beside their configurations; where their numbers differ (dynamic blocks) nothing can be told."""
    found = written if isinstance(written, list) else [written]
    if len(found) != len(values) or any(not isinstance(one, Mapping) or _is_expression(one) for one in found):
        return values
    new = [
        with_left_out(value, one) if isinstance(value, Mapping) else value
        for value, one in zip(values, found, strict=True)
    ]
    return new if any(left is not right for left, right in zip(new, values, strict=True)) else values


def _is_expression(written: Mapping[str, Any]) -> bool:
    return bool({"references", "constant_value", "calls", "size"} & written.keys())
