"""Everything a rewrite looks things up in: the files, the module tree, the values and the stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.model import Stack
from lepton_iac.write.address import Address
from lepton_iac.write.evaluate import Evaluator
from lepton_iac.write.module import Folder, Node, follow, read_folder, relative
from lepton_iac.write.scope import Instance, Instances, Scope, instances_of
from lepton_iac.write.source import Source
from lepton_iac.write.syntax import Attribute, Block, Place
from lepton_iac.write.variables import given_file, variables_in_force


@dataclass(slots=True, eq=False)
class Context:
    """One folder as it stands, ready for questions.

    Attributes:
        reports: evaluates root outputs, which merely report what resources hold.
        given: the variable files that were named, wherever they lie.
        reach: which files may be edited, as far as it was asked.
        closed: files that others use too and that must stay as they are, with the reason.
    """

    folder: Folder
    root: Node
    stack: Stack
    evaluator: Evaluator
    reports: Evaluator
    given: frozenset[str] = frozenset()
    reach: dict[str, bool] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)

    def source(self, place: Place) -> Source:
        return self.folder.sources[place.file]

    def where(self, place: Place) -> str:
        """``file:line`` of a place."""
        return f"{place.file}:{self.source(place).line(place.start)}"

    def outside(self, path: str) -> str:
        """Why a file is out of reach: it is a link to somewhere that is no part of the stack; else empty."""
        if path not in self.reach:
            parent = (self.folder.path / path).resolve().parent
            inside = parent.is_relative_to(self.folder.path) or parent in self.folder.modules
            self.reach[path] = inside or path in self.given
        return "" if self.reach[path] else "the file lies outside the folder and its modules"

    def instance(self, address: Address) -> Instance | str:
        """The module instance of an address, or why there is none."""
        found = self.evaluator.root
        for name, key in address.modules:
            node = found.node.children.get(name)
            if node is None:
                return found.node.closed.get(name, "it is not declared in the files").join((f"module.{name}: ", ""))
            found = self.evaluator.child(node, key, found)
        return found

    def scope(self, block: Block, address: Address, instance: Instance) -> Scope | None:
        """The scope of one instance of a resource block."""
        key = (address.mode, address.type, address.name)
        return dict(self.evaluator.spread(block, Scope(instance), key)).get(address.key)


def open_context(folder: Path, stack: Stack, var_files: Sequence[Path | str], workspace: str) -> Context:
    """Read a folder and everything it leads to.

    Raises:
        WriteError: the folder, a file in it, or a variable file cannot be read.
    """
    found, root = read_folder(folder)
    given = frozenset(relative(given_file(found.path, file), found.path) for file in var_files)
    return _context(found, root, stack, variables_in_force(found, var_files), workspace, given)


def patched(context: Context, results: Mapping[str, bytes], var_files: Sequence[Path | str]) -> Context:
    """The same folder as it would be with other bytes in some files; files that stay are not read again."""
    folder = context.folder.overlaid(results)
    root = Node(folder.module(folder.path))
    follow(folder, root)
    assignments = variables_in_force(folder, var_files)
    return _context(folder, root, context.stack, assignments, context.evaluator.workspace, context.given)


def _context(
    folder: Folder,
    root: Node,
    stack: Stack,
    assignments: Mapping[str, Attribute],
    workspace: str,
    given: frozenset[str],
) -> Context:
    known: Instances = instances_of(stack)
    evaluator = Evaluator(known, Instance(root), assignments, workspace)
    reports = Evaluator(known, Instance(root), assignments, workspace, reports=True)
    return Context(folder, root, stack, evaluator, reports, given)
