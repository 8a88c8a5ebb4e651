"""Laws of the packing: nobody left out, no node over-full, never below the bound, more pods never need less."""

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.kubernetes.packing import Batch, bound, order, pack
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import Room

OFFER = Room(Amount(Decimal(4), Decimal(14)), 20)


@st.composite
def batches(draw: st.DrawFn) -> list[Batch]:
    sizes = draw(
        st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 16000), st.integers(1, 9), st.booleans()), max_size=9)
    )
    return [
        Batch(f"w{number}", Amount(Decimal(cpu) / 1000, Decimal(memory) / 1000), count, alone)
        for number, (cpu, memory, count, alone) in enumerate(sizes)
    ]


@given(batches())
def test_nobody_is_left_out_and_no_node_is_over_full(listed: list[Batch]) -> None:
    packing = pack(listed, OFFER)
    placed: Counter[str] = Counter()
    known = {one.key: one for one in listed}
    for node in packing.nodes:
        taken = sum((known[key].size.times(number) for key, number in node.held.items()), Amount())
        assert taken.within(OFFER.amount)
        assert taken + node.free == OFFER.amount
        assert sum(node.held.values()) <= OFFER.pods
        assert all(number == 1 for key, number in node.held.items() if known[key].alone)
        placed.update(node.held)
    left = {one.key for one in packing.left}
    assert all(not one.size.within(OFFER.amount) for one in packing.left)
    assert all(placed[one.key] == one.count for one in listed if one.key not in left)


@given(batches())
def test_the_bound_is_never_above_the_count(listed: list[Batch]) -> None:
    packing = pack(listed, OFFER)
    assert packing.bound <= packing.count
    assert packing.gap >= 0


@settings(max_examples=300)
@given(batches(), st.integers(0, 4000), st.integers(0, 14000))
def test_another_pod_never_lowers_the_bound_and_placed_last_never_the_count(
    listed: list[Batch], cpu: int, memory: int
) -> None:
    more = Batch("z", Amount(Decimal(cpu) / 1000, Decimal(memory) / 1000), 1)
    fits = [one for one in listed if one.size.within(OFFER.amount)]
    assert bound([*fits, more], OFFER) >= bound(fits, OFFER)
    if all(order(one, OFFER) <= order(more, OFFER) for one in listed):
        assert pack([*listed, more], OFFER).count >= pack(listed, OFFER).count


@given(batches(), st.integers(1, 5))
def test_a_larger_node_of_the_same_shape_has_no_higher_bound(listed: list[Batch], times: int) -> None:
    fits = [one for one in listed if one.size.within(OFFER.amount)]
    larger = Room(OFFER.amount.times(times), OFFER.pods * times)
    assert bound(fits, larger) <= bound(fits, OFFER)


def test_the_order_of_the_input_changes_nothing() -> None:
    listed = [Batch(name, Amount(Decimal(cpu), Decimal(1)), 3) for name, cpu in (("a", 3), ("b", 1), ("c", 2))]
    assert pack(listed, OFFER) == pack(listed[::-1], OFFER)
    assert pack(listed, OFFER).count == 5
    assert pack(listed, OFFER).bound == 5
