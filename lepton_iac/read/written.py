"""One folder as it is written: literals are values, what needs evaluation is unknown; quick and without a plan.

Nothing is guessed: a variable's default may be overridden, so it is as unknown as any other reference.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import Action, Note, Resource, Span, Stack, Unknown
from lepton_iac.read.masks import masked
from lepton_iac.read.places import aws_place, azure_place, google_place
from lepton_iac.read.row import provider_of
from lepton_iac.read.syntax import Block, Node, blocks, first_error, parse_hcl

NEEDS_EVALUATION = Unknown("needs a plan or an evaluation")
_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})
_NUMBER = re.compile(r"-?\d{1,17}(?:\.\d{1,17})?")
_TRAVERSAL = re.compile(r"(?<![\w.-])([a-z][a-z0-9]*_\w+)\.([A-Za-z_][\w-]*)")
_PLAIN = re.compile(r'"((?:[^"\\$%]|[$%](?!\{))*)"')
_TAGS = {"aws": ("default_tags", "tags", "tags_all"), "google": ("default_labels", "labels", "effective_labels")}
_PLACES = {"aws": aws_place, "azurerm": azure_place, "google": google_place}


@dataclass
class Written:
    """A folder as it is written.

    Attributes:
        stack: managed resources; blocks with ``count`` or ``for_each`` stand for all their instances.
        exported: addresses that outputs and module calls hand on.
        calls: the local folders its module calls name.
    """

    stack: Stack
    exported: frozenset[str] = frozenset()
    calls: tuple[Path, ...] = ()


@dataclass
class _Folder:
    resources: list[tuple[str, Block, str]] = field(default_factory=list)
    providers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    exported: set[str] = field(default_factory=set)
    calls: list[Path] = field(default_factory=list)


def read_written(directory: Path) -> Written:
    """The resources of the ``.tf`` files of one folder, without those of the modules it calls.

    Raises:
        ReadError: a file cannot be read or is broken; with file and line.
    """
    found = _Folder()
    others = sorted(path for path in directory.iterdir() if path.name.endswith((".tf.json", ".tofu", ".tofu.json")))
    notes = [Note("not read: without a plan only .tf files are", str(path)) for path in others]
    for file in sorted(path for path in directory.iterdir() if path.suffix == ".tf" and path.is_file()):
        if file.stem == "override" or file.stem.endswith("_override"):
            notes.append(Note("not read: override files change other blocks, which needs a plan", str(file)))
            continue
        for block in blocks(_tree(file)):
            _declare(found, directory, file.name, block)
    resources = tuple(_resource(found, directory, *entry) for entry in found.resources)
    unique = {resource.address: resource for resource in resources}
    stack = Stack(tuple(unique.values()), source=str(directory), kind="folder", notes=tuple(notes))
    return Written(stack, frozenset(found.exported), tuple(found.calls))


def _tree(file: Path) -> Node:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", where=str(file), mend="check the file") from error
    root = parse_hcl(data.removeprefix(b"\xef\xbb\xbf"))
    line = first_error(root)
    if line is not None:
        mend = "run `terraform validate` and correct the file"
        raise ReadError("the file is broken here", where=f"{file}:{line}", mend=mend)
    return root


def _declare(found: _Folder, directory: Path, file: str, block: Block) -> None:
    if block.kind == "resource" and len(block.labels) == 2:
        if _attributes(block.body).get("count") != 0:
            found.resources.append((file, block, block.labels[0]))
    elif block.kind == "provider" and block.labels:
        values = _body(block.body)
        alias = values.get("alias")
        found.providers[block.labels[0] + (f".{alias}" if isinstance(alias, str) else "")] = values
    elif block.kind in {"output", "module"}:
        found.exported.update(_references(block.body))
        source = _attributes(block.body).get("source")
        if block.kind == "module" and isinstance(source, str) and source.startswith(("./", "../")):
            found.calls.append(directory / source)


def _resource(found: _Folder, directory: Path, file: str, block: Block, type_: str) -> Resource:
    provider = provider_of("", type_)
    values = {name: value for name, value in _body(block.body).items() if name not in _META}
    asked = _asked(block, type_)
    attributes = masked(_with_defaults(found, provider, asked, values), None, None, type_)
    region, source = _region(found, provider, asked, attributes)
    return Resource(
        address=f"{type_}.{block.labels[1]}",
        type=type_,
        name=block.labels[1],
        provider=provider,
        attributes=attributes,
        region=region,
        region_source=source,
        action=Action.CREATE,
        references=_pointers(block.body, ""),
        span=Span((directory / file).as_posix(), block.first_line, block.last_line),
    )


def _asked(block: Block, type_: str) -> str:
    """The name of the provider block a resource uses: ``aws``, ``aws.west``."""
    for node in _nodes(block.body, "attribute"):
        if _text(node.children[0]) == "provider":
            return _text(node.children[-1]).strip('"')
    return type_.split("_", 1)[0]


def _with_defaults(found: _Folder, provider: str, asked: str, values: dict[str, Any]) -> dict[str, Any]:
    """Tags with those the provider adds; unknown where its block, or a part of it, is out of sight."""
    if provider not in _TAGS:
        return values
    block, own_name, all_name = _TAGS[provider]
    settings = found.providers.get(asked)
    if settings is None:
        return {**values, all_name: NEEDS_EVALUATION}
    given = settings.get(block)
    given = given[0].get("tags") if isinstance(given, list) and given else given
    own = values.get(own_name)
    if given is None:
        return values
    if isinstance(given, dict) and (own is None or isinstance(own, dict)):
        return {**values, all_name: {**given, **(own or {})}}
    return {**values, all_name: NEEDS_EVALUATION}


def _region(found: _Folder, provider: str, asked: str, attributes: Mapping[str, Any]) -> tuple[str | None, str]:
    place = _PLACES.get(provider)
    own = place(attributes) if place is not None else None
    if own:
        return own
    region = found.providers.get(asked, {}).get("region") if provider in {"aws", "google"} else None
    return (region, "provider block") if isinstance(region, str) else (None, "needs a plan or an evaluation")


# ---------------------------------------------------------------- values


def _nodes(body: Node | None, kind: str) -> Iterator[Node]:
    for node in body.children if body is not None else ():
        if node.type == kind:
            yield node


def _attributes(body: Node | None) -> dict[str, Any]:
    return {_text(node.children[0]): _value(node.children[-1]) for node in _nodes(body, "attribute")}


def _body(body: Node | None) -> dict[str, Any]:
    """Attributes, and nested blocks as lists; what a ``dynamic`` block makes is unknown."""
    found = _attributes(body)
    for inner in blocks(body):
        if inner.kind == "dynamic" and inner.labels:
            found[inner.labels[0]] = NEEDS_EVALUATION
        elif inner.kind not in _META and not isinstance(found.get(inner.kind), Unknown):
            found.setdefault(inner.kind, [])
            if isinstance(found[inner.kind], list):
                found[inner.kind].append(_body(inner.body))
    return found


def _value(node: Node) -> Any:
    """A literal as a value, lists and objects of literals too; anything else is unknown."""
    text = _text(node).strip()
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return plain[1]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if text in {"true", "false", "null"}:
        return {"true": True, "false": False}.get(text)
    return _collection(node)


def _collection(node: Node) -> Any:
    while node.type in {"expression", "collection_value"} and len(_named(node)) == 1:
        node = _named(node)[0]
    if node.type == "tuple":
        return [_value(child) for child in node.children if child.type == "expression"]
    if node.type != "object":
        return NEEDS_EVALUATION
    found: dict[str, Any] = {}
    for element in (child for child in node.children if child.type == "object_elem"):
        sides = [child for child in element.children if child.type == "expression"]
        key = _text(sides[0]) if len(sides) == 2 else "("
        if key.startswith("(") or "${" in key:
            return NEEDS_EVALUATION
        found[key.strip('"')] = _value(sides[1])
    return found


def _named(node: Node) -> list[Node]:
    return [child for child in node.children if child.is_named and child.type != "comment"]


def _pointers(body: Node | None, prefix: str) -> dict[str, tuple[str, ...]]:
    """Attribute path to the addresses its expression names."""
    found: dict[str, tuple[str, ...]] = {}
    for node in _nodes(body, "attribute"):
        listed = _addresses(_text(node.children[-1]))
        if listed:
            found[prefix + _text(node.children[0])] = listed
    numbers: dict[str, int] = {}
    for inner in blocks(body):
        name = inner.labels[0] if inner.kind == "dynamic" and inner.labels else inner.kind
        number = numbers[name] = numbers.get(name, -1) + 1
        found.update(_pointers(inner.body, f"{prefix}{name}.{number}."))
    return found


def _references(body: Node | None) -> set[str]:
    return {address for listed in _pointers(body, "").values() for address in listed}


def _addresses(text: str) -> tuple[str, ...]:
    outside = _PLAIN.sub('""', text)
    return tuple(dict.fromkeys(f"{type_}.{name}" for type_, name in _TRAVERSAL.findall(outside)))


def _text(node: Node) -> str:
    return bytes(node.text or b"").decode(errors="replace")
