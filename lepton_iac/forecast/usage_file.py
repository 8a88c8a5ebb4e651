"""Declared usage: Infracost usage files, read with their lines.

Source: https://www.infracost.io/docs/features/usage_based_resources/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from lepton_iac.errors import ReadError
from lepton_iac.model import Note, Provenance, Quantity, Usage
from lepton_iac.units import decimal

ADDRESSES = "resource_usage"
TYPES = "resource_type_default_usage"
KNOWN = frozenset({"version", ADDRESSES, TYPES})
VERSION = "0.1"
MAX_VALUES = 300_000

Quantities: TypeAlias = dict[str, dict[str, Quantity]]
Words: TypeAlias = dict[str, dict[str, str]]

_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


@dataclass(slots=True)
class _Place:
    """Where the reader is: for the detail of quantities and the place of errors."""

    path: str
    leaves: int = 0
    notes: list[Note] = field(default_factory=list)

    def count(self, node: Any) -> None:
        """Refuse files whose anchors multiply into more values than any stack has."""
        self.leaves += 1
        if self.leaves > MAX_VALUES:
            raise self.error(f"the usage file holds more than {MAX_VALUES} values", node)

    def error(self, what: str, node: Any, mend: str = "") -> ReadError:
        return ReadError(what, where=f"{self.path}:{node.start_mark.line + 1}", mend=mend)


def read_usage(path: str | Path) -> Usage:
    """The declared usage of an Infracost usage file: nested keys become dotted, ``null`` says nothing.

    A key that stands twice in one place is noted and its last value counts, as in the field's own reader.
    Numbers and numeric texts become quantities whose detail is ``file:line``; other texts become options. A value
    may be given with its spread, ``{p10: 1, p50: 2, p90: 4}``; that is beyond Infracost's own format.

    Raises:
        ReadError: the file cannot be read, is not YAML, or has another structure; the error names the line.
    """
    place = _Place(str(path))
    root = _composed(Path(path), place)
    usage = {ADDRESSES: ({}, {}), TYPES: ({}, {})} if root is None else _sections(root, place)
    declared, options = usage[ADDRESSES]
    by_type, options_by_type = usage[TYPES]
    notes = tuple(place.notes)
    return Usage(declared, by_type, options=options, options_by_type=options_by_type, notes=notes)


def usage_for(usage: Usage, address: str, type: str) -> Mapping[str, Quantity]:  # noqa: A002 - Terraform's word
    """What is declared for one resource: the exact address over ``[*]`` wildcards over the type's default.

    Of several wildcards the one with fewer stars counts. Quantities are per usage key, in that key's unit.
    """
    found = dict(usage.by_type.get(type, {}))
    for pattern in reversed(_patterns(address)):
        found.update(usage.declared.get(pattern, {}))
    return found


def options_for(usage: Usage, address: str, type: str) -> Mapping[str, str]:  # noqa: A002 - Terraform's word
    """The options that are words, merged like ``usage_for``."""
    found = dict(usage.options_by_type.get(type, {}))
    for pattern in reversed(_patterns(address)):
        found.update(usage.options.get(pattern, {}))
    return found


@lru_cache(maxsize=65536)
def _patterns(address: str) -> tuple[str, ...]:
    """The address and its wildcard forms, the more exact first: each index either kept or ``[*]``."""
    found: list[tuple[int, int, str]] = []
    spans = [match.span() for match in _INDEX.finditer(address)][-8:]
    for chosen in range(1 << len(spans)):
        text = address
        for bit in reversed(range(len(spans))):
            if chosen >> bit & 1:
                text = text[: spans[bit][0]] + "[*]" + text[spans[bit][1] :]
        found.append((chosen.bit_count(), chosen, text))
    return tuple(text for _, _, text in sorted(found))


def _composed(path: Path, place: _Place) -> Any:
    import yaml

    try:
        return yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ReadError(f"the usage file cannot be read: {error.strerror or error}", where=place.path) from error
    except UnicodeDecodeError as error:
        raise ReadError("the usage file is not UTF-8 text", where=place.path, mend="save it as UTF-8") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place.path}:{mark.line + 1}" if mark is not None else place.path
        said = getattr(error, "problem", None) or "it cannot be parsed"
        raise ReadError(f"the usage file is not YAML: {said}", where=where) from error


def _sections(root: Any, place: _Place) -> dict[str, tuple[Quantities, Words]]:
    found: dict[str, tuple[Quantities, Words]] = {ADDRESSES: ({}, {}), TYPES: ({}, {})}
    for name, _, node in _pairs(root, place):
        if name not in KNOWN:
            raise place.error(f"the usage file has no section {name!r}", node, f"use {', '.join(sorted(KNOWN))}")
        if name == "version" or _is_null(node):
            continue
        for address, _, usage in _pairs(node, place):
            if not _is_null(usage):
                for key, value in _leaves(usage, "", place):
                    _put(found[name], address, key, value, place)
                _gather(found[name][0].get(address, {}), address, place, usage)
    return found


def _put(tables: tuple[Quantities, Words], address: str, key: str, node: Any, place: _Place) -> None:
    quantities, words = tables
    if _is_null(node):
        return
    try:
        amount = decimal(node.value)
    except ValueError as error:
        if not node.tag.endswith((":str", ":bool")):
            raise place.error(f"{key} of {address} is not a finite number: {node.value}", node) from error
        words.setdefault(address, {})[key] = node.value
        return
    if amount < 0:
        raise place.error(f"{key} of {address} is negative: {node.value}", node)
    detail = f"{place.path}:{node.start_mark.line + 1}"
    quantities.setdefault(address, {})[key] = Quantity(amount, provenance=Provenance.DECLARED, detail=detail)


def _gather(keys: dict[str, Quantity], address: str, place: _Place, node: Any) -> None:
    """Join ``key.p10``, ``key.p50`` and ``key.p90`` into one quantity with a spread."""
    for name in {key[:-4] for key in keys if key.endswith((".p10", ".p50", ".p90"))}:
        low, middle, high = (keys.pop(f"{name}.{end}", None) for end in ("p10", "p50", "p90"))
        if low is None or middle is None or high is None or not low.expected <= middle.expected <= high.expected:
            raise place.error(f"{name} of {address} needs p10, p50 and p90 in rising order", node)
        keys[name] = replace(middle, low=low.expected, high=high.expected)


def _leaves(node: Any, prefix: str, place: _Place) -> Iterator[tuple[str, Any]]:
    """Dotted keys and scalar nodes; deeper than the language of usage files is refused, which ends any loop."""
    import yaml

    if prefix.count(".") > 8:
        raise place.error("the usage keys are nested too deeply", node)
    place.count(node)
    if isinstance(node, yaml.ScalarNode) and prefix:
        yield prefix, node
        return
    for name, _, value in _pairs(node, place):
        yield from _leaves(value, f"{prefix}.{name}" if prefix else name, place)


def _pairs(node: Any, place: _Place) -> Iterator[tuple[str, Any, Any]]:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise place.error("a mapping was expected here", node, "write `key: value` lines")
    found: dict[str, tuple[str, Any, Any]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise place.error("a key is not a plain text", key)
        if key.tag == "tag:yaml.org,2002:merge":
            raise place.error("merge keys (<<) are not read here", key, "write the keys out")
        if found.pop(key.value, None) is not None:
            where = f"{place.path}:{key.start_mark.line + 1}"
            place.notes.append(Note(f"{key.value!r} stands here a second time; the last one counts", where))
        found[key.value] = (key.value, key, value)
    yield from found.values()


def _is_null(node: Any) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")
