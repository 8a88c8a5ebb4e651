"""Terraform's resource addresses, taken apart."""

import re
from dataclasses import dataclass

Key = str | int | None
"""What stands in the brackets of an instance; ``None`` when there are none."""

_INDEX = r'(?:\[(?:(?P<number>\d+)|"(?P<text>(?:[^"\\]|\\.)*)")\])?'
_STEP = re.compile(r"(?P<name>[^\W\d][\w-]*)" + _INDEX + r"(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Address:
    """``module.web["a"].aws_instance.this[0]``: the module calls with their keys, then the resource."""

    modules: tuple[tuple[str, Key], ...]
    mode: str
    type: str
    name: str
    key: Key


def parse_address(text: str) -> Address | None:
    """The parts of an address; ``None`` when it is not one."""
    steps = _steps(text)
    modules: list[tuple[str, Key]] = []
    while len(steps) > 3 and steps[0][0] == "module":
        modules.append(steps[1])
        steps = steps[2:]
    mode = "managed"
    if len(steps) == 3 and steps[0][0] == "data":
        mode, steps = "data", steps[1:]
    if len(steps) != 2 or steps[0][1] is not None:
        return None
    return Address(tuple(modules), mode, steps[0][0], steps[1][0], steps[1][1])


def format_address(modules: tuple[tuple[str, Key], ...], mode: str, kind: str, name: str, key: Key) -> str:
    """The address of its parts, as Terraform writes it."""
    data = "data." if mode == "data" else ""
    return f"{module_prefix(modules)}{data}{kind}.{name}{_bracket(key)}"


def module_prefix(modules: tuple[tuple[str, Key], ...]) -> str:
    """What the addresses in a module instance begin with: empty in the root, else it ends with a dot."""
    return "".join(f"module.{module}{_bracket(at)}." for module, at in modules)


def _bracket(key: Key) -> str:
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'["{escaped}"]'


def _steps(text: str) -> list[tuple[str, Key]]:
    found: list[tuple[str, Key]] = []
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            return []
        found.append((match["name"], _key(match)))
        at = match.end()
    return found


def _key(match: re.Match[str]) -> Key:
    if match["number"] is not None:
        return int(match["number"])
    return None if match["text"] is None else re.sub(r"\\(.)", r"\1", match["text"])
