"""Where new lines go in a block, and how much goes away with an old one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lepton_iac.write.source import Source
from lepton_iac.write.syntax import Attribute, Block, Body, Place

_BLANK = b" \t"
_COMMENT_TAIL = re.compile(rb"[ \t]*(?:(?:#|//)[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?(?=\r?\n|$)")
_LAST = {"depends_on"}
_PADDED = re.compile(rb"([\w-]+)([ \t]*)=[ \t]*")


@dataclass(frozen=True, slots=True)
class Splice:
    """Put ``after`` in the place of the bytes ``start`` to ``end`` of one file."""

    path: str
    start: int
    end: int
    after: bytes


def line_start(data: bytes, at: int) -> int:
    """The first byte of the line that holds a byte."""
    return data.rfind(b"\n", 0, at) + 1


def line_end(data: bytes, at: int) -> int:
    """The byte after the end of the line, its newline included."""
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1


def indentation(data: bytes, at: int) -> bytes:
    """The blanks that the line of a byte begins with."""
    start = line_start(data, at)
    end = start
    while end < len(data) and data[end] in _BLANK:
        end += 1
    return data[start:end]


def unit(data: bytes) -> bytes:
    """One step of indentation in a file: that of its first indented line, or two spaces."""
    found = re.search(rb"\{[^\n]*\n([ \t]+)[^\s]", data)
    return found[1] if found else b"  "


def insert_attributes(source: Source, body: Body, new: Sequence[tuple[str, bytes]]) -> tuple[Splice, ...]:
    """Lines for attributes that a body lacks, after its last plain attribute before the first nested block."""
    data, newline = source.data, source.newline
    if _on_one_line(data, body):
        return _opened(source, body, [name.encode() + b" = " + value for name, value in new])
    anchor = _anchor(data, body)
    if anchor is None:
        at = line_end(data, body.place.start)
        indent = indentation(data, body.place.start) + unit(data)
    else:
        at, indent = line_end(data, anchor.place.end), indentation(data, anchor.place.start)
    width = _column(data, body, anchor)
    lines = (indent + name.encode().ljust(width) + b" = " + value + newline for name, value in new)
    return (Splice(source.path, at, at, b"".join(lines)),)


def insert_block(source: Source, body: Body, name: str, new: Sequence[tuple[str, bytes]]) -> tuple[Splice, ...]:
    """A nested block at the end of a body."""
    data, newline, step = source.data, source.newline, unit(source.data)
    width = max(len(attribute) for attribute, _ in new)
    if _on_one_line(data, body):
        inner = [step + attribute.encode().ljust(width) + b" = " + value for attribute, value in new]
        return _opened(source, body, [name.encode() + b" {", *inner, b"}"])
    at = line_start(data, body.place.end)
    indent = indentation(data, body.place.end) + step
    lines = [indent + step + attribute.encode().ljust(width) + b" = " + value for attribute, value in new]
    block = newline.join([indent + name.encode() + b" {", *lines, indent + b"}", b""])
    gap = newline if body.attributes or body.blocks else b""
    return (Splice(source.path, at, at, gap + block),)


def remove_attribute(source: Source, attribute: Attribute, body: Body) -> Splice:
    """An attribute with its whole line and the comment behind it; only itself where it shares the line."""
    return _without(source, attribute.place, body)


def remove_nested(source: Source, block: Block, body: Body) -> Splice:
    """A nested block with its lines."""
    return _without(source, block.place, body)


def remove_resource(source: Source, block: Block) -> Splice:
    """A top-level block with the comment lines directly above it and one of the blank lines around it."""
    data = source.data
    start = _leading(data, line_start(data, block.place.start))
    end = line_end(data, block.place.end)
    if not data[end:].strip():
        while start > 0 and not data[line_start(data, start - 1) : start].strip():
            start = line_start(data, start - 1)
        return Splice(source.path, start, end, b"")
    following = line_end(data, end)
    blank = not data[end:following].strip()
    opens = start == 0 or not data[line_start(data, start - 1) : start].strip()
    return Splice(source.path, start, following if blank and opens else end, b"")


def append_blocks(source: Source, block: Block, texts: Sequence[str]) -> Splice:
    """Whole blocks after a resource, each after one blank line, with the file's own newlines."""
    data, newline = source.data, source.newline
    at = line_end(data, block.place.end)
    lead = b"" if data[:at].endswith(b"\n") else newline
    parts = [text.strip("\r\n").encode("utf-8").replace(b"\r\n", b"\n").replace(b"\n", newline) for text in texts]
    return Splice(source.path, at, at, lead + b"".join(newline + part + newline for part in parts))


def _on_one_line(data: bytes, body: Body) -> bool:
    return b"\n" not in data[body.place.start : body.place.end]


def _opened(source: Source, body: Body, lines: Sequence[bytes]) -> tuple[Splice, ...]:
    """A one-line body may hold one attribute only; it is opened to hold more, its own bytes untouched."""
    data, newline, place = source.data, source.newline, body.place
    outer = indentation(data, place.start)
    indent = outer + unit(data)
    text = newline + b"".join(indent + line + newline for line in lines) + outer
    inner = data[place.start : place.end]
    if not inner.strip():
        return (Splice(source.path, place.start, place.end, text),)
    first = place.start + len(inner) - len(inner.lstrip())
    last = place.start + len(inner.rstrip())
    return (
        Splice(source.path, place.start, first, newline + indent),
        Splice(source.path, last, place.end, text),
    )


def _anchor(data: bytes, body: Body) -> Attribute | None:
    """The last attribute before the first nested block, by preference one that is not spread over lines."""
    first = min((block.place.start for block in body.blocks), default=body.place.end)
    before = [
        one
        for one in body.attributes.values()
        if one.place.file == body.place.file and body.place.start <= one.place.start and one.place.end <= first
    ]
    plain = [one for one in before if b"\n" not in data[one.place.start : one.place.end] and one.name not in _LAST]
    return max(plain or before, key=lambda one: one.place.end, default=None)


def _column(data: bytes, body: Body, anchor: Attribute | None) -> int:
    """How wide names are padded next to the anchor; 0 when the equals signs are not aligned."""
    if anchor is None:
        return 0
    widths: list[int] = []
    padded = False
    end = line_start(data, anchor.place.start)
    for one in sorted(body.attributes.values(), key=lambda one: -one.place.start):
        start = line_start(data, one.place.start)
        if one.place.start > anchor.place.start or line_end(data, one.place.end) < end:
            continue
        match = _PADDED.match(data, one.place.start)
        if match is None:
            break
        widths.append(len(match[1]) + len(match[2]) - 1)
        padded = padded or len(match[2]) > 1
        end = start
    return widths[0] if padded and len(set(widths)) == 1 else 0


def _without(source: Source, place: Place, body: Body) -> Splice:
    data = source.data
    start = line_start(data, place.start)
    tail = _COMMENT_TAIL.match(data, place.end)
    alone = not data[start : place.start].strip() and tail is not None and start >= body.place.start
    if alone:
        return Splice(source.path, start, line_end(data, place.end), b"")
    if _on_one_line(data, body):
        return Splice(source.path, body.place.start, body.place.end, b"")
    return Splice(source.path, place.start, place.end, b"")


def _leading(data: bytes, start: int) -> int:
    """The start of the comment lines that stand directly above a line."""
    while start > 0:
        above = line_start(data, start - 1)
        if not data[above:start].lstrip().startswith((b"#", b"//")):
            return _block_comment(data, start)
        start = above
    return start


def _block_comment(data: bytes, start: int) -> int:
    above = line_start(data, start - 1) if start else 0
    if not data[above:start].rstrip().endswith(b"*/"):
        return start
    opening = data.rfind(b"/*", 0, start)
    alone = opening >= 0 and not data[line_start(data, opening) : opening].strip()
    return line_start(data, opening) if alone else start
