"""The search over a whole machine list is a matter of milliseconds."""

import time
from decimal import Decimal

from lepton_iac.model import InstanceSpec
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.search import Need, candidates, search
from tests.optimize.building import FACTS


def many(count: int) -> dict[str, InstanceSpec]:
    return {
        f"m6i.{number}": InstanceSpec(
            "aws", f"m6i.{number}", "m6i", Decimal(2), Decimal(4), "x86_64", network_gbps=Decimal(25), current=True
        )
        for number in range(count)
    }


def test_five_thousand_types_take_less_than_five_milliseconds_each_after_sorting() -> None:
    facts = many(5000)
    prices = {sku: Decimal(number + 1) / 100_000 for number, sku in enumerate(facts)}
    listed = candidates(prices, facts, lambda name: name)
    today, need = FACTS["m5.xlarge"], Need(Decimal(4), Decimal(16))
    took = []
    for _ in range(10):
        began = time.perf_counter()
        assert search(listed, today, need, Decimal(1), Constraints()).fits == ()
        took.append(time.perf_counter() - began)
    assert min(took) < 0.005


def test_ties_go_to_the_first_name() -> None:
    facts = many(3)
    listed = candidates(dict.fromkeys(reversed(list(facts)), Decimal("0.01")), facts, lambda name: name)
    need = Need(Decimal(1), Decimal(1))
    found = search(listed, FACTS["m5.xlarge"], need, Decimal(1), Constraints())
    assert [one.name for one in found.fits] == ["m6i.0", "m6i.1", "m6i.2"]


def test_near_misses_are_named_with_their_shortfall() -> None:
    facts = many(1)
    listed = candidates({"m6i.0": Decimal("0.01")}, facts, lambda name: name)
    found = search(listed, FACTS["m5.xlarge"], Need(Decimal(4), Decimal(1)), Decimal(1), Constraints())
    assert found.lost == ("m6i.0: 2 vCPU, 4 needed",)
