"""Running the rules, each on the stack the earlier ones left behind; where they compete, what saves most wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lepton_iac.kinds.apply import apply
from lepton_iac.model import EMPTY, Change, Demand, Note, Proposal, Stack
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.gate import outside, refusal
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.rule import Rule
from lepton_iac.optimize.rules import RULES
from lepton_iac.units import money

DEFAULT = Constraints()


def optimize(
    stack: Stack,
    market: Market,
    demands: Mapping[str, tuple[Demand, ...]] = EMPTY,
    constraints: Constraints = DEFAULT,
) -> Proposal:
    """The changes worth making and what was looked at and left alone; nothing given is altered.

    Args:
        demands: forecasts by address, against today's capacities.

    Returns:
        changes with the largest saving first, at most one per address and knob; savings add up, because each is
        quoted on top of those accepted before it.
    """
    context = Context(stack, market, demands, constraints)
    found = _best(context)
    notes = [*outside(context), *found.notes]
    chosen = sorted(found.accepted, key=lambda change: (-change.saving, change.address, change.knob))
    if constraints.max_changes is not None:
        notes += [_left_out(change) for change in chosen[constraints.max_changes :]]
        chosen = chosen[: constraints.max_changes]
    return Proposal(tuple(chosen), _distinct(notes))


Turn = tuple[str, str, str]
"""(rule, address, knob): one rule's right to turn one knob."""


@dataclass(frozen=True)
class _Found:
    """What the rules made, one after the other; ``turns`` says which rule turned what."""

    accepted: tuple[Change, ...]
    notes: tuple[Note, ...]
    turns: tuple[Turn, ...]

    @property
    def saving(self) -> Decimal:
        return sum((change.saving for change in self.accepted), Decimal(0))


MOST_RUNS = 16
"""So many contested knobs are decided by trying; further ones stay with the rule that comes first."""


def _best(context: Context) -> _Found:
    """Where several rules would turn the same knob, the one whose whole proposal saves most; not the one first in line.

    Each contested knob is taken from its rule in turn and everything is run again; what saves more is kept, a tie stays
    with the rule that comes first. So the result never saves less than the rules in their order.
    """
    banned: frozenset[Turn] = frozenset()
    best = _sequence(context, banned)
    for turn in _contested(context, best)[:MOST_RUNS]:
        other = _sequence(context, banned | {turn})
        if other.saving > best.saving:
            banned, best = banned | {turn}, _said(other, turn)
    return best


def _contested(context: Context, found: _Found) -> list[Turn]:
    """Knobs that were turned and that a later rule would turn otherwise, had it come first."""
    names = [rule.name for rule in RULES]
    return [
        turn
        for turn, change in zip(found.turns, found.accepted, strict=True)
        if any(_offers(rule, change, context) for rule in RULES[names.index(turn[0]) + 1 :])
    ]


def _offers(rule: Rule, change: Change, context: Context) -> bool:
    resource = context.stack.by_address.get(change.address)
    if resource is None:
        return False
    return any(
        isinstance(one, Change)
        and (one.address, one.knob) == (change.address, change.knob)
        and one.edits != change.edits
        for one in rule(resource, context)
    )


def _said(found: _Found, turn: Turn) -> _Found:
    note = Note(f"{turn[0]}: another rule's way to turn {turn[2]} saves more", turn[1])
    return replace(found, notes=(*found.notes, note))


def _sequence(context: Context, banned: frozenset[Turn]) -> _Found:
    """All rules in their order, each on the stack the earlier ones left behind."""
    notes: list[Note] = []
    turns: list[Turn] = []
    for rule in RULES:
        before = len(context.accepted)
        context, refused = _run(rule, context, banned)
        notes += refused
        turns += [(rule.name, change.address, change.knob) for change in context.accepted[before:]]
    return _Found(context.accepted, tuple(notes), tuple(turns))


def _run(rule: Rule, context: Context, banned: frozenset[Turn]) -> tuple[Context, list[Note]]:
    """One rule over the whole stack; its changes are applied before the next rule looks."""
    fresh: list[Change] = []
    notes: list[Note] = []
    current = context
    for resource in context.stack.managed():
        for outcome in rule(resource, current):
            if isinstance(outcome, Note):
                notes.append(outcome)
            elif current.turned(outcome.address, outcome.knob) or (rule.name, outcome.address, outcome.knob) in banned:
                continue
            elif why := refusal(outcome, rule, current):
                notes.append(_refused(outcome, why))
            else:
                fresh.append(outcome)
                current = replace(current, accepted=(*current.accepted, outcome))
    if not fresh:
        return context, notes
    return replace(current, stack=apply(context.stack, fresh)), notes


def _refused(change: Change, why: str) -> Note:
    return Note(
        f"{change.rule}: {change.before} -> {change.after} would save {money(change.saving)} a month, but {why}",
        change.address,
    )


def _left_out(change: Change) -> Note:
    return Note(f"{change.rule}: left out, smaller than the largest savings asked for", change.address)


def _distinct(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))
