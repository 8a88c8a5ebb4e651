"""Rows and a configuration become resources: references, regions and inherited tags are worked out here."""

from collections.abc import Iterable, Mapping
from typing import Any

from lepton_iac.model import Resource, Unknown
from lepton_iac.read.address import module_steps
from lepton_iac.read.configuration import Configuration
from lepton_iac.read.left_out import with_left_out
from lepton_iac.read.matching import Matcher
from lepton_iac.read.providers import Providers
from lepton_iac.read.references import Resolver
from lepton_iac.read.regions import Regions
from lepton_iac.read.row import Row

NO_CONFIGURATION = Configuration({}, {}, {})


def assemble(rows: Mapping[str, Row], config: Configuration = NO_CONFIGURATION) -> tuple[Resource, ...]:
    """Resources in the order of their rows, with references, region and tags resolved among one another."""
    providers = Providers(config)
    _link(rows.values(), config)
    regions = Regions(rows, providers)
    return tuple(_resource(row, regions.of(row), providers) for row in rows.values())


def _link(rows: Iterable[Row], config: Configuration) -> None:
    rows = list(rows)
    resolver = Resolver(config, rows)
    matcher = Matcher(rows)
    for row in rows:
        path = tuple(name for name, _ in module_steps(row.module))
        written = config.resource(path, row.mode, row.type, row.name)
        if written is not None:
            row.provider_key = row.provider_key or written.provider_key
            row.attributes = with_left_out(row.attributes, written.expressions)
        found = dict(resolver.references(row) or row.references)
        for attribute, addresses in matcher.references(row):
            told = found.get(attribute, ())
            found[attribute] = tuple(dict.fromkeys((*addresses, *told))) if len(told) == 1 else addresses
        row.references = found


def _resource(row: Row, region: tuple[str | None, str], providers: Providers) -> Resource:
    return Resource(
        address=row.address,
        type=row.type,
        name=row.name,
        provider=row.provider,
        attributes=_with_tags(row, providers),
        mode=row.mode,
        module=row.module,
        index=row.index,
        region=region[0],
        region_source=region[1],
        action=row.action,
        references=row.references,
        previous_address=row.previous_address,
        importing=row.importing,
        span=row.span,
    )


def _with_tags(row: Row, providers: Providers) -> Mapping[str, Any]:
    """AWS ``default_tags`` laid under the tags, where the plan does not tell ``tags_all``."""
    attributes = row.attributes
    if row.provider != "aws" or "tags" not in attributes or isinstance(attributes.get("tags_all"), dict):
        return attributes
    own = attributes["tags"]
    if isinstance(own, Unknown) or not isinstance(own, dict | None):
        return attributes
    defaults = providers.default_tags(row, tuple(name for name, _ in module_steps(row.module)))
    return {**attributes, "tags_all": {**defaults, **(own or {})}} if defaults else attributes
