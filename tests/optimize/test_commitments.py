"""Commitments on figures one can check by hand: the newsvendor's level, break-even, regret, and what is held."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.model import Bill, Change, Disruption, PriceRow, Stack
from lepton_iac.optimize.commitments import Advised, best_level, commitments
from lepton_iac.optimize.constraints import Committed, Constraints
from lepton_iac.optimize.load import Load, pools, steady, together
from lepton_iac.price.market import Market
from tests.optimize.building import Shelf, market, resource


def row(price: str, purchase: str = "on_demand") -> PriceRow:
    return PriceRow(
        "aws", "eu-west-1", "vm", "linux", "m5.large", "hours", Decimal(price), Decimal(0), None, purchase, "USD",
        "2026-11-01", "test",
    )  # fmt: skip


def load(*steps: tuple[str, str]) -> Load:
    return Load(tuple((Decimal(share), Decimal(units)) for share, units in steps))


def test_the_newsvendor_by_hand() -> None:
    """2 units in half the hours, 5 in 0.3, 10 in 0.2; $1 on demand, $0.6 committed: break-even 60 %.

    Above 2 units run in half the hours, less than 60 %: commit 2. 1.2 + 0.3 x 3 + 0.2 x 8 = 3.7 against 4.5.
    """
    way = best_level(load(("0.5", "2"), ("0.3", "5"), ("0.2", "10")), row("1"), row("0.6", "reserved_1y"), 12)
    assert (way.units, way.breakeven, way.utilisation) == (Decimal(2), Decimal("0.6"), Decimal(1))
    assert (way.cost, way.saving) == (Decimal("3.7") * 730, Decimal("0.8") * 730)
    assert way.savings_rate == Decimal("0.8") / Decimal("4.5")
    assert way.regret == Decimal("0.4") * Decimal("2.5") * 730
    assert way.worst == 0


def test_a_cheaper_commitment_covers_more_and_may_be_regretted() -> None:
    """At $0.4 more than 2 units run in half the hours, above 40 %; more than 5 only in 0.2: commit 5.

    2 + 0.2 x 5 = 3.0. Idle 0.5 x 3 = 1.5 units: 70 % used; in quiet hours 5 x 0.4 - 2 x 1 = 0.
    """
    way = best_level(load(("0.5", "2"), ("0.3", "5"), ("0.2", "10")), row("1"), row("0.4", "reserved_1y"), 12)
    assert (way.units, way.utilisation, way.cost) == (Decimal(5), Decimal("0.7"), Decimal(3) * 730)
    assert way.regret == (Decimal("0.4") * Decimal("1.5") + Decimal("0.6")) * 730
    assert way.worst == 0
    dearer = best_level(load(("0.2", "0"), ("0.8", "5")), row("1"), row("0.7", "reserved_1y"), 12)
    assert (dearer.units, dearer.worst) == (Decimal(5), Decimal("3.5") * 730)


def test_a_machine_stopped_at_night_is_not_committed_to() -> None:
    way = best_level(load(("0.5", "0"), ("0.5", "1")), row("1"), row("0.6", "reserved_1y"), 12)
    assert way.units == way.saving == 0


loads = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), min_size=1, max_size=5).map(
    lambda drawn: Load(
        tuple(
            (Decimal(weight) / sum(one for one, _ in drawn), Decimal(units))
            for weight, units in sorted(drawn, key=lambda pair: pair[1])
        )
    )
)


@given(loads, st.integers(1, 120))
def test_no_whole_number_of_units_is_better(some: Load, cents: int) -> None:
    price, offer = row("1"), row(str(Decimal(cents) / 100), "reserved_1y")
    way = best_level(some, price, offer, 12)
    every = [offer.price * level + some.above(Decimal(level)) for level in range(14)]
    assert abs(way.cost / 730 - min(every)) < Decimal("1e-20")
    assert way.saving >= 0
    assert way.regret >= 0


def test_loads_add_up_with_their_busy_hours_together() -> None:
    both = together([load(("0.5", "0"), ("0.5", "2")), load(("0.25", "1"), ("0.75", "3"))])
    assert both == load(("0.25", "1"), ("0.25", "3"), ("0.5", "5"))
    assert both.mean == Decimal("3.5")


class Reserved(Shelf):
    """The shelf with one reservation."""

    def ladder(  # type: ignore[no-untyped-def]
        self, provider, region, service, component, sku="", purchase="on_demand"
    ):
        if (sku, purchase) == ("m5.large", "reserved_1y_no_upfront"):
            return (row("0.0674", purchase),)
        return super().ladder(provider, region, service, component, sku, purchase)


def advised(*skus: str, changes: tuple[Change, ...] = (), **limits: object) -> Advised:
    stack = Stack(tuple(resource(f"aws_instance.m{place}", {"instance_type": sku}) for place, sku in enumerate(skus)))
    known: Market = market(stack, shelf=Reserved())
    return commitments(known.bill, known, changes, limits=replace(Constraints(), **limits))  # type: ignore[arg-type]


def test_a_steady_machine_is_reserved_where_the_book_has_a_row() -> None:
    web, other = advised("m5.large", "m5.large", "c5.large").advice
    assert web.best is not None
    assert (web.best.units, web.best.row.purchase) == (Decimal(2), "reserved_1y_no_upfront")
    assert web.best.saving == 2 * (Decimal("0.107") - Decimal("0.0674")) * 730
    assert other.best is None
    assert other.why == "the price book has no row of a commitment for it"


def test_what_is_held_is_taken_off_and_what_nothing_uses_is_named() -> None:
    held = (
        Committed("aws", "eu-west-1", "m5.large", Decimal(1)),
        Committed("aws", "eu-west-1", "m4.large", Decimal(3)),
    )
    found = advised("m5.large", "m5.large", committed=held)
    (web,) = found.advice
    assert web.best is not None
    assert web.held == web.held_utilisation == web.best.units == 1
    assert found.idle == held[1:]
    (all_held,) = advised("m5.large", committed=held).advice
    assert all_held.best is None
    assert all_held.on_demand == 0


def test_a_schedule_leaves_hours_unused() -> None:
    cost = Decimal("0.107") * 730
    stop = Change("stop", "aws_instance.m0", "schedule", "", "", cost / 2, Disruption.STOP_START, "")
    (found,) = advised("m5.large", changes=(stop,)).advice
    assert found.pool.load == load(("0.5", "0"), ("0.5", "1"))
    assert found.best is None
    assert "used enough" in found.why


def test_an_empty_bill_has_no_pools() -> None:
    assert pools(Bill(()), (), {}) == ()
    assert steady(Decimal(3)).mean == 3
