"""Rules that give up a paid promise where nothing needs it: standbys, replicas, tiers outside production."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute, Unknown
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle


@dataclass(frozen=True, slots=True)
class Bought:
    """An attribute that buys more than a developer needs.

    Attributes:
        path: the attribute.
        values: what it holds where the promise is bought, lower-case; empty for any text.
        edits: what must be set to give it up.
        after: what is left, in words.
        kept: properties of the type file that must not get worse.
        why: what makes giving it up harmless.
        unless: blocks or attributes that need what would be given up.
    """

    path: str
    values: tuple[str | int, ...]
    edits: tuple[SetAttribute, ...]
    after: str
    kept: tuple[str, ...] = ()
    why: str = "where an outage may wait; backups stay as they are"
    unless: tuple[str, ...] = ()


def outside_production(
    name: str,
    what: str,
    types: tuple[str, ...],
    bought: Bought,
    source: str,
    disruption: Disruption = Disruption.ONLINE,
) -> Rule:
    """A rule that gives ``bought`` up only where a tag or name says that it is not production."""

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        value = value_at(resource.attributes, bought.path)
        if not _is_bought(value, bought.values) or any(_set(resource, path) for path in bought.unless):
            return
        word = context.non_production(resource)
        if not word or context.guarded(resource) or context.turned(resource.address, bought.path):
            return
        drafted = Change(
            rule=name,
            address=resource.address,
            knob=bought.path,
            before=f"{bought.path} = {str(value).lower() if isinstance(value, bool) else value}",
            after=bought.after,
            saving=Decimal(0),
            disruption=disruption,
            why=f"marked as {word}, {bought.why}",
            edits=bought.edits,
            kept=bought.kept,
            source=source,
        )
        yield settle(drafted, context)

    return Rule(name, what, source, disruption, Stage.AVAILABILITY, look, frozenset(types))


def _is_bought(value: Any, values: tuple[str | int, ...]) -> bool:
    if value is None or isinstance(value, Unknown) or value == "":
        return False
    return not values or str(value).lower() in {str(one) for one in values}


def _set(resource: Resource, path: str) -> bool:
    """Whether an attribute holds anything, known or not."""
    value = value_at(resource.attributes, path)
    return value not in (None, "", [], (), {}, False)
