"""The modules of a folder: which files declare what, and which local module each call leads to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.errors import WriteError
from lepton_iac.write.source import Source, parse_source, read_source
from lepton_iac.write.syntax import Attribute, Block, Body, Literal

_DEEPEST = 32
_RESOURCES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}

ResourceKey = tuple[str, str, str]
"""Mode, type and name of a resource block."""


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """What the files of one folder declare, override files already merged in.

    Attributes:
        others: blocks that only use values: providers, checks, imports, the ``terraform`` block.
        doubled: names declared more than once; nothing about them is certain.
    """

    directory: Path
    sources: tuple[Source, ...]
    resources: Mapping[ResourceKey, Block]
    variables: Mapping[str, Block]
    locals: Mapping[str, Attribute]
    outputs: Mapping[str, Block]
    calls: Mapping[str, Block]
    others: tuple[Block, ...]
    doubled: frozenset[str]


@dataclass(slots=True, eq=False)
class Node:
    """One call of a module; the root has no parent. ``closed`` holds the calls that are not local, with the reason."""

    module: Module
    path: tuple[str, ...] = ()
    parent: "Node | None" = None
    call: Block | None = None
    children: dict[str, "Node"] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Folder:
    """A folder with its module tree; every file is read once."""

    path: Path
    sources: dict[str, Source] = field(default_factory=dict)
    modules: dict[Path, Module] = field(default_factory=dict)

    def overlaid(self, results: Mapping[str, bytes]) -> "Folder":
        """The same folder with other bytes in some files."""
        kept = {path: source for path, source in self.sources.items() if path not in results}
        changed = {path: parse_source(data, path) for path, data in results.items()}
        return Folder(self.path, {**kept, **changed})

    def source(self, file: Path) -> Source:
        """The file, known by its real path relative to the folder."""
        name = relative(file, self.path)
        if name not in self.sources:
            self.sources[name] = read_source(file, name)
        return self.sources[name]

    def module(self, directory: Path) -> Module:
        """What the files of a directory declare."""
        if directory not in self.modules:
            files = sorted(entry for entry in directory.iterdir() if _is_terraform(entry))
            self.modules[directory] = _module(directory, tuple(self.source(file) for file in files))
        return self.modules[directory]


def relative(file: Path, folder: Path) -> str:
    """A file's real path relative to the real folder, with forward slashes."""
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()


def read_folder(folder: Path) -> tuple[Folder, Node]:
    """Read a folder's module tree.

    Raises:
        WriteError: the folder or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise WriteError("there is no such folder", where=str(folder), mend="give the folder that holds the .tf files")
    found = Folder(folder.resolve())
    try:
        root = Node(found.module(found.path))
        follow(found, root)
    except OSError as error:
        raise WriteError(
            f"the folder cannot be read: {error.strerror}", where=str(folder), mend="check its permissions"
        ) from error
    return found, root


def _is_terraform(entry: Path) -> bool:
    return entry.name.endswith((".tf", ".tf.json")) and not entry.name.startswith((".", "#")) and entry.is_file()


def follow(folder: Folder, node: Node) -> None:
    """Read the modules that a module calls, and those that they call."""
    for name, call in node.module.calls.items():
        directory, reason = _local(node.module.directory, call)
        ancestors = len(node.path)
        if directory is None or ancestors >= _DEEPEST or _calls_itself(node, directory):
            node.closed[name] = reason or "the module calls itself"
            continue
        child = Node(folder.module(directory), (*node.path, name), node, call)
        node.children[name] = child
        follow(folder, child)


def _calls_itself(node: Node | None, directory: Path) -> bool:
    while node is not None:
        if node.module.directory == directory:
            return True
        node = node.parent
    return False


def _local(directory: Path, call: Block) -> tuple[Path | None, str]:
    source = call.body.attributes.get("source")
    if source is None or not isinstance(source.value, Literal):
        return None, "its module has no literal source"
    text = str(source.value.value)
    if not text.startswith(("./", "../")) and text not in {".", ".."}:
        return None, f"its module is remote ({text}); only local modules can be edited"
    found = (directory / text).resolve()
    return (found, "") if found.is_dir() else (None, f"its module folder {text} does not exist")


def _module(directory: Path, sources: tuple[Source, ...]) -> Module:
    blocks: dict[tuple[str, ...], Block] = {}
    locals_: dict[str, Attribute] = {}
    others: list[Block] = []
    doubled: set[str] = set()
    for source in sorted(sources, key=lambda source: (_overrides(source), source.path)):
        for block in source.body.blocks:
            if block.type == "locals":
                locals_.update(block.body.attributes)
            elif block.type in {"resource", "data", "ephemeral", "variable", "output", "module"} and block.labels:
                key = (block.type, *block.labels)
                if key in blocks and not _overrides(source):
                    doubled.add(".".join(key))
                blocks[key] = _merged(blocks[key], block) if key in blocks else block
            else:
                others.append(block)
    return Module(
        directory,
        sources,
        {(_RESOURCES[k[0]], k[1], k[2]): b for k, b in blocks.items() if k[0] in _RESOURCES and len(k) == 3},
        {key[1]: block for key, block in blocks.items() if key[0] == "variable"},
        locals_,
        {key[1]: block for key, block in blocks.items() if key[0] == "output"},
        {key[1]: block for key, block in blocks.items() if key[0] == "module"},
        tuple(others),
        frozenset(doubled),
    )


def _overrides(source: Source) -> bool:
    stem = source.path.rsplit("/", 1)[-1].split(".", 1)[0]
    return stem == "override" or stem.endswith("_override")


def _merged(base: Block, override: Block) -> Block:
    """Terraform's rule for override files: attributes one by one, nested blocks of a type all together.

    https://developer.hashicorp.com/terraform/language/files/override
    """
    replaced = {block.type for block in override.body.blocks}
    kept = tuple(block for block in base.body.blocks if block.type not in replaced)
    attributes = {**base.body.attributes, **override.body.attributes}
    body = Body(attributes, kept + override.body.blocks, base.body.place, base.body.syntax)
    return Block(base.type, base.labels, body, base.place)
