"""Giving a drafted change its price: promised only when it is exact, worth it, and allowed."""

from collections.abc import Iterable
from dataclasses import replace

from lepton_iac.model import Change, Note, Stack
from lepton_iac.optimize.context import Context
from lepton_iac.units import money


def settle(change: Change, context: Context, *, expected: bool = False) -> Change | Note:
    """The change with its saving on top of the accepted ones, or why it is not proposed.

    Args:
        expected: the saving lies in hours or in usage, which no quote shows; the rule's own figure is kept.
    """
    priced = change if expected else promised(change, context)
    return priced if isinstance(priced, Note) else judged(priced, context)


def judged(change: Change, context: Context) -> Change | Note:
    """A priced change, or why it is left alone: too small, a removal, or too disruptive."""
    limits, place = context.constraints, change.address
    if change.saving < limits.min_saving:
        return Note(f"{change.rule}: {change.after} would save only {money(change.saving)} a month", place)
    if change.removes and not limits.allow_removals:
        return Note(f"{change.rule}: removing it would save {money(change.saving)} a month, not allowed", place)
    if limits.disrupts_too_much(change.disruption):
        return Note(
            f"{change.rule}: {change.before} -> {change.after} would save {money(change.saving)} a month "
            f"({change.why}), but means {change.disruption.replace('_', ' ')}, "
            f"beyond the allowed {limits.max_disruption.replace('_', ' ')}",
            place,
        )
    return change


def promised(change: Change, context: Context) -> Change | Note:
    """The change with what it saves on top of the accepted ones; a note when that is not known or not positive."""
    earlier = related(change, context)
    quoted = context.market.quote((*earlier, change))
    if not quoted.exact:
        return Note(f"{change.rule}: {change.after}: not promised, {'; '.join(quoted.doubts[:2])}", change.address)
    saved = context.market.quote(earlier).saving if earlier else 0
    saving = quoted.saving - saved
    if saving <= 0:
        unknown = "" if quoted.before else ", as far as prices are known"
        return Note(f"{change.rule}: {change.after} would not be cheaper{unknown}", change.address)
    return replace(change, saving=saving)


def related(change: Change, context: Context) -> tuple[Change, ...]:
    """The accepted changes whose price may depend on this one: they touch the same resources."""
    mine = reach(change.address, context.market.world.stack)
    return tuple(
        other for other in context.accepted if not mine.isdisjoint(reach(other.address, context.market.world.stack))
    )


def reach(address: str, stack: Stack) -> frozenset[str]:
    """The address and everything that refers to it, however far."""
    found: set[str] = set()
    todo: list[str] = [address]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(_behind(one, stack))
    return frozenset(found)


def _behind(address: str, stack: Stack) -> Iterable[str]:
    return (other.address for _, other in stack.referrers.get(address, ()))
