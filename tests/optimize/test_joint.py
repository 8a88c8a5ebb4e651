"""The joint choice equals brute force on small graphs."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.joint import Edge, Option, cost_of, place

PLACES = ("aws eu-west-1", "azurerm northeurope", "google europe-west1")


def egress(source: str, target: str) -> Decimal:
    return Decimal(0) if source == target else Decimal("0.09")


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


options = st.lists(st.builds(Option, st.sampled_from(PLACES), st.integers(1, 500).map(Decimal)), min_size=1, max_size=3)
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


@settings(max_examples=40, deadline=None)
@given(graphs)
def test_it_equals_brute_force(graph: tuple[dict[str, list[Option]], list[Edge]]) -> None:
    nodes, edges = graph
    every = (dict(zip(nodes, choice, strict=True)) for choice in product(*nodes.values()))
    assert place(nodes, edges, egress).cost == min(cost_of(chosen, edges, egress) for chosen in every)
