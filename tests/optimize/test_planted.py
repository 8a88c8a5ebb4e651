"""The waste planted in the sample stacks is found, and what must be left alone is left alone."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from lepton_iac.cli.session import priced
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Disruption, Proposal
from lepton_iac.optimize import Constraints, optimize
from lepton_iac.price.book import open_book

STACKS = Path(__file__).parents[2] / "sample_stacks"
ROWS = tuple(csv.DictReader((STACKS / "planted.csv").read_text(encoding="utf-8").splitlines()))
FOUND = {"enterprise_it/aws": 25, "developer_environments/aws": 24}
"""Stack to how many of its planted wastes are at least proposed or pointed out."""
EVERYTHING = Constraints(max_disruption=Disruption.DATA_LOSS, min_saving=Decimal("0.01"))


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("book")


@cache
def proposal(name: str, cache_dir: Path) -> Proposal:
    place = STACKS / name
    inputs = Inputs(str(place / "plan.json"), place / "usage.yml", (place / "metrics.csv.gz",))
    known = priced(inputs, open_book(cache_dir))
    return optimize(known.project.stack, known.market, known.project.usage.demands, EVERYTHING)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOUND)
def test_planted_waste_is_found(name: str, cache_dir: Path) -> None:
    made = proposal(name, cache_dir)
    looked_at = {change.address for change in made.changes} | {note.where for note in made.refused}
    wanted = [row for row in ROWS if row["stack"] == name and row["verdict"] == "mend"]
    assert sum(row["address"] in looked_at for row in wanted) >= FOUND[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", FOUND)
def test_what_must_be_left_alone_is_left_alone(name: str, cache_dir: Path) -> None:
    changed = {change.address for change in proposal(name, cache_dir).changes}
    mended = {row["address"] for row in ROWS if row["stack"] == name and row["verdict"] == "mend"}
    kept = {row["address"] for row in ROWS if row["stack"] == name and row["verdict"] == "keep"}
    assert changed & kept <= mended
