"""Terraform addresses and traversals taken apart: ``module.a["x.y"].aws_instance.web[0].id``."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

Key = str | int | None
Part = str | int

_STEP = re.compile(r'\.?([^.\[\]"\s]+)|\[\s*(\d+)\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]|(\[\*\]|\.\*)')


class Quoted(str):
    """An instance key written in quotes, so that ``["0"]`` is not taken for a name."""

    __slots__ = ()


@lru_cache(maxsize=65536)
def parts(traversal: str) -> tuple[Part, ...]:
    """Names (str), number keys (int) and quoted keys (Quoted) of a traversal; it ends where it stops being one."""
    return tuple(_parts(traversal))


def _parts(traversal: str) -> Iterator[Part]:
    position = 0
    while position < len(traversal):
        step = _STEP.match(traversal, position)
        if step is None:
            return
        position = step.end()
        name, number, quoted, _ = step.groups()
        if name is not None:
            yield name
        elif number is not None:
            yield int(number[:18])
        elif quoted is not None:
            yield Quoted(_unquote(quoted))


def _unquote(quoted: str) -> str:
    try:
        plain = json.loads(f'"{quoted}"', strict=False)
    except ValueError:
        plain = quoted
    return str(plain).replace("$${", "${").replace("%%{", "%{")


@lru_cache(maxsize=65536)
def module_steps(module: str) -> tuple[tuple[str, Key], ...]:
    """The calls on the way to a module instance: ``module.a[0].module.b`` is ``(("a", 0), ("b", None))``."""
    steps: list[tuple[str, Key]] = []
    tokens = list(parts(module))
    position = 0
    while position + 1 < len(tokens) and tokens[position] == "module" and isinstance(tokens[position + 1], str):
        name = str(tokens[position + 1])
        position += 2
        key: Key = None
        if position < len(tokens) and is_key(tokens[position]):
            key = plain(tokens[position])
            position += 1
        steps.append((name, key))
    return tuple(steps)


def is_key(part: Part) -> bool:
    """Whether a part is an instance key and not a name."""
    return isinstance(part, int | Quoted)


def plain(part: Part) -> str | int:
    """A key without the mark of its quotes."""
    return str(part) if isinstance(part, str) else part


@lru_cache(maxsize=65536)
def parent_module(module: str) -> str:
    """The address of the module instance that calls this one: ``module.a[0]`` of ``module.a[0].module.b``."""
    last = 0
    for step in re.finditer(r'"(?:[^"\\]|\\.)*"|\.module\.', module):
        if step.group() == ".module.":
            last = step.start()
    return module[:last]


@lru_cache(maxsize=65536)
def resource_parts(address: str) -> tuple[str, str, str, str, Key]:
    """``(module, mode, type, name, key)`` of a full address; type is empty when it is not one."""
    tokens = list(parts(address))
    position = 0
    while position + 1 < len(tokens) and tokens[position] == "module":
        position += 2
        if position < len(tokens) and is_key(tokens[position]):
            position += 1
    rest = tokens[position:]
    module = _module_text(address)
    mode = "managed"
    if rest and rest[0] == "data":
        mode, rest = "data", rest[1:]
    if len(rest) < 2 or is_key(rest[0]) or is_key(rest[1]):
        return module, mode, "", "", None
    key = plain(rest[2]) if len(rest) > 2 and is_key(rest[2]) else None
    return module, mode, str(rest[0]), str(rest[1]), key


_MODULE = re.compile(r'(?:module\.[^.\[\]"\s]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)(?=\.)')


def _module_text(address: str) -> str:
    end = 0
    while True:
        start = end + 1 if end else 0
        step = _MODULE.match(address, start)
        if step is None:
            return address[:end]
        end = step.end()


def subscript(key: Key) -> str:
    """A key as an address writes it: ``[0]``, ``["a.b"]``, or nothing."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return f"[{json.dumps(key, ensure_ascii=False).replace('${', '$${').replace('%{', '%%{')}]"
