"""Where the block of each resource stands in HCL files, so that findings can show file and line."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lepton_iac.model import Resource, Span, Stack
from lepton_iac.read.address import module_steps
from lepton_iac.read.modules import SpanKey, read_folder


def spans(folder: Path) -> Mapping[SpanKey, Span]:
    """The block of every resource of a folder and its local modules.

    Args:
        folder: the folder of the root module.

    Returns:
        ``(module, type, name)`` to its Span: module without instance keys (``module.a.module.b``, empty for the
        root), type with ``data.`` before that of a data source; paths count from the folder.

    Raises:
        ReadError: a file is broken (file and line), or a module calls itself.
    """
    return read_folder(folder).spans


def with_spans(stack: Stack, folder: Path) -> Stack:
    """The same stack, whose resources know their place in the files of ``folder``.

    Raises:
        ReadError: a file is broken (file and line), or a module calls itself.
    """
    found = spans(folder)
    return replace(stack, resources=_placed(stack.resources, found), prior=_placed(stack.prior, found))


def _placed(resources: tuple[Resource, ...], found: Mapping[SpanKey, Span]) -> tuple[Resource, ...]:
    return tuple(replace(item, span=span_of(found, item.module, item.mode, item.type, item.name)) for item in resources)


def span_of(found: Mapping[SpanKey, Span], module: str, mode: str, type_: str, name: str) -> Span | None:
    """The Span of one resource instance: all instances of a block share it."""
    path = ".".join(f"module.{step}" for step, _ in module_steps(module))
    return found.get((path, f"data.{type_}" if mode == "data" else type_, name))
