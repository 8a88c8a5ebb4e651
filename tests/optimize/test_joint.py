"""The joint choice equals brute force on small graphs."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.joint import Edge, Option, cost_of, place

PLACES = ("aws eu-west-1", "azurerm northeurope", "google europe-west1")


def egress(source: str, target: str, edge: Edge) -> Decimal | None:
    """Nothing within a place, no known price from Google to Azure, a cheaper tier above 1,000 GB."""
    if source == target:
        return Decimal(0)
    if (source, target) == (PLACES[2], PLACES[1]):
        return None
    return min(edge.gb, Decimal(1000)) * Decimal("0.09") + max(edge.gb - 1000, Decimal(0)) * Decimal("0.05")


def test_moving_one_of_two_costs_more_in_transfer_than_it_saves() -> None:
    nodes = {
        "web": [Option(PLACES[0], Decimal(100)), Option(PLACES[1], Decimal(70))],
        "data": [Option(PLACES[0], Decimal(50)), Option(PLACES[1], Decimal(90))],
    }
    assert place(nodes, [], egress).cost == 120
    together = place(nodes, [Edge("data", "web", Decimal(1000))], egress)
    assert {option.place for option in together.chosen.values()} == {PLACES[0]}
    assert together.cost == 150


def test_nothing_to_place_costs_nothing() -> None:
    assert place({}, [], egress).cost == 0


def test_errors_say_what_is_missing() -> None:
    with pytest.raises(LeptonError, match="no option"):
        place({"web": []}, [], egress)
    with pytest.raises(LeptonError, match="not placed: data"):
        place({"web": [Option(PLACES[0], Decimal(1))]}, [Edge("web", "data", Decimal(1))], egress)


options = st.lists(
    st.builds(Option, st.sampled_from(PLACES), st.integers(1, 500).map(Decimal), st.booleans()), min_size=1, max_size=3
)
graphs = st.dictionaries(st.sampled_from("abcd"), options, min_size=1).flatmap(
    lambda nodes: st.tuples(
        st.just(nodes),
        st.lists(
            st.builds(
                Edge, st.sampled_from(sorted(nodes)), st.sampled_from(sorted(nodes)), st.integers(0, 3000).map(Decimal)
            ),
            max_size=5,
        ),
    )
)


def brute_force(nodes: dict[str, list[Option]], edges: list[Edge], moves: int | None = None) -> Decimal | None:
    every = (dict(zip(nodes, choice, strict=True)) for choice in product(*nodes.values()))
    few = (one for one in every if moves is None or sum(option.moves for option in one.values()) <= moves)
    costs = [cost for chosen in few if (cost := cost_of(chosen, edges, egress)) is not None]
    return min(costs, default=None)


@settings(max_examples=80, deadline=None)
@given(graphs, st.one_of(st.none(), st.integers(0, 3)))
def test_it_equals_brute_force(graph: tuple[dict[str, list[Option]], list[Edge]], moves: int | None) -> None:
    nodes, edges = graph
    best = brute_force(nodes, edges, moves)
    if best is None:
        with pytest.raises(LeptonError, match="no placement"):
            place(nodes, edges, egress, moves=moves)
    else:
        found = place(nodes, edges, egress, moves=moves)
        assert found.cost == best
        assert found.gap == 0


def test_of_equal_costs_the_first_is_taken_and_the_other_said() -> None:
    here, there = Option(PLACES[0], Decimal(10)), Option(PLACES[1], Decimal(10), moves=True)
    found = place({"web": [here, there], "data": [there]}, [], egress)
    assert (found.chosen["web"], found.tied) == (here, (("web", PLACES[1]),))
    assert place({"web": [there, here]}, [], egress).chosen["web"] == there


def test_out_of_time_the_best_so_far_comes_with_its_gap() -> None:
    names = [f"n{index}" for index in range(60)]
    nodes = {
        name: [Option(one, Decimal(100 + (index * 37 + place * 53) % 29)) for place, one in enumerate(PLACES)]
        for index, name in enumerate(names)
    }
    edges = [Edge(names[i], names[(i * 7 + 3) % 60], Decimal(40 + i)) for i in range(60)]
    found = place(nodes, edges, egress, time_limit=0.0)
    assert cost_of(found.chosen, edges, egress) == found.cost
    assert found.gap >= 0
    assert place(nodes, edges, egress).cost <= found.cost
