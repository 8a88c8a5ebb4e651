"""Shares of a service: the worked example, limits that bind, and agreement with a linear programme."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.shares import Site, spread

A = Site("A", Decimal(100), Decimal("0.10"))
B = Site("B", Decimal(80), Decimal("0.12"))
C = Site("C", Decimal(120), Decimal("0.08"))


def test_the_tie_of_two_sites_is_broken_by_units_and_said() -> None:
    found = spread([A, B, C])
    assert [site.alone for site in (A, B, C)] == [Decimal("10.00"), Decimal("9.60"), Decimal("9.60")]
    assert (found.cost, dict(found.shares)) == (Decimal("9.60"), {"A": Decimal(0), "B": Decimal(1), "C": Decimal(0)})
    assert found.tied == ("C",)
    assert found.why == "B 100 %; C would cost the same: fewer units come first, then the name"


def test_a_capacity_sends_the_rest_to_the_next() -> None:
    found = spread([A, Site("B", Decimal(80), Decimal("0.12"), capacity=Decimal(20)), A_FAR])
    assert dict(found.shares) == {"A": Decimal("0.75"), "B": Decimal("0.25"), "far": 0}
    assert found.cost == Decimal("0.75") * 10 + Decimal("0.25") * Decimal("9.6")
    assert found.binding == ("B: capacity",)


A_FAR = Site("far", Decimal(100), Decimal("0.20"), latency_class="far")


def test_a_latency_class_takes_its_share_though_it_is_dearer() -> None:
    near = Site("near", Decimal(10), Decimal(2), latency_class="near")
    far = Site("far", Decimal(10), Decimal(1), latency_class="far")
    found = spread([near, far], {"near": Decimal("0.6")})
    assert dict(found.shares) == {"near": Decimal("0.6"), "far": Decimal("0.4")}
    assert found.cost == 16
    assert found.binding == ("latency class near: at least 60 %",)


def test_what_nobody_can_serve_is_said() -> None:
    with pytest.raises(LeptonError, match=r"70 % of the demand"):
        spread([Site("A", Decimal(10), Decimal(1), capacity=Decimal(3))])
    with pytest.raises(LeptonError, match=r"latency class near"):
        spread([A], {"near": Decimal("0.5")})
    with pytest.raises(LeptonError, match="sites"):
        spread([])
    with pytest.raises(LeptonError, match="sites"):
        spread([A, A])


tenths = st.integers(0, 10).map(lambda one: Decimal(one) / 10)
sites = st.lists(
    st.builds(
        Site,
        st.sampled_from("ABCDE"),
        st.integers(1, 50).map(Decimal),
        st.integers(0, 20).map(Decimal),
        st.one_of(st.none(), st.integers(1, 60).map(Decimal)),
        tenths,
        st.sampled_from(["", "near", "far"]),
    ),
    min_size=1,
    unique_by=lambda site: site.name,
)


@settings(max_examples=150, deadline=None)
@given(sites, st.dictionaries(st.sampled_from(["near", "far"]), tenths))
def test_it_equals_a_linear_programme(several: list[Site], least: dict[str, Decimal]) -> None:
    assume(sum(least.values()) <= 1)
    rows = [[-float(site.latency_class == name) for site in several] for name in least]
    best = linprog(
        [float(site.alone) for site in several],
        A_ub=rows or None,
        b_ub=[-float(share) for share in least.values()] or None,
        A_eq=[[1.0] * len(several)],
        b_eq=[1.0],
        bounds=[(0, float(site.limit)) for site in several],
    )
    if best.status == 2:
        with pytest.raises(LeptonError):
            spread(several, least)
    else:
        found = spread(several, least)
        assert float(found.cost) == pytest.approx(best.fun, abs=1e-6)
        assert abs(sum(found.shares.values(), Decimal(-1))) < Decimal("1e-24")  # the last of 28 digits is rounded
