"""Before a stack moves it gets the sizes its forecast asks for, and staying is held to the same sizes."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.job.moving import _staying, moved
from lepton_iac.job.resized import resized
from lepton_iac.model import Change, Disruption, Proposal, SetAttribute, Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book, open_book
from lepton_iac.read import load
from lepton_iac.write.new_module import TARGETS

STACK = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "m5.4xlarge"
}
"""


@pytest.fixture(name="known")
def _known(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Priced:
    book: Book = open_book(tmp_path_factory.getbasetemp().parent / "book")
    (tmp_path / "main.tf").write_text(STACK, encoding="utf-8")
    return estimate("web", load(tmp_path), Usage(), lambda address, kind: {}, book)


def proposed(known: Priced, rule: str) -> Priced:
    change = Change(
        rule, "aws_instance.web", "sku", "m5.4xlarge", "m5.large", Decimal(500), Disruption.STOP_START, "it idles",
        edits=(SetAttribute("instance_type", "m5.large"),), breach_probability=0.002,
    )  # fmt: skip
    return replace(known, project=replace(known.project, proposal=Proposal((change,), ())))


def test_without_metrics_nothing_is_resized(known: Priced) -> None:
    assert resized(known) == (known, ())
    assert "Sized by the forecast" not in moved("web", known, TARGETS["azure"]).files["README.md"]


def test_a_size_that_the_forecast_asks_for_is_what_is_looked_for(known: Priced) -> None:
    today = moved("web", known, TARGETS["azure"])
    small = moved("web", proposed(known, "right-size-compute"), TARGETS["azure"])
    assert "16 vCPU" in today.files["README.md"]
    assert "(2 vCPU, 8 GiB)" in small.files["README.md"]
    assert "| m5.4xlarge | m5.large | 0.20 % | it idles |" in small.files["README.md"]
    assert small.bill.total < today.bill.total
    assert small.lines[0].before == today.lines[0].before


def test_staying_is_held_to_the_same_size(known: Priced) -> None:
    small = proposed(known, "right-size-compute")
    assert _staying(small)["aws_instance.web"][0] < _staying(known)["aws_instance.web"][0]


def test_other_proposals_are_not_carried_out(known: Priced) -> None:
    assert resized(proposed(known, "ec2-night-stop"))[1] == ()
