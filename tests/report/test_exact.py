"""Totals equal their parts to the last place."""

import json
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.model import Bill, Charge, Project, ResourceBill, Stack, Status, Unpriced
from lepton_iac.report import json_text
from lepton_iac.report.exact import add, hourly, text
from tests.report.examples import report, resource

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**12, places=18)
PARTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple)


@st.composite
def charges(draw: st.DrawFn) -> Charge:
    cost = draw(st.one_of(AMOUNTS, st.just(Unpriced(Status.UNPRICED, "no row"))))
    usage = draw(st.sampled_from([(), ("requests",)]))
    return Charge("c", "GB", Decimal(1), Decimal(1), cost, part=draw(PARTS), usage_keys=usage)


def components(entry: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [part for child in entry["subresources"] for part in components(child)]
    return [*entry["costComponents"], *inner]


def summed(values: list[str | None]) -> str | None:
    with localcontext(prec=400):
        known = [Decimal(value) for value in values if value is not None]
        return text(sum(known[1:], known[0])) if known else None


@given(st.lists(st.lists(charges(), max_size=4), max_size=4))
def test_totals_are_the_sum_of_their_parts(bills: list[list[Charge]]) -> None:
    lines = [
        ResourceBill(resource(f"aws_instance.r{index}"), Status.PRICED, tuple(found))
        for index, found in enumerate(bills)
    ]
    made = json.loads(json_text.render(report(Project("p", Stack(()), Bill(tuple(lines))))))
    breakdown = made["projects"][0]["breakdown"]
    for entry in breakdown["resources"]:
        assert entry["monthlyCost"] == summed([part["monthlyCost"] for part in components(entry)])
    assert breakdown["totalMonthlyCost"] == (summed([entry["monthlyCost"] for entry in breakdown["resources"]]) or "0")
    assert made["totalMonthlyCost"] == breakdown["totalMonthlyCost"]


def test_nothing_known_is_none_and_not_zero() -> None:
    assert add([]) is None
    assert add([None, None]) is None
    assert add([None, Decimal(0)]) == 0
    assert hourly(None) is None
    assert text(None) is None


def test_sum_keeps_digits_the_default_context_would_round() -> None:
    assert add([Decimal(10) ** 27, Decimal("1e-18")]) != Decimal(10) ** 27


def test_hourly_is_plain() -> None:
    assert hourly(Decimal(730)) == "1"
    assert hourly(Decimal(1)) == "0.001369863013698630"[:-1]
