"""The blocks and expressions of HCL files, by tree-sitter: which traversals each expression holds, and where it stands.

Grammar: https://github.com/tree-sitter-grammars/tree-sitter-hcl
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Node = Any
Expression = dict[str, Any]


@dataclass(slots=True)
class Block:
    """One block: ``resource "aws_instance" "web" {…}`` has the kind ``resource`` and two labels."""

    kind: str
    labels: tuple[str, ...]
    body: Node | None
    first_line: int
    last_line: int


def parse_hcl(data: bytes) -> Node:
    """The root node of one file; broken parts are ``ERROR`` nodes in it."""
    from tree_sitter import Language, Parser
    from tree_sitter_hcl import language

    return Parser(Language(language())).parse(data).root_node


def first_error(root: Node) -> int | None:
    """The line of the first broken part, counted from 1; ``None`` when the file is whole."""
    node = root if root.has_error else None
    while node is not None:
        if node.is_error or node.is_missing:
            return int(node.start_point[0]) + 1
        node = next((child for child in node.children if child.has_error or child.is_missing), None)
    return None


def blocks(body: Node | None) -> Iterator[Block]:
    """The blocks that stand directly in a body or a file."""
    for node in _content(body):
        if node.type != "block":
            continue
        names = [child for child in node.children if child.type in {"identifier", "string_lit"}]
        inner = next((child for child in node.children if child.type == "body"), None)
        labels = tuple(_label(child) for child in names[1:])
        first, last = node.start_point[0] + 1, node.end_point[0] + 1
        yield Block(_text(names[0]) if names else "", labels, inner, first, last)


def attributes(body: Node | None) -> Iterator[tuple[str, Expression]]:
    """The attributes that stand directly in a body or a file, with what their expressions hold."""
    for node in _content(body):
        if node.type == "attribute" and len(node.children) >= 3:
            yield _text(node.children[0]), expression(node.children[-1])


def _content(body: Node | None) -> list[Node]:
    if body is None:
        return []
    nodes: list[Node] = list(body.children)
    if body.type == "config_file":
        return [child for node in nodes for child in (node.children if node.type == "body" else [])]
    return nodes


def expression(node: Node) -> Expression:
    """What an expression holds, in the form of a plan's ``configuration`` and a little more.

    Returns:
        ``constant_value`` for a literal; an object with literal keys as an object of expressions; otherwise
        ``references`` (its traversals), ``calls`` (functions called) and ``size`` (of a literal list or set).
    """
    literal = _literal(node)
    if literal is not None:
        return {"constant_value": literal[0]}
    elements = _object(node)
    if elements is not None:
        return elements
    found: Expression = {}
    listed = list(dict.fromkeys(_traversals(node)))
    if listed:
        found["references"] = listed
    calls = [_text(child.children[0]) for child in _descendants(node) if child.type == "function_call"]
    if calls:
        found["calls"] = calls
    size = _size(node)
    return found if size is None else {**found, "size": size}


def _only(node: Node, *types: str) -> Node | None:
    """The single named node of one of these types that an expression consists of."""
    while node.type in {"expression", "collection_value", "literal_value", "template_expr"} and node.type not in types:
        named = [child for child in node.children if child.is_named and child.type != "comment"]
        if len(named) != 1:
            return None
        node = named[0]
    return node if node.type in types else None


def _literal(node: Node) -> tuple[Any] | None:
    found = _only(node, "string_lit", "numeric_lit", "bool_lit", "null_lit", "quoted_template")
    if found is None:
        return None
    text = _text(found)
    if found.type in {"string_lit", "quoted_template"}:
        plain = all(child.type.startswith(("template_literal", "quoted_template_")) for child in found.children)
        return (_label(found),) if plain else None
    if found.type == "numeric_lit":
        return (int(text),) if text.isdecimal() and len(text) < 18 else (text,)
    return ({"true": True, "false": False}.get(text),)


def _object(node: Node) -> Expression | None:
    found = _only(node, "object")
    if found is None:
        return None
    elements: Expression = {}
    for element in (child for child in found.children if child.type == "object_elem"):
        sides = [child for child in element.children if child.type == "expression"]
        key = _key(sides[0]) if len(sides) == 2 else None
        if key is None:
            return None
        elements[key] = expression(sides[1])
    return elements or {"constant_value": {}}


def _key(node: Node) -> str | None:
    literal = _literal(node)
    if literal is not None:
        return str(literal[0])
    name = _only(node, "variable_expr")
    return _text(name) if name is not None else None


def _size(node: Node) -> int | None:
    """How many elements a literal list, or ``toset`` of literal texts, has."""
    found = _only(node, "tuple", "function_call")
    if found is None:
        return None
    if found.type == "tuple":
        return len([child for child in found.children if child.type == "expression"])
    arguments = next((child for child in found.children if child.type == "function_arguments"), None)
    inner = [child for child in arguments.children if child.type == "expression"] if arguments is not None else []
    items = _only(inner[0], "tuple") if len(inner) == 1 and _text(found.children[0]) == "toset" else None
    if items is None:
        return None
    literals = {_literal(child) for child in items.children if child.type == "expression"}
    return None if None in literals else len(literals)


def _traversals(node: Node) -> Iterator[str]:
    for child in _descendants(node):
        if child.type == "variable_expr":
            yield _traversal(child)


def _traversal(head: Node) -> str:
    """The longest literal traversal from a name on: ``aws_x.y[0].id``; it ends at a splat or a computed key."""
    text = _text(head)
    node = head.next_sibling
    while node is not None:
        if node.type == "get_attr":
            text += f".{_text(node.children[-1])}"
        elif node.type == "index":
            key = _index(node)
            if key is None:
                break
            text += key
        else:
            break
        node = node.next_sibling
    return text


def _index(node: Node) -> str | None:
    inner = next((child for child in _descendants(node) if child.type == "expression"), None)
    found = _only(inner, "numeric_lit", "string_lit", "quoted_template") if inner is not None else None
    if found is None:
        return None
    return f"[{_text(found)}]"


def _descendants(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def _text(node: Node) -> str:
    return bytes(node.text or b"").decode(errors="replace")


def _label(node: Node) -> str:
    return _text(node).strip('"')
