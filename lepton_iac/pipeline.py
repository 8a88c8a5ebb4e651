"""The picture of the whole program as functions: read, forecast, price, optimize, write, prove; in that order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lepton_iac.errors import WriteError
from lepton_iac.kinds.apply import apply
from lepton_iac.kinds.evaluate import World
from lepton_iac.model import Bill, Demand, Patch, Project, Proposal, Quantity, Stack, Usage
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


def prove(market: Market, before: Stack, after: Stack, patch: Patch) -> Bill:
    """Price what was really written and hold it against the promise, to the cent (law 5 of the design).

    Args:
        before, after: the folder as read before and after the patch, evaluated the same way.

    Raises:
        WriteError: a resource of the written text costs something else than was promised for it.
    """
    promised = market.rebill(apply(before, patch.written))
    written = market.rebill(after)
    for line in promised.lines:
        address = line.resource.address
        found = written.by_address.get(address)
        if found is None or found.total != line.total:
            cost = "is gone" if found is None else f"costs {found.total}"
            raise WriteError(f"{address} {cost} after the rewrite, {line.total} was promised", where=patch_place(patch))
    return written


def patch_place(patch: Patch) -> str:
    """The files of a patch, for messages."""
    return ", ".join(sorted(patch.results))
