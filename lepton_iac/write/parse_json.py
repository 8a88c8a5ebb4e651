"""Terraform's JSON syntax to the nouns of ``syntax``, with the place of every value in bytes.

The rules are those of https://developer.hashicorp.com/terraform/language/syntax/json: strings are templates,
block labels are nested objects, and several blocks of one kind are an array.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.write.parse_hcl import BOM, expression
from lepton_iac.write.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    ObjectValue,
    Opaque,
    Place,
    Plain,
    TupleValue,
)

_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
}
_SPACE = re.compile(rb"[ \t\r\n]*")
_STRING = re.compile(rb'"(?:[^"\\\x00-\x1f]|\\.)*"')
_SCALAR = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_INTERPOLATION = re.compile(r"^\$\{(.*)\}$", re.DOTALL)
_DEEPEST = 100
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object: its name, where it starts, and its value."""

    name: str
    start: int
    value: "Node"


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value with its bytes: an object's members, an array's items, or a scalar."""

    start: int
    end: int
    members: tuple[Member, ...] | None = None
    items: tuple["Node", ...] | None = None
    scalar: Plain = None


def nodes(data: bytes) -> Node:
    """The value of a whole document.

    Raises:
        ValueError: the bytes are not JSON.
    """
    start = 3 if data.startswith(BOM) else 0
    node = _node(data, _skip(data, start), 0)
    if _skip(data, node.end) != len(data):
        raise ValueError("text after the end of the document")
    return node


def parse(data: bytes, file: str) -> Body:
    """The body of a whole ``.tf.json`` file.

    Raises:
        ValueError: the bytes are not JSON, or not an object.
    """
    whole = nodes(data)
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for member in _members(whole):
        for value in _each(member.value):
            blocks.extend(_blocks(member.name, value, _LABELS.get(member.name, 0), (), file, member.start))
    return Body(attributes, tuple(blocks), Place(file, 0, len(data)), "json")


def parse_values(data: bytes, file: str) -> dict[str, Attribute]:
    """The variables that a ``.tfvars.json`` file sets; strings there are not templates.

    Raises:
        ValueError: the bytes are not JSON, or not an object.
    """
    return {
        member.name: Attribute(
            member.name, _value(member.value, file, templates=False), Place(file, member.start, member.value.end)
        )
        for member in _members(nodes(data))
    }


def _skip(data: bytes, at: int) -> int:
    match = _SPACE.match(data, at)
    return match.end() if match else at


def _node(data: bytes, at: int, depth: int) -> Node:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    head = data[at : at + 1]
    if head == b"{":
        return _object(data, at, depth)
    if head == b"[":
        return _array(data, at, depth)
    match = (_STRING if head == b'"' else _SCALAR).match(data, at)
    if match is None:
        raise ValueError(f"no JSON value at byte {at}")
    return Node(at, match.end(), scalar=_scalar(match[0]))


def _scalar(text: bytes) -> Plain:
    if text[:1] == b'"':
        found = json.loads(text.decode("utf-8"))
        return str(found)
    word = text.decode("ascii")
    if word in {"true", "false", "null"}:
        return {"true": True, "false": False, "null": None}[word]
    return int(word) if word.lstrip("-").isdigit() and len(word) < _LONGEST else Decimal(word)


def _object(data: bytes, at: int, depth: int) -> Node:
    members: list[Member] = []
    here = _skip(data, at + 1)
    while data[here : here + 1] != b"}":
        name = _STRING.match(data, here)
        if name is None:
            raise ValueError(f"no member name at byte {here}")
        colon = _skip(data, name.end())
        if data[colon : colon + 1] != b":":
            raise ValueError(f"no colon at byte {colon}")
        value = _node(data, _skip(data, colon + 1), depth + 1)
        members.append(Member(str(_scalar(name[0])), here, value))
        here = _after(data, value.end, b"}")
    return Node(at, here + 1, members=tuple(members))


def _array(data: bytes, at: int, depth: int) -> Node:
    items: list[Node] = []
    here = _skip(data, at + 1)
    while data[here : here + 1] != b"]":
        items.append(_node(data, here, depth + 1))
        here = _after(data, items[-1].end, b"]")
    return Node(at, here + 1, items=tuple(items))


def _after(data: bytes, at: int, closing: bytes) -> int:
    """Where the next element or the closing bracket stands."""
    here = _skip(data, at)
    if data[here : here + 1] == closing:
        return here
    if data[here : here + 1] != b",":
        raise ValueError(f"no comma at byte {here}")
    here = _skip(data, here + 1)
    if data[here : here + 1] == closing:
        raise ValueError(f"a comma before the closing bracket at byte {here}")
    return here


def _members(node: Node) -> Iterator[Member]:
    if node.members is None and node.items is None:
        raise ValueError("not a JSON object")
    for part in _each(node):
        yield from (member for member in part.members or () if member.name != "//")


def _each(node: Node) -> tuple[Node, ...]:
    return node.items if node.items is not None else (node,)


def _blocks(kind: str, node: Node, labels: int, found: tuple[str, ...], file: str, start: int) -> Iterator[Block]:
    if labels == 0:
        if node.members is not None:
            yield Block(kind, found, _body(node, file), Place(file, start, node.end))
        return
    for member in node.members or ():
        for value in _each(member.value):
            yield from _blocks(kind, value, labels - 1, (*found, member.name), file, member.start)


def _body(node: Node, file: str) -> Body:
    """Objects and arrays of objects may be attributes or nested blocks; they are kept as both."""
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for member in node.members or ():
        if member.name == "//":
            continue
        place = Place(file, member.start, member.value.end)
        attributes[member.name] = Attribute(member.name, _value(member.value, file), place)
        inner = (value for value in _each(member.value) if value.members is not None)
        blocks.extend(Block(member.name, (), _body(value, file), place) for value in inner)
    return Body(attributes, tuple(blocks), Place(file, node.start + 1, node.end - 1), "json")


def _value(node: Node, file: str, *, templates: bool = True) -> Expression:
    place = Place(file, node.start, node.end)
    if node.members is not None:
        pairs = (
            (Literal(member.name, "string", None), _value(member.value, file, templates=templates))
            for member in node.members
        )
        return ObjectValue(tuple(pairs), place)
    if node.items is not None:
        return TupleValue(tuple(_value(item, file, templates=templates) for item in node.items), place)
    if isinstance(node.scalar, str) and templates and ("${" in node.scalar or "%{" in node.scalar):
        return _template(node.scalar)
    return Literal(node.scalar, _form(node.scalar), place)


def _form(value: Plain) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "number"


def _template(text: str) -> Expression:
    match = _INTERPOLATION.match(text)
    if match and "${" not in match[1]:
        return expression(match[1].encode("utf-8"))
    quoted = text.replace("\\", "\\\\").replace("\n", "\\n")
    return Opaque((expression(b'"' + quoted.encode("utf-8") + b'"'),), "an expression with text around it")
