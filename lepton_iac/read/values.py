"""The values tree that plans (``planned_values``, ``prior_state``) and shown states share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.read.address import resource_parts, subscript
from lepton_iac.read.fields import MEND, index, obj, rows, text
from lepton_iac.read.masks import masked
from lepton_iac.read.row import Row, provider_of

Json = Mapping[str, Any]


@dataclass(slots=True)
class Identity:
    """Who a resource instance is, as far as an entry tells it."""

    address: str
    module: str
    mode: str
    type: str
    name: str
    index: str | int | None
    provider: str

    def row(self, attributes: Json, unknown: Any, sensitive: Any) -> Row:
        """A row with masked attributes."""
        hidden = masked(attributes, unknown, sensitive, self.type)
        return Row(
            self.address, self.type, self.name, self.provider, hidden, self.mode, self.module, self.index
        )  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One resource of a values tree; ``values`` are not masked yet."""

    identity: Identity
    values: Json
    sensitive: Any


def identity(entry: Json, where: str) -> Identity:
    """Who an entry of a plan or state is; what it leaves out is taken from its address.

    Raises:
        ReadError: the entry tells neither its address nor its type and name.
    """
    address = text(entry, "address", where)
    module, mode, type_, name, key = resource_parts(address)
    type_ = text(entry, "type", where) or type_
    name = text(entry, "name", where) or name
    if not address and type_ and name:
        address = f"{type_}.{name}"
    if not address or not type_ or not name:
        raise ReadError("a resource tells neither its address nor its type and name", where=where, mend=MEND)
    own = index(entry, "index", where)
    if own is not None and key is None:
        # Terraform 0.12 leaves the key out of the addresses of prior_state.
        address += subscript(own)
    return Identity(
        address=address,
        module=text(entry, "module_address", where) or module,
        mode=text(entry, "mode", where) or mode,
        type=type_,
        name=name,
        index=key if own is None else own,
        provider=provider_of(text(entry, "provider_name", where), type_),
    )


def tree(values: Json, where: str) -> Iterator[Entry]:
    """The resources of a values tree, module by module; objects that only wait for their deletion are left out.

    Raises:
        ReadError: a part has not the kind it should have.
    """
    yield from _module(obj(values, "root_module", where), where)


def _module(module: Json, where: str) -> Iterator[Entry]:
    prefix = text(module, "address", where)
    for entry in rows(module, "resources", where):
        if entry.get("deposed_key") is None:
            who = identity(entry, where)
            if prefix and not who.address.startswith(f"{prefix}."):
                # Terraform 0.12 also leaves the module out of them.
                who.address, who.module = f"{prefix}.{who.address}", prefix
            yield Entry(who, obj(entry, "values", f"{where}: {who.address}"), entry.get("sensitive_values"))
    for child in rows(module, "child_modules", where):
        yield from _module(child, where)
