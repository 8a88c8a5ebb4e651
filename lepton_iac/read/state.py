"""A state becomes a Stack: shown (``terraform show -json``) or raw (``terraform.tfstate``, version 4)."""

from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import Note, Resource, Stack
from lepton_iac.read.address import subscript
from lepton_iac.read.assembly import assemble
from lepton_iac.read.fields import MEND, index, obj, rows, text
from lepton_iac.read.row import Row, provider_of, unique
from lepton_iac.read.values import Identity, tree

Json = Mapping[str, Any]
STATE_MEND = "run `terraform show -json > state.json` and give that file"


def shown_state(document: Json, where: str, notes: list[Note]) -> Stack:
    """The Stack of a shown state.

    Raises:
        ReadError: a part has not the kind it should have, or an address stands there twice.
    """
    entries = tree(obj(document, "values", where), where)
    found = (entry.identity.row(entry.values, None, entry.sensitive) for entry in entries)
    return _stack(found, document, where, notes)


def raw_state(document: Json, where: str, notes: list[Note]) -> Stack:
    """The Stack of a raw state of version 4, the only one since Terraform 0.12.

    Raises:
        ReadError: another version, a part that has not the kind it should have, or an address twice.
    """
    version = document.get("version")
    if version != 4:
        raise ReadError("a state of another version than 4, the one since Terraform 0.12", where=where, mend=STATE_MEND)
    return _stack(_raw(document, where, notes), document, where, notes)


def _stack(found: Iterator[Row], document: Json, where: str, notes: list[Note]) -> Stack:
    resources = assemble(unique(found, where))
    if not resources:
        notes.append(Note("the state holds no resources", where))
    managed: tuple[Resource, ...] = tuple(resource for resource in resources if resource.mode == "managed")
    version = text(document, "terraform_version", where)
    return Stack(resources, managed, where, "state", version, tuple(notes), has_prior=True)


def _raw(document: Json, where: str, notes: list[Note]) -> Iterator[Row]:
    for entry in rows(document, "resources", where):
        type_, name = text(entry, "type", where), text(entry, "name", where)
        if not type_ or not name:
            raise ReadError("a resource of the state has no type or no name", where=where, mend=MEND)
        mode, module = text(entry, "mode", where) or "managed", text(entry, "module", where)
        base = f"{module}." * bool(module) + "data." * (mode == "data") + f"{type_}.{name}"
        provider = _provider(text(entry, "provider", where), type_)
        for instance in rows(entry, "instances", f"{where}: {base}"):
            key = index(instance, "index_key", f"{where}: {base}")
            who = Identity(base + subscript(key), module, mode, type_, name, key, provider)
            if instance.get("deposed") is not None:
                notes.append(Note("not priced: a deposed object that waits for its deletion", who.address))
            else:
                yield _instance(who, instance, f"{where}: {who.address}")


def _instance(who: Identity, instance: Json, where: str) -> Row:
    if instance.get("attributes_flat") is not None:
        raise ReadError("the attributes are in the flat form of Terraform before 0.12", where=where, mend=STATE_MEND)
    return who.row(obj(instance, "attributes", where), None, _marks(instance, where))


def _provider(provider: str, type_: str) -> str:
    """``provider["registry.terraform.io/hashicorp/aws"].west`` and ``module.m.provider.aws`` are both ``aws``."""
    _, quote, rest = provider.partition('"')
    if quote:
        return provider_of(rest.partition('"')[0], type_)
    _, dot, rest = provider.rpartition("provider.")
    return provider_of(rest.partition(".")[0] if dot else "", type_)


def _marks(instance: Json, where: str) -> Any:
    """``sensitive_attributes`` (a list of paths) as a tree of marks; an odd path marks its first attribute whole."""
    listed = instance.get("sensitive_attributes")
    if listed is None:
        return None
    if not isinstance(listed, list):
        raise ReadError("`sensitive_attributes` is not a list", where=where, mend=MEND)
    marks: dict[str, Any] = {}
    for path in listed:
        first = path[0] if isinstance(path, list) and path else path
        name = first.get("value") if isinstance(first, dict) else None
        if not isinstance(name, str):
            return True
        marks[name] = True
    return marks
