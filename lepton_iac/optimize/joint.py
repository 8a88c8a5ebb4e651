"""Placing several things at once, when moving data between them costs too."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from lepton_iac.errors import LeptonError

Egress = Callable[[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to run a node: where, and at what cost per month."""

    place: str
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Edge:
    """Data that flows from one node to another, GB per month."""

    source: str
    target: str
    gb: Decimal


@dataclass(frozen=True, slots=True)
class Placement:
    """The option chosen for each node, and what all of it costs per month."""

    chosen: Mapping[str, Option]
    cost: Decimal


def cost_of(chosen: Mapping[str, Option], edges: Sequence[Edge], egress: Egress) -> Decimal:
    """Exact cost of a placement: the options', and for each edge its GB times the price between the two places."""
    nodes = sum((option.cost for option in chosen.values()), Decimal(0))
    flows = (edge.gb * egress(chosen[edge.source].place, chosen[edge.target].place) for edge in edges)
    return nodes + sum(flows, Decimal(0))


def place(nodes: Mapping[str, Sequence[Option]], edges: Sequence[Edge], egress: Egress) -> Placement:
    """Choose one option for every node so that nodes and data transfer together cost least.

    The objective, with x(n,i) = 1 where node n takes option i and y(e,i,j) = 1 where edge e runs between options i, j:

        minimise  sum cost(n,i) x(n,i)  +  sum gb(e) price(place i, place j) y(e,i,j)
        subject to  sum over i of x(n,i) = 1
                    sum over j of y(e,i,j) = x(source,i)  and  sum over i of y(e,i,j) = x(target,j)

    an integer programme for HiGHS (https://highs.dev). It reckons in floating point; the cost returned is exact, and
    of choices that cost the same to 1e-6 any may be returned, always the same one.

    Args:
        egress: price per GB from one place to another; zero within a place.

    Raises:
        LeptonError: a node has no option, an edge names no node, or the solver finds no placement.
    """
    _check(nodes, edges)
    if not nodes:
        return Placement({}, Decimal(0))
    columns = [(name, index) for name, options in nodes.items() for index in range(len(options))]
    flows = [(e, i, j) for e, edge in enumerate(edges) for i, j in _pairs(nodes, edge)]
    costs = [float(nodes[name][index].cost) for name, index in columns]
    costs += [
        float(edges[e].gb * egress(nodes[edges[e].source][i].place, nodes[edges[e].target][j].place))
        for e, i, j in flows
    ]
    taken = _solve(costs, *_rows(nodes, edges, columns, flows), integers=len(columns))
    chosen = {name: nodes[name][index] for (name, index), x in zip(columns, taken, strict=False) if x > 0.5}
    return Placement(chosen, cost_of(chosen, edges, egress))


def _pairs(nodes: Mapping[str, Sequence[Option]], edge: Edge) -> Iterator[tuple[int, int]]:
    return product(range(len(nodes[edge.source])), range(len(nodes[edge.target])))


def _check(nodes: Mapping[str, Sequence[Option]], edges: Sequence[Edge]) -> None:
    for name, options in nodes.items():
        if not options:
            raise LeptonError("there is no option to choose from", where=name, mend="allow more places or sizes")
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in nodes:
                raise LeptonError(f"data flows between things that are not placed: {end}", mend="add it as a node")


Row = dict[int, float]


def _rows(
    nodes: Mapping[str, Sequence[Option]],
    edges: Sequence[Edge],
    columns: Sequence[tuple[str, int]],
    flows: Sequence[tuple[int, int, int]],
) -> tuple[list[Row], list[float]]:
    """Equality rows (column to coefficient) and their right-hand sides."""
    x = {column: position for position, column in enumerate(columns)}
    y = {flow: len(columns) + position for position, flow in enumerate(flows)}
    rows: list[Row] = [{x[name, index]: 1.0 for index in range(len(options))} for name, options in nodes.items()]
    sides = [1.0] * len(rows)
    for e, edge in enumerate(edges):
        here, there = range(len(nodes[edge.source])), range(len(nodes[edge.target]))
        if edge.source == edge.target:
            rows += [{y[e, i, j]: 1.0} for i, j in product(here, there) if i != j]
            sides += [0.0] * (len(here) * (len(here) - 1))
        rows += [{**{y[e, i, j]: 1.0 for j in there}, x[edge.source, i]: -1.0} for i in here]
        rows += [{**{y[e, i, j]: 1.0 for i in here}, x[edge.target, j]: -1.0} for j in there]
        sides += [0.0] * (len(here) + len(there))
    return rows, sides


def _solve(costs: list[float], rows: list[Row], sides: list[float], integers: int) -> list[float]:
    import numpy as np
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_array

    entries = [(row, column, value) for row, cells in enumerate(rows) for column, value in cells.items()]
    row, column, value = zip(*entries, strict=True)
    matrix = csr_array((value, (row, column)), shape=(len(rows), len(costs)))
    whole = np.array([1] * integers + [0] * (len(costs) - integers))
    found = milp(np.array(costs), constraints=LinearConstraint(matrix, sides, sides), integrality=whole, bounds=(0, 1))
    if found.x is None:
        raise LeptonError(f"no placement was found: {found.message}", mend="place fewer things at once")
    return [float(one) for one in found.x]
