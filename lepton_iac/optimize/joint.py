"""Placing several things at once, when moving data between them costs too.

The objective, with x(n,i) = 1 where node n takes option i and y(e,i,j) = 1 where edge e runs between options i and j:

    minimise    sum cost(n,i) x(n,i)  +  sum transfer(e, place i, place j) y(e,i,j)
    subject to  sum over i of x(n,i) = 1
                sum over j of y(e,i,j) = x(source,i)  and  sum over i of y(e,i,j) = x(target,j)
                y(e,i,j) = 0 where the transfer has no known price
                sum of x(n,i) over the options that move something <= moves

``cost(n,i)`` is the option's expected monthly cost with its one-off cost spread over the horizon; ``transfer`` is what
a month of the edge's data costs between two places, across zones, regions, clouds or to the internet, by tier.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.problem import Problem
from lepton_iac.optimize.programme import Answer, solve


@dataclass(frozen=True, slots=True)
class Option:
    """One way to run a node: where, and at what cost per month; ``moves`` where it is not there today."""

    place: str
    cost: Decimal
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """Data that flows from one node to another, GB per month; ``zones`` where they stand in different zones."""

    source: str
    target: str
    gb: Decimal
    zones: bool = False


Transfer = Callable[[str, str, Edge], Decimal | None]
"""What the data of an edge costs from one place to another, per month; ``None`` where no price is known."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The option chosen for each node, and what all of it costs per month.

    Attributes:
        gap: how far at most, as a share of the cost, the best answer may lie below this one; 0 is proven best.
        tied: nodes that would cost the same elsewhere, with the place; the option named first was taken.
        seconds: how long the choice took.
    """

    chosen: Mapping[str, Option]
    cost: Decimal
    gap: float = 0.0
    tied: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


def cost_of(chosen: Mapping[str, Option], edges: Sequence[Edge], transfer: Transfer) -> Decimal | None:
    """Exact cost of a placement: the options' and the edges'; ``None`` where a transfer has no known price."""
    total = sum((option.cost for option in chosen.values()), Decimal(0))
    for edge in edges:
        price = transfer(chosen[edge.source].place, chosen[edge.target].place, edge)
        if price is None:
            return None
        total += price
    return total


def place(
    nodes: Mapping[str, Sequence[Option]],
    edges: Sequence[Edge],
    transfer: Transfer,
    *,
    moves: int | None = None,
    time_limit: float = 30.0,
) -> Placement:
    """Choose one option for every node so that nodes and data transfer together cost least.

    Options that can never be best are dropped first; what does not touch is chosen apart; the rest is an integer
    programme for HiGHS (https://highs.dev). That reckons in floating point, so its answer is then improved one node at
    a time in exact decimals, and of options that cost the same the one named first is taken.

    Args:
        transfer: what an edge costs from one place to another; ``None`` where no price is known, which is never chosen.
        moves: at most so many nodes take an option that moves them.
        time_limit: seconds; then the best answer so far is given, with its gap.

    Raises:
        LeptonError: a node has no option, an edge names no node, or no placement has a known price.
    """
    start = time.monotonic()
    _check(nodes, edges)
    problem = Problem.of(nodes, edges, transfer)
    answer = solve(problem, moves, time_limit)
    chosen = {name: nodes[name][problem.kept[name][index]] for name, index in answer.taken.items()}
    exact = cost_of(chosen, edges, transfer)
    if exact is None:
        raise LeptonError("no placement has a known price", mend="allow more places, or refresh the price book")
    return Placement(chosen, exact, _gap(exact, answer), tuple(_ties(problem, answer, nodes)), time.monotonic() - start)


def _check(nodes: Mapping[str, Sequence[Option]], edges: Sequence[Edge]) -> None:
    for name, options in nodes.items():
        if not options:
            raise LeptonError("there is no option to choose from", where=name, mend="allow more places or sizes")
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in nodes:
                raise LeptonError(f"data flows between things that are not placed: {end}", mend="add it as a node")


def _gap(cost: Decimal, answer: Answer) -> float:
    if not cost:
        return 0.0
    gap = max(0.0, (float(cost) - answer.bound) / abs(float(cost)))
    return 0.0 if gap < _ROUNDING else gap


_ROUNDING = 1e-7
"""Floating point tells costs that differ by less than this share no longer apart."""


def _ties(problem: Problem, answer: Answer, nodes: Mapping[str, Sequence[Option]]) -> Iterator[tuple[str, str]]:
    for name, index in answer.taken.items():
        for other in range(len(problem.kept[name])):
            if other != index and problem.change(answer.taken, name, other) == 0:
                yield name, nodes[name][problem.kept[name][other]].place
                break
