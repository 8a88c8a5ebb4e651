"""Rules that remove what nothing in the stack uses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is paid for by being there.

    Attributes:
        word: what it is called.
        without: what it does not have, in words.
        no_use: types that refer to it without using it.
        why: more for the reviewer.
        used: says that it is in use in another way than by being referred to.
        held_by: attributes by which it says itself that it is in use.
        elsewhere: what this stack cannot show.
    """

    word: str
    without: str
    no_use: frozenset[str] = frozenset()
    why: str = ""
    used: Callable[[Resource, Context], bool] = lambda resource, context: False
    held_by: tuple[str, ...] = ()
    elsewhere: str = "use from outside this stack"


def unused(
    name: str,
    what: str,
    types: tuple[str, ...],
    thing: Thing,
    source: str,
    disruption: Disruption = Disruption.DATA_LOSS,
) -> Rule:
    """A rule that removes a ``thing`` to which nothing but ``no_use`` refers."""

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        if any(other.type not in thing.no_use for other in context.referrers(resource)):
            return
        if thing.used(resource, context) or any(value_at(resource.attributes, path) for path in thing.held_by):
            return
        drafted = Change(
            rule=name,
            address=resource.address,
            knob="existence",
            before=f"{thing.word} {thing.without}",
            after="removed",
            saving=Decimal(0),
            disruption=disruption,
            why="; ".join(part for part in ("no resource of this stack uses it", thing.why) if part),
            removes=True,
            not_compared=(thing.elsewhere,),
            source=source,
        )
        yield settle(drafted, context)

    return Rule(name, what, source, disruption, Stage.UNUSED, look, frozenset(types))
