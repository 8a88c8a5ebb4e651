"""HCL bytes to the nouns of ``syntax``: tree-sitter tells where everything stands."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from lepton_iac.write import parse_expression
from lepton_iac.write.syntax import Attribute, Block, Body, Expression, Opaque, Place

BOM = b"\xef\xbb\xbf"


@cache
def parser() -> Any:
    """The one tree-sitter parser for HCL."""
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


@lru_cache(maxsize=8)
def syntax_tree(data: bytes) -> Any:
    """The tree-sitter root of HCL bytes; a BOM and CRLF are blanked for the parser, so offsets stay true."""
    if data.startswith(BOM):
        data = b"   " + data[3:]
    return parser().parse(data.replace(b"\r\n", b" \n")).root_node


def count_errors(root: Any) -> int:
    """How many nodes the parser could not make sense of."""
    if not root.has_error:
        return 0
    waiting, found = [root], 0
    while waiting:
        node = waiting.pop()
        found += node.is_error or node.is_missing
        waiting.extend(child for child in node.children if child.has_error or child.is_error or child.is_missing)
    return found


def parse(data: bytes, file: str) -> Body:
    """The body of a whole file; ``file`` is only written into the places."""
    root = syntax_tree(data)
    body = next((child for child in root.children if child.type in {"body", "object"}), None)
    return _body(body, data, file, 0, len(data))


def expression(text: bytes) -> Expression:
    """An expression taken from inside a JSON string; nothing in it has a place of its own."""
    source = b"x = " + text + b"\n"
    body = _body(syntax_tree(source).children[0], source, "", 0, len(source))
    found = body.attributes.get("x")
    return Opaque((), "an expression that cannot be parsed") if found is None else found.value


def _body(node: Any, data: bytes, file: str, start: int, end: int) -> Body:
    found: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for child in node.children if node is not None else ():
        if child.type == "attribute":
            attribute = _attribute(child, data, file)
            found[attribute.name] = attribute
        elif child.type == "block":
            blocks.append(_block(child, data, file))
    return Body(found, tuple(blocks), Place(file, start, end))


def _attribute(node: Any, data: bytes, file: str) -> Attribute:
    name = data[node.children[0].start_byte : node.children[0].end_byte].decode("utf-8", "replace")
    value = parse_expression.convert(node.children[-1], data, file)
    return Attribute(name, value, Place(file, node.start_byte, node.end_byte))


def _block(node: Any, data: bytes, file: str) -> Block:
    words: list[str] = []
    inner: Any = None
    start, end = node.start_byte, node.end_byte
    for child in node.children:
        if child.type in {"identifier", "string_lit"}:
            words.append(_word(child, data))
        elif child.type == "block_start":
            start = child.end_byte
        elif child.type == "body":
            inner = child
        elif child.type == "block_end":
            end = child.start_byte
    body = _body(inner, data, file, start, end)
    return Block(words[0], tuple(words[1:]), body, Place(file, node.start_byte, node.end_byte))


def _word(node: Any, data: bytes) -> str:
    text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
    return text[1:-1] if node.type == "string_lit" else text


def block_places(root: Any) -> Sequence[tuple[int, int]]:
    """Start and end of each top-level block or attribute."""
    bodies = [child for child in root.children if child.type == "body"]
    return [(node.start_byte, node.end_byte) for body in bodies for node in body.children if node.type != "comment"]
