"""tree-sitter expression nodes to the expressions of ``syntax``."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lepton_iac.write.syntax import (
    ITEM,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    Name,
    ObjectValue,
    Opaque,
    Operation,
    Place,
    Plain,
    Splat,
    TupleValue,
)

_LONGEST = 400
_POSTFIX = {"get_attr", "index", "splat"}
_WRAPPERS = {"expression", "literal_value", "collection_value", "template_expr", "for_expr", "operation", "expr_term"}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{", re.DOTALL)


def convert(node: Any, data: bytes, file: str) -> Expression:
    """The expression of a tree-sitter node; what is not understood becomes ``Opaque`` with its parts."""
    kind = node.type
    while kind in _WRAPPERS:
        children = node.children
        if len(children) != 1:
            return _chain(_children(node), data, file)
        node = children[0]
        kind = node.type
    converter = _CONVERTERS.get(kind)
    return converter(node, data, file) if converter else _opaque(node, data, file)


def unescape(text: str) -> str:
    """The value of what stands between the quotes of an HCL string."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text or "{" in text else text


def number(text: str) -> Plain:
    """An HCL number, exact."""
    value = Decimal(text)
    small = "." not in text and 0 <= value.adjusted() < _LONGEST
    return int(value) if small and value == value.to_integral_value() else value


def _unescaped(match: re.Match[str]) -> str:
    text = match[0]
    if text[0] != "\\":
        return text[1:]
    if text[1] in "uU" and len(text) > 2:
        return chr(int(f"0x{text[2:]}", 0))
    return _ESCAPES.get(text[1], text)


def _children(node: Any) -> list[Any]:
    return [child for child in node.children if child.type != "comment"]


def _text(node: Any, data: bytes) -> str:
    return data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _place(node: Any, file: str) -> Place | None:
    return Place(file, node.start_byte, node.end_byte) if file else None


def _chain(nodes: Sequence[Any], data: bytes, file: str) -> Expression:
    """A primary followed by ``.name``, ``[key]`` and splats."""
    if not nodes:
        return Opaque((), "nothing")
    if nodes[0].type == "(" and len(nodes) > 2:
        first, rest = convert(nodes[1], data, file), nodes[3:]
    else:
        first, rest = convert(nodes[0], data, file), nodes[1:]
    for position, node in enumerate(rest):
        if node.type not in _POSTFIX:
            return Opaque((first, *(convert(other, data, file) for other in rest[position:])), "an unknown expression")
        if node.type == "splat":
            return _splat(first, node.children[0], list(rest[position + 1 :]), data, file)
        first = _step(first, node, data, file)
    return first


def _splat(source: Expression, node: Any, later: list[Any], data: bytes, file: str) -> Expression:
    """``a[*].b[0]`` takes the index of each element, the older ``a.*.b[0]`` that of the whole list.

    https://developer.hashicorp.com/terraform/language/expressions/splat
    """
    steps = _children(node)[1:] + later
    each = len(steps)
    if node.type == "attr_splat":
        steps = [step for step in steps if step.is_named]
        each = next((at for at, step in enumerate(steps) if step.type != "get_attr"), len(steps))
    return _follow(Splat(source, _follow(Name(ITEM), steps[:each], data, file)), steps[each:], data, file)


def _follow(source: Expression, nodes: Sequence[Any], data: bytes, file: str) -> Expression:
    for node in nodes:
        if node.type == "splat":
            return Opaque((source,), "a splat within a splat")
        source = _step(source, node, data, file)
    return source


def _step(source: Expression, node: Any, data: bytes, file: str) -> Expression:
    if node.type == "get_attr":
        return GetAttribute(source, _text(node.children[-1], data))
    inner = _children(node)[0]
    if inner.type == "legacy_index":
        return Index(source, Literal(number(_text(inner, data).lstrip(". ")), "number", None))
    keys = [child for child in _children(inner) if child.type == "expression"]
    return Index(source, convert(keys[0], data, file)) if keys else Opaque((source,), "an unknown index")


def _opaque(node: Any, data: bytes, file: str) -> Expression:
    found = tuple(convert(child, data, file) for child in _children(node) if child.is_named)
    return Opaque(found, {"heredoc_template": "a heredoc"}.get(node.type, "an expression with text around it"))


def _string(node: Any, data: bytes, file: str) -> Expression:
    return Literal(unescape(_text(node, data)[1:-1]), "string", _place(node, file))


def _number(node: Any, data: bytes, file: str) -> Expression:
    return Literal(number(_text(node, data)), "number", _place(node, file))


def _bool(node: Any, data: bytes, file: str) -> Expression:
    return Literal(_text(node, data) == "true", "bool", _place(node, file))


def _null(node: Any, _data: bytes, file: str) -> Expression:
    return Literal(None, "null", _place(node, file))


def _variable(node: Any, data: bytes, _file: str) -> Expression:
    return Name(_text(node, data))


def _template(node: Any, data: bytes, file: str) -> Expression:
    inner = [child for child in node.children if not child.type.startswith("quoted_template")]
    if not inner:
        return Literal("", "string", _place(node, file))
    if len(inner) == 1 and inner[0].type == "template_interpolation":
        found = [child for child in _children(inner[0]) if child.type == "expression"]
        whole = inner[0].start_byte == node.start_byte + 1 and inner[0].end_byte == node.end_byte - 1
        if len(found) == 1 and whole:
            return convert(found[0], data, file)
    return _opaque(node, data, file)


def _conditional(node: Any, data: bytes, file: str) -> Expression:
    """The grammar groups ``a ? b : c ? d : e`` to the left; Terraform groups it to the right."""
    branches: list[tuple[Expression, Expression]] = []
    while True:
        found = [child for child in _children(node) if child.is_named]
        if len(found) != 3:
            return Opaque(tuple(convert(child, data, file) for child in found), "an unknown conditional")
        branches.append((convert(found[1], data, file), convert(found[2], data, file)))
        inner = _children(found[0])
        if len(inner) != 1 or inner[0].type != "conditional":
            break
        node = inner[0]
    yes, no = branches.pop(0)
    for earlier_yes, earlier_no in branches:
        yes, no = earlier_yes, Conditional(earlier_no, yes, no)
    return Conditional(convert(found[0], data, file), yes, no)


def _binary(node: Any, data: bytes, file: str) -> Expression:
    nodes = _children(node)
    at = next((i for i, child in enumerate(nodes) if not child.is_named and child.type not in "()"), None)
    if at is None:
        return _opaque(node, data, file)
    sides = (_chain(nodes[:at], data, file), _chain(nodes[at + 1 :], data, file))
    return Operation(nodes[at].type, sides)


def _unary(node: Any, data: bytes, file: str) -> Expression:
    nodes = _children(node)
    operand = _chain(nodes[1:], data, file)
    if nodes[0].type == "-" and isinstance(operand, Literal) and operand.form == "number":
        return Literal(-Decimal(str(operand.value)), "number", _place(node, file))
    return Operation(nodes[0].type, (operand,))


def _call(node: Any, data: bytes, file: str) -> Expression:
    names = [child for child in node.children if child.type == "identifier"]
    holders = [child for child in node.children if child.type == "function_arguments"]
    inner = _children(holders[0]) if holders else []
    arguments = tuple(convert(child, data, file) for child in inner if child.type == "expression")
    expands = any(child.type in {"ellipsis", "..."} for child in inner)
    return Call("::".join(_text(name, data) for name in names), arguments, expands)


def _object(node: Any, data: bytes, file: str) -> Expression:
    items: list[tuple[Expression, Expression]] = []
    for element in _children(node):
        if element.type == "object_elem":
            sides = [child for child in _children(element) if child.type == "expression"]
            if len(sides) == 2:
                items.append((_key(sides[0], data, file), convert(sides[1], data, file)))
    return ObjectValue(tuple(items), _place(node, file))


def _key(node: Any, data: bytes, file: str) -> Expression:
    """An object's key: a bare identifier there is a string, not a reference."""
    found = convert(node, data, file)
    if isinstance(found, Name) and not _text(node, data).startswith("("):
        return Literal(found.name, "string", None)
    return found


def _tuple(node: Any, data: bytes, file: str) -> Expression:
    found = (convert(child, data, file) for child in _children(node) if child.type == "expression")
    return TupleValue(tuple(found), _place(node, file))


def _for(node: Any, data: bytes, file: str) -> Expression:
    intro = next(child for child in node.children if child.type == "for_intro")
    names = tuple(_text(child, data) for child in intro.children if child.type == "identifier")
    collections = [child for child in intro.children if child.type == "expression"]
    results = [convert(child, data, file) for child in _children(node) if child.type == "expression"]
    tests = [child for holder in node.children if holder.type == "for_cond" for child in _children(holder)]
    test = next((convert(child, data, file) for child in tests if child.type == "expression"), None)
    wanted = 2 if node.type == "for_object_expr" else 1
    if len(collections) != 1 or len(results) != wanted:
        return _opaque(node, data, file)
    grouped = any(child.type in {"ellipsis", "..."} for child in node.children)
    key = results[0] if wanted == 2 else None
    return For(names, convert(collections[0], data, file), key, results[-1], test, grouped)


_CONVERTERS = {
    "string_lit": _string,
    "numeric_lit": _number,
    "bool_lit": _bool,
    "null_lit": _null,
    "variable_expr": _variable,
    "quoted_template": _template,
    "conditional": _conditional,
    "binary_operation": _binary,
    "unary_operation": _unary,
    "function_call": _call,
    "object": _object,
    "tuple": _tuple,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
}
