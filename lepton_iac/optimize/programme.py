"""The joint choice as an integer programme: cut into what does not touch, solved, and polished exactly."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.problem import Link, Problem

Left = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Answer:
    """What each node takes, and the lowest cost any answer could have."""

    taken: Mapping[str, int]
    bound: float


def solve(problem: Problem, moves: int | None, time_limit: float) -> Answer:
    """The best answer within the time limit; parts that do not touch are solved apart, unless moves are counted.

    Raises:
        LeptonError: no answer has a known price.
    """
    deadline = time.monotonic() + time_limit
    left = {name: problem.options(name) if moves is None else list(range(len(kept)))
            for name, kept in problem.kept.items()}  # fmt: skip
    taken = {name: options[0] for name, options in left.items() if len(options) == 1}
    if moves is not None and sum(problem.moves[name][index] for name, index in taken.items()) > moves:
        raise LeptonError(f"no placement moves at most {moves}", mend="allow more moves")
    bound = sum((float(problem.costs[name][index]) for name, index in taken.items()), 0.0)
    bound += sum(
        float(link.table[taken[link.source]][taken[link.target]] or 0)
        for link in problem.links
        if link.source in taken and link.target in taken
    )
    free = [name for name in problem.kept if name not in taken]
    for part in _parts(problem, free) if moves is None else [tuple(free)] if free else []:
        found, low = _programme(problem, part, left, taken, moves, max(0.05, deadline - time.monotonic()))
        taken |= found
        bound += low
    ordered = {name: taken[name] for name in problem.kept}
    return Answer(_polished(problem, ordered, left, deadline) if moves is None else ordered, bound)


def _parts(problem: Problem, free: Sequence[str]) -> list[tuple[str, ...]]:
    """Nodes still to choose that touch one another, however far; in the order given."""
    root = {name: name for name in free}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for link in problem.links:
        if link.source in root and link.target in root:
            root[find(link.target)] = find(link.source)
    found: dict[str, list[str]] = {}
    for name in free:
        found.setdefault(find(name), []).append(name)
    return [tuple(part) for part in found.values()]


def _programme(
    problem: Problem, part: Sequence[str], left: Left, fixed: Mapping[str, int], moves: int | None, seconds: float
) -> tuple[dict[str, int], float]:
    """One part by HiGHS: the options taken, and the lowest cost any answer could have."""
    columns = [(name, index) for name in part for index in left[name]]
    place = {column: position for position, column in enumerate(columns)}
    costs, highest = _node_costs(problem, columns, fixed)
    rows: list[tuple[dict[int, float], float, float]] = [
        ({place[name, index]: 1.0 for index in left[name]}, 1.0, 1.0) for name in part
    ]
    inside = set(part)
    touching = {id(link): link for name in part for link in problem.touching[name]}
    for link in touching.values():
        if link.source in inside and link.target in inside:
            _add_flow(link, left, place, costs, highest, rows)
    if moves is not None:
        moving = {place[name, index]: 1.0 for name, index in columns if problem.moves[name][index]}
        rows.append((moving, 0.0, float(moves - sum(problem.moves[name][index] for name, index in fixed.items()))))
    taken, low = _highs(costs, highest, rows, len(columns), seconds)
    if taken is None:
        return {name: min(left[name], key=lambda index: costs[place[name, index]]) for name in part}, low
    return {name: max(left[name], key=lambda index: taken[place[name, index]]) for name in part}, low


def _node_costs(
    problem: Problem, columns: Sequence[tuple[str, int]], fixed: Mapping[str, int]
) -> tuple[list[float], list[float]]:
    """Cost and upper bound of each option, its flows to what is chosen already included."""
    costs, highest = [], []
    for name, index in columns:
        flows = [link.at(name, index, fixed) for link in problem.touching[name] if _other(link, name) in fixed]
        known = [flow for flow in flows if flow is not None]
        costs.append(float(sum(known, problem.costs[name][index])))
        highest.append(1.0 if len(known) == len(flows) else 0.0)
    return costs, highest


def _other(link: Link, name: str) -> str:
    return link.target if link.source == name else link.source


def _add_flow(
    link: Link,
    left: Left,
    place: Mapping[tuple[str, int], int],
    costs: list[float],
    highest: list[float],
    rows: list[tuple[dict[int, float], float, float]],
) -> None:
    """The columns of one flow, and the rows that tie them to the options of its ends."""
    column: dict[tuple[int, int], int] = {}
    for i, j in product(left[link.source], left[link.target]):
        price = link.table[i][j]
        column[i, j] = len(costs)
        costs.append(float(price) if price is not None else 0.0)
        highest.append(1.0 if price is not None else 0.0)
    for i in left[link.source]:
        tied = {column[i, j]: 1.0 for j in left[link.target]}
        rows.append(({**tied, place[link.source, i]: -1.0}, 0.0, 0.0))
    for j in left[link.target]:
        tied = {column[i, j]: 1.0 for i in left[link.source]}
        rows.append(({**tied, place[link.target, j]: -1.0}, 0.0, 0.0))


def _highs(
    costs: list[float],
    highest: list[float],
    rows: list[tuple[dict[int, float], float, float]],
    integers: int,
    seconds: float,
) -> tuple[list[float] | None, float]:
    """The values of all columns, ``None`` where time ran out before any answer, and the lower bound."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    entries = [(row, column, value) for row, (cells, _, _) in enumerate(rows) for column, value in cells.items()]
    row, column, value = zip(*entries, strict=True)
    matrix = csr_array((value, (row, column)), shape=(len(rows), len(costs)))
    limits = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
    whole = np.array([1] * integers + [0] * (len(costs) - integers))
    found: Any = milp(
        np.array(costs),
        constraints=limits,
        integrality=whole,
        bounds=Bounds(np.zeros(len(costs)), np.array(highest)),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if found.status == _INFEASIBLE:
        raise LeptonError("no placement has a known price", mend="allow more places, or refresh the price book")
    bound = found.mip_dual_bound
    low = float(bound) if bound is not None and np.isfinite(bound) else _floor(costs, rows, integers)
    return (None if found.x is None else [float(one) for one in found.x]), low


_INFEASIBLE = 2


def _floor(costs: list[float], rows: list[tuple[dict[int, float], float, float]], integers: int) -> float:
    """The sum of every node's cheapest option: no answer costs less, as flows never earn money."""
    return sum(
        min(costs[column] for column in cells)
        for cells, low, _ in rows
        if low == 1.0 and all(column < integers for column in cells)
    )


def _polished(problem: Problem, taken: Mapping[str, int], left: Left, deadline: float) -> dict[str, int]:
    """One node at a time to what is cheaper, or costs the same and is named first, until nothing changes."""
    found = dict(taken)
    better = True
    while better and time.monotonic() < deadline:
        better = False
        for name, index in _steps(problem, found, left):
            found[name] = index
            better = True
    return found


def _steps(problem: Problem, found: Mapping[str, int], left: Left) -> Iterator[tuple[str, int]]:
    for name, options in left.items():
        if len(options) == 1:
            continue
        ranked = [(change, index) for index in options if (change := problem.change(found, name, index)) is not None]
        change, index = min(ranked, default=(Decimal(0), found[name]))
        if index != found[name] and change <= 0:
            yield name, index
