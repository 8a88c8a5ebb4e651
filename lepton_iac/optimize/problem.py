"""The joint choice as tables: options that may be best, and what flows between them cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, Self


class Choice(Protocol):
    """One way to run a node."""

    @property
    def place(self) -> str: ...
    @property
    def cost(self) -> Decimal: ...
    @property
    def moves(self) -> bool: ...


class Flow(Protocol):
    """Data between two nodes."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def gb(self) -> Decimal: ...
    @property
    def zones(self) -> bool: ...


Table = tuple[tuple[Decimal | None, ...], ...]
"""What a flow costs by option of its source (rows) and of its target (columns)."""


@dataclass(frozen=True)
class Link:
    """One flow between two different nodes with its table; ``None`` where no price is known."""

    source: str
    target: str
    table: Table

    def at(self, name: str, own: int, taken: Mapping[str, int]) -> Decimal | None:
        """What it costs when one end takes ``own`` and the other what it has."""
        if name == self.source:
            return self.table[own][taken[self.target]]
        return self.table[taken[self.source]][own]


@dataclass(frozen=True)
class Problem:
    """Nodes with the options worth looking at, and the links between them.

    Attributes:
        kept: node to the indexes of its options that are left.
        costs: node to what these options cost.
        moves: node to whether they move it.
        links: by position; ``touching`` finds those of a node.
    """

    kept: Mapping[str, tuple[int, ...]]
    costs: Mapping[str, tuple[Decimal, ...]]
    moves: Mapping[str, tuple[bool, ...]]
    links: tuple[Link, ...]
    touching: Mapping[str, tuple[Link, ...]]

    @classmethod
    def of(cls, nodes: Mapping[str, Sequence[Choice]], edges: Iterable[Flow], transfer: Any) -> Self:
        """Per node the cheapest option of each place; a moving one never takes the place of one that stays."""
        kept = {name: _cheapest_per_place(options) for name, options in nodes.items()}
        price = _remembered(transfer)
        links = []
        for edge in edges:
            here = [nodes[edge.source][i].place for i in kept[edge.source]]
            there = [nodes[edge.target][j].place for j in kept[edge.target]]
            if edge.source != edge.target:
                links.append(
                    Link(edge.source, edge.target, tuple(tuple(price(a, b, edge) for b in there) for a in here))
                )
        touching: dict[str, list[Link]] = {name: [] for name in nodes}
        for link in links:
            touching[link.source].append(link)
            touching[link.target].append(link)
        own = _own_flows(nodes, edges, kept, price)
        costs = {name: tuple(nodes[name][i].cost + own[name][i] for i in kept[name]) for name in nodes}
        moves = {name: tuple(nodes[name][i].moves for i in kept[name]) for name in nodes}
        return cls(kept, costs, moves, tuple(links), {name: tuple(found) for name, found in touching.items()})

    def change(self, taken: Mapping[str, int], name: str, other: int) -> Decimal | None:
        """What it would cost more (or less) if one node took another option; ``None`` where no price is known."""
        total = self.costs[name][other] - self.costs[name][taken[name]]
        for link in self.touching[name]:
            new, old = link.at(name, other, taken), link.at(name, taken[name], taken)
            if new is None:
                return None
            total += new - (old or 0)
        return total

    def options(self, name: str) -> list[int]:
        """The options of a node that are not dominated by another whatever the rest does.

        Option ``o`` is never needed when some ``q`` is cheaper by more than its links could ever cost extra.
        """
        every = range(len(self.costs[name]))
        left = list(every)
        for option in every:
            for rival in left:
                if rival != option and self._dominates(name, rival, option):
                    left.remove(option)
                    break
        return left

    def _dominates(self, name: str, rival: int, option: int) -> bool:
        margin = self.costs[name][option] - self.costs[name][rival]
        if margin < 0 or (self.moves[name][rival] and not self.moves[name][option]):
            return False
        for link in self.touching[name]:
            worst = _worst(link, name, rival, option)
            if worst is None or worst > margin:
                return False
            margin -= worst
        return margin > 0 or (margin == 0 and rival < option)


def _worst(link: Link, name: str, rival: int, option: int) -> Decimal | None:
    """The most the rival's link may cost above the option's; ``None`` where the rival has no price."""
    most: Decimal | None = None
    table = link.table if name == link.source else tuple(zip(*link.table, strict=True))
    for new, old in zip(table[rival], table[option], strict=True):
        if old is None:
            continue
        if new is None:
            return None
        most = new - old if most is None else max(most, new - old)
    return most if most is not None else Decimal(0)


def _cheapest_per_place(options: Sequence[Choice]) -> tuple[int, ...]:
    best: dict[tuple[str, bool], int] = {}
    for index, option in enumerate(options):
        key = (option.place, option.moves)
        if key not in best or option.cost < options[best[key]].cost:
            best[key] = index
    return tuple(sorted(best.values()))


def _remembered(transfer: Any) -> Any:
    known: dict[tuple[str, str, Decimal, bool], Decimal | None] = {}

    def price(source: str, target: str, edge: Flow) -> Decimal | None:
        key = (source, target, edge.gb, edge.zones)
        if key not in known:
            known[key] = transfer(source, target, edge)
        return known[key]

    return price


def _own_flows(
    nodes: Mapping[str, Sequence[Choice]], edges: Iterable[Flow], kept: Mapping[str, tuple[int, ...]], price: Any
) -> dict[str, dict[int, Decimal]]:
    """Flows from a node to itself, such as between the zones it runs in, cost by its own place."""
    found = {name: dict.fromkeys(indexes, Decimal(0)) for name, indexes in kept.items()}
    for edge in edges:
        if edge.source == edge.target:
            for index in kept[edge.source]:
                here = nodes[edge.source][index].place
                found[edge.source][index] += price(here, here, edge) or 0
    return found
