"""Quotes asked again are not worked out again, and what differs is never taken for the same."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.job.estimate import priced
from lepton_iac.job.inputs import Inputs
from lepton_iac.kinds.world import World
from lepton_iac.model import Change, Disruption, Resource, ResourceBill, SetAttribute
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.engine import price_one

PLAN = str(Path(__file__).parents[2] / "sample_stacks" / "big_data" / "aws" / "plan.json")
DISK = "aws_ebs_volume.broker[0]"


def changed(path: str, value: str | int | bool | Decimal | None) -> Change:
    """The volume with one attribute set."""
    return Change("r", DISK, path, "", "", Decimal(0), Disruption.ONLINE, "", edits=(SetAttribute(path, value),))


def test_a_quote_is_worked_out_once_and_only_for_the_same_change(monkeypatch: pytest.MonkeyPatch) -> None:
    market = priced(Inputs(path=PLAN), open_book()).market
    asked: list[str] = []

    def heard(one: Resource, world: World, book: Book) -> ResourceBill:
        asked.append(one.address)
        return price_one(one, world, book)

    monkeypatch.setattr("lepton_iac.price.market.price_one", heard)
    smaller, half = changed("size", 500), changed("size", 250)
    first = market.quote([smaller])
    once = len(asked)
    assert once > 0
    assert market.quote(iter([replace(smaller, why="said otherwise", saving=Decimal(7))])) is first
    assert len(asked) == once
    assert market.quote([half]).saving > first.saving > 0
    assert market.quote([replace(smaller, removes=True)]).after == 0
    assert market.quote([smaller, half]).after == market.quote([half]).after
    assert market.quote([changed("encrypted", True)]).after == market.quote([changed("encrypted", 1)]).after
    assert len(asked) > once
