"""What every reader hands on: one resource instance before its references and its region are worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import EMPTY, Action, Span
from lepton_iac.read.fields import MEND


@dataclass(slots=True)
class Row:
    """One resource instance; secrets are already masked in ``attributes``."""

    address: str
    type: str
    name: str
    provider: str
    attributes: Mapping[str, Any]
    mode: str = "managed"
    module: str = ""
    index: str | int | None = None
    action: Action = Action.NO_OP
    previous_address: str | None = None
    importing: bool = False
    span: Span | None = None
    references: Mapping[str, tuple[str, ...]] = EMPTY
    provider_key: str = ""

    def at(self, address: str) -> "Row":
        """The same instance under another address."""
        return replace(self, address=address)


def provider_of(provider_name: str, type_: str) -> str:
    """``aws`` from ``registry.terraform.io/hashicorp/aws`` or ``provider.aws``; google-beta is ``google``."""
    name = provider_name.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[-1] or type_.split("_", 1)[0]
    return "google" if name == "google-beta" else name


def unique(rows: Iterable[Row], where: str) -> dict[str, Row]:
    """Rows by address.

    Raises:
        ReadError: two rows have one address: their costs could not be told apart.
    """
    found: dict[str, Row] = {}
    for row in rows:
        if row.address in found:
            raise ReadError(f"the address {row.address} stands there twice", where=where, mend=MEND)
        found[row.address] = row
    return found
