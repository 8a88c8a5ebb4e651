"""Rules that choose between ways of paying for the same thing, by what the declared usage would cost in each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import judged, promised
from lepton_iac.units import money


@dataclass(frozen=True, slots=True)
class Way:
    """One other way to pay: what must be set, and the words for it."""

    edits: tuple[SetAttribute, ...]
    after: str
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """How a resource is paid for, and how else it could be.

    Attributes:
        knob: what is turned.
        today: the words for how it is now.
        why: why nothing is lost.
        prop, value: the property of the type file and what it holds where the rule applies.
        ways: what else there is.
        kept: properties that stay the same.
        choose: the words and the ways of a rule whose facts depend on the resource; no words, no change.
        applies: whether the rule may be followed here at all.
    """

    knob: str
    why: str
    today: str = ""
    prop: str = ""
    value: str = ""
    ways: tuple[Way, ...] = ()
    kept: tuple[str, ...] = ()
    choose: Callable[[Resource, Context], tuple[str, tuple[Way, ...]]] | None = None
    applies: Callable[[Context], bool] = lambda context: True

    def found(self, resource: Resource, context: Context) -> tuple[str, tuple[Way, ...]]:
        """The words for how it is now, and the other ways; nothing where the rule does not apply."""
        if not self.applies(context):
            return "", ()
        if self.choose is not None:
            return self.choose(resource, context)
        return (self.today, self.ways) if context.get(resource, self.prop) == self.value else ("", ())


def cheaper_terms(
    name: str,
    what: str,
    types: tuple[str, ...],
    terms: Terms,
    source: str,
    disruption: Disruption = Disruption.ONLINE,
    stage: Stage = Stage.TERMS,
) -> Rule:
    """A rule that takes the cheapest way whose saving is certain with the usage that is known."""

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        today, ways = terms.found(resource, context)
        if not today or context.turned(resource.address, terms.knob):
            return
        drafts = [_draft(way, today, resource) for way in ways]
        priced = [promised(draft, context) for draft in drafts]
        worth = [one for one in priced if isinstance(one, Change)]
        if worth:
            best = max(worth, key=lambda one: (one.saving, one.after))
            yield judged(best, context) if _clear(best, context) else _close(best)
            return
        yield from [one for one in priced if isinstance(one, Note) and "not promised" in one.text][:1]

    def _draft(way: Way, today: str, resource: Resource) -> Change:
        return Change(
            rule=name,
            address=resource.address,
            knob=terms.knob,
            before=today,
            after=way.after,
            saving=Decimal(0),
            disruption=disruption,
            why=terms.why,
            edits=way.edits,
            kept=terms.kept,
            not_compared=way.not_compared,
            source=source,
        )

    return Rule(name, what, source, disruption, stage, look, frozenset(types))


CLEAR = Decimal("0.1")
"""Declared usage is a round figure: below a tenth of the bill, a little more of it would turn the saving round."""


def _clear(change: Change, context: Context) -> bool:
    line = context.market.bill.by_address.get(change.address)
    total = line.total if line is not None else None
    return total is None or change.saving >= CLEAR * total


def _close(change: Change) -> Note:
    return Note(
        f"{change.rule}: {change.after} would save {money(change.saving)} a month with the declared usage, too close "
        "to call",
        change.address,
    )
