"""Tell the file and line that decide an attribute, for findings and messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lepton_iac.model import EMPTY, Span, Stack
from lepton_iac.write.context import Context, open_context
from lepton_iac.write.spot import Lost, find_resource, find_spot
from lepton_iac.write.syntax import Place, Plain
from lepton_iac.write.value import Known


@dataclass(frozen=True, slots=True)
class Located:
    """Where an attribute is decided.

    Attributes:
        span: the file, relative to the folder, with lines from 1.
        start, end: the bytes of the literal, or of the attribute where its value is no literal.
        literal: the bytes are a literal whose value is ``value``.
    """

    span: Span
    start: int
    end: int
    literal: bool
    value: Plain = None


@dataclass(frozen=True, slots=True)
class NotLocated:
    """Why an attribute has no place in the files, and how far the search came."""

    reason: str
    where: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Locator:
    """Answers many questions about one folder; its files are read once."""

    context: Context

    def locate(self, address: str, path: str = "") -> Located | NotLocated:
        """The place of an attribute (dotted path), or of the whole resource block when the path is empty."""
        if not path:
            found = find_resource(self.context, address)
            if isinstance(found, Lost):
                return NotLocated(found.reason, found.where)
            return self._located(found[1].place)
        resource = self.context.stack.by_address.get(address)
        spot = find_spot(self.context, address, path, resource.attributes if resource else EMPTY, EMPTY)
        if isinstance(spot, Lost):
            return NotLocated(spot.reason, spot.where)
        if spot.attribute is None and spot.nested is None:
            return NotLocated(f"{path} is not set in the files", self.context.where(spot.resource.place))
        known = spot.value if isinstance(spot.value, Known) and spot.value.place is not None else None
        place = spot.nested.place if spot.nested is not None else spot.place
        return self._located(place, known)

    def _located(self, place: Place, known: Known | None = None) -> Located:
        source = self.context.source(place)
        span = Span(place.file, source.line(place.start), source.line(max(place.end - 1, place.start)))
        return Located(span, place.start, place.end, known is not None, known.value if known else None)


def open_locator(
    folder: Path, stack: Stack | None = None, *, var_files: Sequence[Path | str] = (), workspace: str = "default"
) -> Locator:
    """Read a folder to ask it many times; a stack helps to tell instances and nested blocks apart.

    Raises:
        WriteError: the folder or a file cannot be read.
    """
    return Locator(open_context(folder, stack or Stack(()), var_files, workspace))


def locate(
    folder: Path,
    address: str,
    path: str = "",
    *,
    stack: Stack | None = None,
    var_files: Sequence[Path | str] = (),
    workspace: str = "default",
) -> Located | NotLocated:
    """The file, lines and bytes that decide one attribute of one resource instance.

    Raises:
        WriteError: the folder or a file cannot be read.
    """
    return open_locator(folder, stack, var_files=var_files, workspace=workspace).locate(address, path)
