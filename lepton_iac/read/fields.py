"""Checked access to JSON: a field has the kind it should have, or the reader says which one has not."""

from collections.abc import Mapping
from typing import Any

from lepton_iac.errors import ReadError

MEND = "make the file again with `terraform show -json`; do not edit it by hand"
_NOUNS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", type(None): "null"}


def noun(value: object) -> str:
    """What a JSON value is, in words, without its content."""
    return _NOUNS.get(type(value), "a number")


def obj(parent: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    """The object at ``key``, empty when it is absent or null.

    Raises:
        ReadError: something else stands there.
    """
    value = parent.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ReadError(f"`{key}` is {noun(value)}, not an object", where=where, mend=MEND)
    return value


def rows(parent: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    """The list of objects at ``key``, empty when it is absent or null.

    Raises:
        ReadError: something else stands there.
    """
    value = parent.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ReadError(f"`{key}` is {noun(value)}, not a list", where=where, mend=MEND)
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise ReadError(f"`{key}` holds {noun(item)} at {number}, not an object", where=where, mend=MEND)
    return value


def text(parent: Mapping[str, Any], key: str, where: str) -> str:
    """The text at ``key``, empty when it is absent or null.

    Raises:
        ReadError: something else stands there.
    """
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ReadError(f"`{key}` is {noun(value)}, not a text", where=where, mend=MEND)
    return value


def index(parent: Mapping[str, Any], key: str, where: str) -> str | int | None:
    """The instance key at ``key``: a number (count), a text (for_each) or nothing.

    Raises:
        ReadError: something else stands there.
    """
    value = parent.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ReadError(f"`{key}` is {noun(value)}, not a number or a text", where=where, mend=MEND)
