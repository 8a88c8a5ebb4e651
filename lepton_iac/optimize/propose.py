"""Running the rules in order, each on the stack the earlier ones left behind."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

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
    notes: list[Note] = list(outside(context))
    for rule in RULES:
        context, refused = _run(rule, context)
        notes += refused
    chosen = sorted(context.accepted, key=lambda change: (-change.saving, change.address, change.knob))
    if constraints.max_changes is not None:
        notes += [_left_out(change) for change in chosen[constraints.max_changes :]]
        chosen = chosen[: constraints.max_changes]
    return Proposal(tuple(chosen), _distinct(notes))


def _run(rule: Rule, context: Context) -> tuple[Context, list[Note]]:
    """One rule over the whole stack; its changes are applied before the next rule looks."""
    fresh: list[Change] = []
    notes: list[Note] = []
    current = context
    for resource in context.stack.managed():
        for outcome in rule(resource, current):
            if isinstance(outcome, Note):
                notes.append(outcome)
            elif current.turned(outcome.address, outcome.knob):
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
