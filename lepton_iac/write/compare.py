"""When a value in the files and a value of the stack are one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from lepton_iac.write import functions


def has_item(planned: Any, at: int) -> bool:
    """Whether the stack holds a list with an element at this position."""
    return isinstance(planned, Sequence) and not isinstance(planned, str) and at < len(planned)


def is_plain(value: Any) -> bool:
    """A scalar that the stack knows."""
    return isinstance(value, str | int | float | Decimal | bool)


def same(left: Any, right: Any) -> bool:
    """Whether two scalars are one value to Terraform, which turns numbers, bools and strings into each other."""
    if left is None or right is None:
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return canonical(left) == canonical(right)


def canonical(value: Any) -> str:
    """A scalar as text, numbers without needless zeros."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return functions.text(Decimal(str(value)))
    try:
        number = Decimal(value) if str(value).isascii() else None
    except InvalidOperation:
        number = None
    return functions.text(number) if number is not None and number.is_finite() else str(value)


def planned_value(attributes: Any, path: str) -> Any:
    """What the stack holds at a dotted path; ``None`` where it holds nothing."""
    current = attributes
    for step in path.split("."):
        if isinstance(current, Mapping):
            current = current.get(step)
        elif step.isdigit() and has_item(current, int(step)):
            current = current[int(step)]
        else:
            return None
    return current
