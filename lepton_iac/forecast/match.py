"""Which Terraform resource a measured series belongs to: found, or reported; never guessed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from lepton_iac.forecast.canonical import Metrics, SeriesInfo
from lepton_iac.forecast.identifiers import IDS, MEASURED, NAMES, TAGGED, WHOLE, spelled, values_at
from lepton_iac.forecast.mapping_file import read_mapping
from lepton_iac.model import Note, Resource, Stack

SHOWN = 5
"""Candidates named in one report."""

Found: TypeAlias = dict[tuple[str, str], set[str]]


@dataclass(slots=True)
class _Index:
    """Identifying values of a stack's resources, by the dimension that would carry them."""

    addresses: set[str] = field(default_factory=set)
    ids: Found = field(default_factory=dict)
    arns: Found = field(default_factory=dict)
    names: Found = field(default_factory=dict)
    tags: Found = field(default_factory=dict)
    types: dict[str, list[str]] = field(default_factory=dict)


def match(
    metrics: Metrics, stack: Stack, *, mapping: str | Path | Mapping[str, str] | None = None
) -> tuple[Mapping[str, str], tuple[Note, ...]]:
    """Series id to Terraform address, and a note for every series that has none or several.

    The order: explicit mapping, the series id is an address, provider id, ARN, unique name dimension, unique ``Name``
    tag. The first level at which anything is found decides; several resources at that level are ambiguous.

    Args:
        mapping: a CSV or YAML file, or its content; keys are a series id, ``Dimension=value`` or a bare value.

    Raises:
        ReadError: the mapping file cannot be read.
    """
    explicit = mapping if isinstance(mapping, Mapping) else read_mapping(mapping) if mapping is not None else {}
    index = _indexed(stack)
    found: dict[str, str] = {}
    notes: list[Note] = []
    for series, info in sorted(metrics.info.items()):
        addresses, how = _owners(info, index, explicit)
        if len(addresses) == 1 and (address := next(iter(addresses))) in index.addresses:
            found[series] = address
        else:
            notes.append(_unmatched(series, info, addresses, how, index))
    return found, tuple(notes)


def _owners(info: SeriesInfo, index: _Index, explicit: Mapping[str, str]) -> tuple[set[str], str]:
    """The resources of the first level that knows the series, and the level's name."""
    given = {explicit[key] for key in _keys(info) if key in explicit}
    if given:
        return given, "the mapping"
    dimensions = spelled(info.dimensions)
    own = info.dimensions.get("series", info.series)
    if own in index.addresses:
        return {own}, "its address"
    for level, known, order in (
        ("its id", index.ids, IDS),
        ("its ARN", index.arns, {}),
        ("its name", index.names, NAMES),
    ):
        hits = next(_hits(dimensions, known, order), None)
        if hits:
            return hits, level
    for name in TAGGED:
        hits = index.tags.get(("", dimensions.get(name, "")))
        if hits:
            return hits, "its Name tag"
    return set(), ""


def _hits(dimensions: Mapping[str, str], known: Found, order: Mapping[str, Any]) -> Iterator[set[str]]:
    for name in order:
        value = dimensions.get(name)
        hits = known.get((name, value)) if value else None
        if hits:
            yield hits
    for name, value in dimensions.items():
        if not (name in WHOLE or value.startswith("arn:")):
            continue
        hits = known.get(("", value.lower()))
        if hits:
            yield hits


def _keys(info: SeriesInfo) -> Iterator[str]:
    yield info.series
    for name, value in info.dimensions.items():
        yield f"{name}={value}"
        yield value


def _indexed(stack: Stack) -> _Index:
    index = _Index()
    prior = {resource.address: resource for resource in stack.prior}
    for resource in stack.managed():
        index.addresses.add(resource.address)
        index.types.setdefault(resource.type, []).append(resource.address)
        before = prior.pop(resource.previous_address or resource.address, None)
        _add(index, resource.address, [one for one in (before, resource) if one is not None])
    for gone in prior.values():
        if gone.mode == "managed":
            _add(index, gone.address, [gone])
    return index


def _add(index: _Index, address: str, states: Iterable[Resource]) -> None:
    for state in states:
        for table, known in ((IDS, index.ids), (NAMES, index.names)):
            for dimension, places in table.items():
                for type_, path in places:
                    if type_ == state.type:
                        for value in values_at(state.attributes, path):
                            known.setdefault((dimension, value), set()).add(address)
        _add_anywhere(index, address, state)


def _add_anywhere(index: _Index, address: str, state: Resource) -> None:
    """Values that identify in whatever dimension they stand: Azure ids, ARNs, ids and names of measured types, tags."""
    for value in values_at(state.attributes, "id"):
        if value.startswith("/subscriptions/") or state.type in MEASURED:
            index.ids.setdefault(("", value.lower()), set()).add(address)
    for value in values_at(state.attributes, "arn"):
        index.arns.setdefault(("", value.lower()), set()).add(address)
    if state.type in MEASURED:
        for key in ("Name", "name"):
            tag = state.tags.get(key)
            if isinstance(tag, str) and tag:
                index.tags.setdefault(("", tag), set()).add(address)


def _unmatched(series: str, info: SeriesInfo, addresses: set[str], how: str, index: _Index) -> Note:
    if len(addresses) > 1:
        return Note(
            f"{series} fits several resources by {how}: {_listed(addresses)}; name one in a mapping file", info.source
        )
    if addresses:
        gone = next(iter(addresses))
        return Note(f"{series} belongs by {how} to {gone}, which is not in the stack", info.source)
    candidates = _listed(_candidates(info, index))
    hint = f"; it could be {candidates}" if candidates else ""
    return Note(f"{series} fits no resource of the stack{hint}; name one in a mapping file", info.source)


def _candidates(info: SeriesInfo, index: _Index) -> list[str]:
    """Resources of the types that the series' dimensions name, or whose address starts like the series."""
    dimensions = spelled(info.dimensions)
    own = info.dimensions.get("series")
    if own:
        alike = [address for address in index.addresses if address.startswith(own) or address.endswith(f".{own}")]
        return sorted(alike)
    places = [place for table in (IDS, NAMES) for name in table if name in dimensions for place in table[name]]
    return [address for type_ in dict.fromkeys(type_ for type_, _ in places) for address in index.types.get(type_, [])]


def _listed(addresses: Iterable[str]) -> str:
    names = sorted(addresses)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
