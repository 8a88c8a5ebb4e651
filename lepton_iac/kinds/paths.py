"""Reading a nested attribute by its dotted path; an unknown on the way makes the whole value unknown."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from lepton_iac.model import Unknown


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def value_at(attributes: Any, path: str) -> Any:
    """The value at ``a.0.b``; ``None`` where nothing is set, ``Unknown`` where the plan does not tell.

    ``*`` collects from every element of a list, skipping those left out: ``disk.*.size`` is a list. A block that
    Terraform shows as a list of one may be read without its index.
    """
    return _walk(attributes, _steps(path))


def _walk(value: Any, steps: Sequence[str]) -> Any:
    for position, step in enumerate(steps):
        if value is None or isinstance(value, Unknown):
            return value
        if step == "*":
            return _every(value, steps[position + 1 :])
        value = _step(value, step)
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        if step == "0" and "0" not in value:
            return value
        return value.get(step)
    if isinstance(value, (list, tuple)):
        if step.isdigit():
            return value[int(step)] if int(step) < len(value) else None
        return _step(value[0], step) if value and isinstance(value[0], Mapping) else None
    return None


def _every(value: Any, rest: Sequence[str]) -> Any:
    items = value if isinstance(value, (list, tuple)) else [value]
    found = [_walk(item, rest) for item in items]
    for item in found:
        if isinstance(item, Unknown):
            return item
    return [item for item in found if item is not None]
