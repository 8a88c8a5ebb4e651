"""The small part of YAML that people's own files need, with the line of every value; all else is refused.

No anchors, aliases, tags or second documents: they are how a small file becomes a large or a cyclic one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.errors import LeptonError

CORRECT = "correct the file; text with brackets, such as an address, goes in single quotes"
MAX_BYTES = 65_536
MAX_DEPTH = 12
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?\d{1,18}\.\d{1,18}")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
MEND = "keep to plain keys, values and lists"


@dataclass(frozen=True, slots=True)
class Node:
    """One value with the line it starts on; mappings hold nodes under plain keys, lists hold nodes."""

    value: Any
    line: int

    @property
    def plain(self) -> Any:
        """The value without lines, all the way down."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain for node in self.value]
        return self.value


def read_yaml(data: bytes, where: str) -> Node:
    """One document as nodes.

    Args:
        data: the bytes of the file, at most 64 KiB.
        where: the file, for messages.

    Raises:
        LeptonError: not UTF-8, not YAML, too large, too deep, or more than plain values; with file and line.
    """
    import yaml

    if len(data) > MAX_BYTES:
        raise LeptonError(f"such a file may hold {MAX_BYTES} bytes, this one has {len(data)}", where=where, mend=MEND)
    try:
        text = data.decode("utf-8")
        return _document(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), where)
    except UnicodeDecodeError as error:
        raise LeptonError("the file is not UTF-8", where=where, mend="save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark is not None else where
        what = getattr(error, "problem", None) or "characters that YAML does not allow"
        raise LeptonError(f"not YAML: {what}", where=place, mend=CORRECT) from error


def read_documents(data: bytes, where: str, *, max_bytes: int, max_documents: int, max_depth: int) -> list[Node]:
    """Every document of a stream of them, empty ones left out; the same plain values as in ``read_yaml``.

    Raises:
        LeptonError: not UTF-8, not YAML, too large, too deep, too many, or more than plain values; with file, line
            and the number of the document.
    """
    import yaml

    if len(data) > max_bytes:
        raise LeptonError(f"such a file may hold {max_bytes} bytes, this one has {len(data)}", where=where, mend=MEND)
    found: list[Node] = []
    number = 0
    try:
        events = iter(yaml.parse(data.decode("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        for event in events:
            if type(event).__name__ != "DocumentStartEvent":
                continue
            number += 1
            if number > max_documents:
                raise _refused(f"more than {max_documents} documents", event, where)
            root = _node(next(events), events, where, MAX_DEPTH - max_depth)
            if root.value is not None:
                found.append(root)
    except UnicodeDecodeError as error:
        raise LeptonError("the file is not UTF-8", where=where, mend="save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark is not None else where
        what = getattr(error, "problem", None) or "characters that YAML does not allow"
        raise LeptonError(f"document {max(number, 1)}: not YAML: {what}", where=place, mend=CORRECT) from error
    except LeptonError as error:
        raise LeptonError(f"document {number}: {error.what}", where=error.where, mend=error.mend) from error
    return found


def _document(events: Iterator[Any], where: str) -> Node:
    for event in events:
        if type(event).__name__ not in {"StreamStartEvent", "DocumentStartEvent"}:
            break
    else:
        raise LeptonError("the file is empty", where=where, mend=MEND)
    root = _node(event, events, where, 0)
    for event in events:
        if type(event).__name__ not in {"StreamEndEvent", "DocumentEndEvent"}:
            raise _refused("a second document", event, where)
    return root


def _refused(what: str, event: Any, where: str) -> LeptonError:
    return LeptonError(f"{what} is not allowed here", where=f"{where}:{event.start_mark.line + 1}", mend=MEND)


def _node(event: Any, events: Iterator[Any], where: str, depth: int) -> Node:
    """The node that starts with this event; the iterator is left behind it."""
    name, line = type(event).__name__, event.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise _refused("nesting as deep as this", event, where)
    if name == "AliasEvent" or getattr(event, "anchor", None) is not None:
        raise _refused("an anchor or alias", event, where)
    if getattr(event, "tag", None) is not None:
        raise _refused("a YAML tag", event, where)
    match name:
        case "ScalarEvent":
            return Node(_scalar(event.value) if event.implicit[0] else event.value, line)
        case "SequenceStartEvent":
            return Node([_node(inner, events, where, depth + 1) for inner in _until("SequenceEndEvent", events)], line)
        case "MappingStartEvent":
            return Node(_mapping(events, where, depth), line)
    raise _refused("an empty file", event, where)


def _until(end: str, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if type(event).__name__ == end:
            return
        yield event


def _mapping(events: Iterator[Any], where: str, depth: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for event in _until("MappingEndEvent", events):
        key = _node(event, events, where, depth + 1)
        if isinstance(key.value, dict | list):
            raise _refused("a key that is no plain word", event, where)
        name = event.value
        if name in found:
            raise _refused(f"the key {name[:60]!r} twice", event, where)
        found[name] = _node(next(events), events, where, depth + 1)
    return found


def _scalar(text: str) -> Any:
    """A plain scalar: numbers and true/false/null are themselves, everything else (``no``, ``1_0``) is text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
