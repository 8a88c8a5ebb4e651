"""The neutral parts of a stack: what a resource is for, free of any cloud's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.model import EMPTY, Note


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a stack is made of.

    Attributes:
        kind: a kind of ``kinds.toml``, or ``subnet``.
        address: the source resource; several joined by a comma where the part stands for all of them.
        label: its Terraform name in the new module, unique among the parts of its kind.
        name: what people call it.
        region: the source's region.
        settings: neutral properties; links to other parts are labels, an empty text where there is none.
    """

    kind: str
    address: str
    label: str
    name: str
    region: str
    tags: Mapping[str, str] = EMPTY
    settings: Mapping[str, Any] = EMPTY


@dataclass(frozen=True)
class Estate:
    """Every part of a stack, in the order a reader wants them, and the resources that are none with the reason."""

    parts: tuple[Part, ...]
    left: tuple[Note, ...] = ()

    def of(self, kind: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == kind)

    def find(self, kind: str, label: str) -> Part | None:
        return next((part for part in self.parts if part.kind == kind and part.label == label), None)
