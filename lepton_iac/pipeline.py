"""The picture of the whole program as functions: read, forecast, price, optimize, write, prove; in that order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from lepton_iac.kinds.apply import apply
from lepton_iac.kinds.paths import value_at
from lepton_iac.kinds.world import World
from lepton_iac.model import Demand, Patch, Project, Proposal, Quantity, Stack, Unknown, Usage
from lepton_iac.price.book import Book
from lepton_iac.price.engine import price
from lepton_iac.price.facts import has_price, spec_fact
from lepton_iac.price.market import Market

UsageOf = Callable[[str, str], Mapping[str, Quantity | str]]
Propose = Callable[[Stack, Market, Mapping[str, tuple[Demand, ...]]], Proposal]


@dataclass(frozen=True)
class Priced:
    """A project with the market it was priced on, so that later stages quote on the same terms."""

    project: Project
    market: Market


def estimate(name: str, stack: Stack, usage: Usage, usage_of: UsageOf, book: Book) -> Priced:
    """Price a stack, and its past where the plan knows it."""
    world = World(stack, usage_of, spec_fact(book), has_price(book))
    bill = price(stack.resources, world, book)
    past = replace(stack, resources=stack.prior) if stack.has_prior else None
    prior = price(stack.prior, replace(world, stack=past), book) if past is not None else None
    return Priced(Project(name, stack, bill, prior, usage), Market(world, book, bill))


def propose(priced: Priced, optimize: Propose) -> Priced:
    """Add the changes worth making, and the bill they promise."""
    stack = priced.project.stack
    proposal = optimize(stack, priced.market, priced.project.usage.demands)
    promised = priced.market.rebill(apply(stack, proposal.changes))
    return replace(priced, project=replace(priced.project, proposal=proposal, proposed=promised))


def prove(market: Market, before: Stack, after: Stack, patch: Patch) -> tuple[tuple[str, str], ...]:
    """Hold what was really written against the promise, value by value and to the cent (laws 3 and 5 of the design).

    Args:
        before, after: the folder as read before and after the patch, evaluated the same way.

    Returns:
        (address, what is wrong) for every resource that is not as promised; empty when the promise is proven.
    """
    promised = market.rebill(apply(before, patch.written)).by_address
    written = market.rebill(_without_additions(before, after)).by_address
    wrong = dict(_unkept(after, patch))
    for address, line in promised.items():
        if address not in written:
            wrong.setdefault(address, "is gone after the rewrite")
        elif written[address].total != line.total:
            wrong.setdefault(address, f"costs {written[address].total} after the rewrite, {line.total} was promised")
    return tuple(wrong.items())


def _without_additions(before: Stack, after: Stack) -> Stack:
    """What was there before, as it is now: what an added schedule saves is an expectation, no promise."""
    known = before.by_address
    return replace(after, resources=tuple(one for one in after.resources if one.address in known))


def _unkept(after: Stack, patch: Patch) -> Iterator[tuple[str, str]]:
    """Changes whose values are not what the text evaluates to."""
    for change in patch.written:
        resource = after.by_address.get(change.address)
        if change.removes:
            if resource is not None:
                yield change.address, "is still there after the rewrite"
            continue
        for edit in change.edits:
            found = value_at(resource.attributes, edit.path) if resource is not None else None
            if isinstance(found, Unknown) or not _same(found, edit.value):
                shown = found.reason if isinstance(found, Unknown) else found
                yield change.address, f"{edit.path} reads {shown} after the rewrite, {edit.value} was meant"


def _same(found: object, meant: object) -> bool:
    return found == meant or (found is not None and meant is not None and str(found).lower() == str(meant).lower())
