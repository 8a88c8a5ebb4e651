"""The forecast in a terminal: it fits, and it does without block characters where there are none."""

from dataclasses import replace

import pytest

from lepton_iac.model import Outlook
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, View
from tests.report.evidence import demand
from tests.report.examples import full


def shown(unit: str = "fraction", scale: float = 1.0, plain: bool = False) -> list[str]:
    """The forecast view of the example, its figures in another unit."""
    report = full()
    project = report.projects[0]
    made = replace(
        demand(),
        unit=unit,
        outlooks=tuple(
            replace(each, unit=unit, quantiles={key: value * scale for key, value in each.quantiles.items()})
            for each in demand().outlooks
        ),
    )
    usage = replace(project.usage, demands={made.address: (made,)})
    changed = replace(report, projects=(replace(project, usage=usage),))
    return FORMATS["table"](changed, Options(width=80, views=(View.FORECAST,), ascii=plain)).splitlines()


@pytest.mark.parametrize(
    ("unit", "scale"), [("fraction", 1), ("Mbit/s", 123_456), ("1/s", 1e-7), ("count", 1e9), ("GiB", 1e5)]
)
def test_every_line_fits_80_columns_and_no_figure_is_cut(unit: str, scale: float) -> None:
    lines = shown(unit, scale)
    assert max(map(len, lines)) <= 80
    rows = [line for line in lines if line.strip().startswith("next ") and "not told" not in line]
    assert len(rows) == 3
    assert not any("…" in line for line in rows)


def test_ascii_bars_say_the_same_as_blocks() -> None:
    blocks, plain = (
        next(line for line in shown(plain=ascii_only) if "daily highs" in line) for ascii_only in (False, True)
    )
    assert plain.isascii()
    assert not blocks.isascii()
    assert len(plain) == len(blocks)


def test_horizons_without_figures_for_the_same_reason_stand_together() -> None:
    report = full()
    project = report.projects[0]
    made = replace(demand(), outlooks=tuple(Outlook(name, 1, "", {}, "", "too short") for name in ("day", "week")))
    usage = replace(project.usage, demands={made.address: (made,)})
    text = FORMATS["table"](replace(report, projects=(replace(project, usage=usage),)), Options(views=(View.FORECAST,)))
    assert text.count("not told: too short") == 1
    assert "all horizons" in text
