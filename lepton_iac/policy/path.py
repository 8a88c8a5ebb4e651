"""Values under a path, ``root_block_device.0.encrypted`` or ``ingress.*.cidr_blocks.*``, as conditions take them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.model import LEFT_OUT, Unknown


def at(attributes: Mapping[str, Any], path: str) -> Any:
    """The value at a path without ``*``; ``LEFT_OUT`` where nobody wrote it, ``Unknown`` where it is not known."""
    return next(every(attributes, path), LEFT_OUT)


def every(attributes: Mapping[str, Any], path: str) -> Iterator[Any]:
    """All values at a path; an unknown on the way is given in their place, what is left out as ``LEFT_OUT``."""
    return _steps(attributes, path.split(".") if path else [])


def _steps(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps or isinstance(value, Unknown):
        yield LEFT_OUT if value is None else value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        items = value if isinstance(value, list) else value.values() if isinstance(value, Mapping) else ()
        for item in items:
            yield from _steps(item, rest)
    elif isinstance(value, list):
        yield from _steps(value[int(step)] if step.isdecimal() and int(step) < len(value) else None, rest)
    elif isinstance(value, Mapping):
        yield from _steps(value.get(step), rest)
    else:
        yield LEFT_OUT


def is_left_out(value: Any) -> bool:
    """Nobody wrote it: absent, null, or shown as known after apply without an expression."""
    return value is None or value is LEFT_OUT or (isinstance(value, Unknown) and value == LEFT_OUT)


def for_cel(value: Any) -> Any:
    """A value as CEL takes it: all numbers are doubles.

    Raises:
        LookupError: a part of it is not known.
    """
    if is_left_out(value):
        return None
    if isinstance(value, Unknown):
        raise LookupError(value.reason)  # noqa: TRY004 - the value is of no type at all
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): for_cel(item) for key, item in value.items()}
    return [for_cel(item) for item in value] if isinstance(value, list | tuple) else str(value)


def as_flag(value: Any) -> bool | None:
    """True or false, HCL's texts included; ``None`` when it is neither."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def as_number(value: Any) -> float | None:
    """A double, from numeric texts too; ``None`` when it is no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def as_text(value: Any) -> str | None:
    """A text; numbers as HCL writes them; ``None`` for lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float | Decimal) else None
