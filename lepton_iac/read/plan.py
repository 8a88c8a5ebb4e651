"""A plan (``terraform show -json PLANFILE``) becomes a Stack.

The shape: https://developer.hashicorp.com/terraform/internals/json-format, format versions 0.1 to 1.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lepton_iac.model import Action, Note, Resource, Stack
from lepton_iac.read.address import module_steps
from lepton_iac.read.assembly import assemble
from lepton_iac.read.changes import Change, changes
from lepton_iac.read.configuration import Configuration, configuration, sources
from lepton_iac.read.fields import obj, text
from lepton_iac.read.masks import union
from lepton_iac.read.row import Row, unique
from lepton_iac.read.values import Entry, tree

Json = Mapping[str, Any]


def plan_stack(document: Json, where: str, notes: list[Note]) -> Stack:
    """The Stack of a plan document.

    Args:
        document: the parsed JSON.
        where: file name for messages.
        notes: what was already noted about the file.

    Raises:
        ReadError: a part has not the kind it should have, or an address stands there twice.
    """
    config = configuration(document, where)
    found = changes(document, where, notes)
    earlier = list(tree(obj(obj(document, "prior_state", where), "values", where), where))
    past = {entry.identity.address for entry in earlier}
    after = unique(_after(tree(obj(document, "planned_values", where), where), found, past), where)
    prior = unique(_prior(earlier, found, config), where)
    if document.get("resource_changes") is not None:
        notes.extend(_keep_untouched(after, prior, found))
    for entry in earlier:
        if entry.identity.mode == "data" and entry.identity.address not in after:
            after[entry.identity.address] = entry.identity.row(entry.values, None, entry.sensitive)
    notes.extend(_remarks(document, where))
    return Stack(
        resources=assemble(after, config),
        prior=_managed(assemble(prior, config)),
        source=where,
        kind="plan",
        terraform_version=text(document, "terraform_version", where),
        notes=tuple(notes),
        has_prior="resource_changes" in document or "prior_state" in document or not after,
        modules=sources(config),
    )


def _after(planned: Iterator[Entry], found: Mapping[str, Change], past: set[str]) -> Iterator[Row]:
    """Planned values under the marks of their changes, then changes whose values the plan leaves out."""
    seen: set[str] = set()
    for entry in planned:
        address = entry.identity.address
        seen.add(address)
        change = found.get(address)
        if change is None:
            row = entry.identity.row(entry.values, None, entry.sensitive)
            row.action = _untold_action(row, past)
            yield row
        elif not change.gone:
            sensitive = union(entry.sensitive, change.sensitive)
            yield _changed(entry.identity.row(entry.values or change.after or {}, change.unknown, sensitive), change)
    for address, change in found.items():
        if address not in seen and not change.gone:
            yield _changed(change.identity.row(change.after or {}, change.unknown, change.sensitive), change)


def _untold_action(row: Row, past: set[str]) -> Action:
    if row.mode == "data":
        return Action.READ
    return Action.NO_OP if row.address in past else Action.CREATE


def _changed(row: Row, change: Change) -> Row:
    row.action = change.action
    row.previous_address = change.previous_address
    row.importing = change.importing
    return row


def _prior(earlier: list[Entry], found: Mapping[str, Change], config: Configuration) -> Iterator[Row]:
    """What stood before the plan, under the addresses it had then; secrets of either side are masked."""
    moved = {change.previous_address: change for change in found.values() if change.previous_address}
    seen: set[str] = set()
    for entry in earlier:
        who = entry.identity
        change = moved.get(who.address) or found.get(who.address)
        sensitive = union(entry.sensitive, change.sensitive if change else None)
        row = who.row(entry.values, None, sensitive)
        seen.add(change.identity.address if change else who.address)
        yield _as_before(row, change, config)
    for address, change in found.items():
        if address not in seen and change.before is not None:
            yield _as_before(change.identity.row(change.before, None, change.sensitive), change, config)


def _as_before(row: Row, change: Change | None, config: Configuration) -> Row:
    if change is None:
        return row
    row.action = change.action
    if change.previous_address:
        who = change.identity
        path = tuple(name for name, _ in module_steps(who.module))
        written = config.resource(path, who.mode, who.type, who.name)
        row.provider_key = written.provider_key if written else ""
        row.address = change.previous_address
    return row


def _managed(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    return tuple(resource for resource in resources if resource.mode == "managed")


def _keep_untouched(after: dict[str, Row], prior: Mapping[str, Row], found: Mapping[str, Change]) -> Iterator[Note]:
    """Resources that exist and that a targeted plan does not speak of stay as they are."""
    old = {change.previous_address for change in found.values()}
    kept = 0
    for address, row in prior.items():
        if row.mode == "managed" and not (address in after or address in found or address in old):
            after[address] = replace(row)
            kept += 1
    if kept:
        yield Note(f"{kept} existing resources are not in the plan (was it made with -target?); they stay as they are")


def _remarks(document: Json, where: str) -> Iterator[Note]:
    if document.get("errored") is True:
        yield Note("Terraform met an error while it made this plan; what it holds may be incomplete", where)
    if document.get("deferred_changes"):
        yield Note("Terraform deferred changes of this plan; they are not priced", where)
