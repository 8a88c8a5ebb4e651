"""The picture of the whole program as functions: read, forecast, price, optimize, write; in that order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lepton_iac.kinds.apply import apply
from lepton_iac.kinds.evaluate import World
from lepton_iac.model import Demand, Project, Proposal, Quantity, Stack, Usage
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
