"""Forecasts as pictures: what is drawn, and what is said of what is not."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from math import inf, nan
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from lepton_iac.model import Bill, Demand, Project, Track
from lepton_iac.report.picture import MOST, chosen, picture, svg, svgs
from lepton_iac.report.picture.axis import figures, midnights
from lepton_iac.report.picture.capacity import current, proposed
from lepton_iac.report.picture.draw import BOTTOM, GAP, TOP
from tests.report.evidence import demand
from tests.report.examples import full

ADDRESS = "module.web.aws_instance.this"


def sized(before: int | None, after: int | None) -> Project:
    """The full example, its web server with so many vCPUs before and after."""

    def with_cpus(bill: Bill, count: int | None) -> Bill:
        lines = (
            replace(line, properties={} if count is None else {"vcpu": Decimal(count)})
            if line.resource.address == ADDRESS
            else line
            for line in bill.lines
        )
        return replace(bill, lines=tuple(lines))

    project = full().projects[0]
    return replace(project, bill=with_cpus(project.bill, before), proposed=with_cpus(project.bill, after))


def words(project: Project, wanted: Demand) -> list[str]:
    drawn = picture(project, wanted)
    return [] if drawn is None else [mark.text for mark in drawn.marks]


def test_the_picture_as_a_file(snapshot: SnapshotAssertion) -> None:
    drawn = picture(sized(8, 4), demand())
    assert drawn is not None
    assert svg(drawn) == snapshot


def test_current_proposed_and_needed_stand_in_the_order_of_their_lines() -> None:
    assert words(sized(8, 4), demand()) == ["current 8 vCPU", "proposed 4 of 8 vCPU", "needed 34%"]
    assert words(sized(8, 8), demand()) == ["current 8 vCPU", "needed 34%"]
    assert words(sized(None, None), demand()) == ["current 100%", "needed 34%"]


def test_a_capacity_far_above_all_else_is_said_and_not_drawn() -> None:
    small = replace(demand(), capacity=0.05, track=Track(datetime(2026, 9, 1, tzinfo=UTC), (0.02, 0.03)))
    drawn = picture(sized(8, None), small)
    assert drawn is not None
    assert [(mark.text, mark.y is None) for mark in drawn.marks] == [("↑ current 8 vCPU", True), ("needed 5%", False)]


def test_what_may_not_be_lowered_has_no_capacity_needed() -> None:
    assert words(sized(8, None), replace(demand(), refused="too short")) == ["↑ current 8 vCPU"]


@pytest.mark.parametrize(
    "nothing", [None, Track(datetime(2026, 9, 1, tzinfo=UTC), ()), Track(datetime(2026, 9, 1, tzinfo=UTC), (nan, nan))]
)
def test_nothing_measured_is_no_picture(nothing: Track | None) -> None:
    assert picture(sized(8, 4), replace(demand(), track=nothing)) is None


def test_a_gap_is_not_bridged() -> None:
    drawn = picture(sized(8, 4), demand())
    assert drawn is not None
    assert len(drawn.past) == 2


def test_the_description_says_what_is_seen() -> None:
    drawn = picture(sized(8, 4), demand())
    assert drawn is not None
    for said in (
        "2026-09-01 to 2026-09-11",
        "p50 up to",
        "p90 up to",
        "needed: 34%",
        "Current",
        "Proposed capacity: 50%",
    ):
        assert said in drawn.description


@given(
    past=st.lists(st.one_of(st.floats(0, 1e12), st.just(nan)), max_size=60),
    ahead=st.lists(st.floats(0, 1e12), max_size=30),
    capacity=st.one_of(st.none(), st.floats(0, 1e12)),
    unit=st.sampled_from(["fraction", "1/s", "GiB", "count", "<b>&"]),
    address=st.text(st.characters(), max_size=30),
)
@settings(max_examples=150, deadline=None)
def test_whatever_was_measured_is_inside_the_frame(
    past: list[float], ahead: list[float], capacity: float | None, unit: str, address: str
) -> None:
    path = tuple(ahead)
    made = Track(datetime(2026, 9, 1, 5, tzinfo=UTC), tuple(past), path, path, path)
    wanted = replace(demand(), track=made, capacity=capacity, unit=unit, address=address)
    drawn = picture(sized(8, 4), wanted)
    if drawn is None:
        return
    places = [float(point.split(",")[1]) for points in (*drawn.past, *drawn.middle) for point in points.split()]
    assert all(TOP <= place <= BOTTOM for place in places)
    lines = [mark.text_y for mark in drawn.marks]
    assert all(later - earlier >= GAP - 0.2 for earlier, later in pairwise(lines))
    assert inf not in places
    assert ElementTree.fromstring(svg(drawn)).tag == "{http://www.w3.org/2000/svg}svg"


def test_fractions_need_no_bill_and_levels_do() -> None:
    nowhere = replace(demand(), address="aws_instance.other")
    found = current(sized(8, 4), nowhere)
    assert found is not None
    assert (found.level, found.words) == (1.0, "")
    assert current(sized(8, 4), replace(nowhere, dimension="disk_iops")) is None
    assert current(sized(8, 4), replace(nowhere, dimension="connections")) is None
    assert proposed(sized(8, 4), nowhere) is None


def test_round_figures_and_midnights() -> None:
    assert figures(0.34) == (0.0, 0.1, 0.2, 0.3)
    assert figures(6000.0) == (0.0, 2000.0, 4000.0, 6000.0)
    assert figures(0.0) == (0.0,)
    assert midnights(datetime(2026, 9, 1, 5, tzinfo=UTC), 72) == ((19, "2 Sep"), (43, "3 Sep"), (67, "4 Sep"))
    assert len(midnights(datetime(2026, 9, 1, tzinfo=UTC), 35 * 24)) == 6


def test_a_page_draws_what_changes_first_and_files_draw_all() -> None:
    project = full().projects[0]
    changing = project.usage.demands[ADDRESS][0]
    others = {f"aws_instance.x[{n}]": (replace(demand(), address=f"aws_instance.x[{n}]"),) for n in range(MOST + 5)}
    crowded = replace(project, usage=replace(project.usage, demands={**others, ADDRESS: (changing,)}))
    keys = list(chosen(crowded))
    assert (keys[0][0], len(keys)) == (ADDRESS, MOST)
    assert sum(1 for _ in svgs(crowded)) == MOST + 6
