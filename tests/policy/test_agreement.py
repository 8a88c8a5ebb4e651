"""What is said of a folder as it is written, its plan says too: less is known without a plan, nothing is guessed."""

import re
from pathlib import Path

import pytest

from lepton_iac.model import Stack
from lepton_iac.policy import evaluate, load_policies
from lepton_iac.read import load
from lepton_iac.read.written import read_written

STACKS = sorted((Path(__file__).parents[2] / "sample_stacks").glob("*/*/plan.json"))
POLICIES = load_policies()


def said(stack: Stack, exported: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
    found = evaluate(stack, POLICIES, exported=exported).found
    own = [one for one in found if not one.address.startswith("module.")]
    return {(one.rule, re.sub(r"\[[^]]*\]$", "", one.address)) for one in own}


@pytest.mark.parametrize("plan", STACKS, ids=lambda plan: f"{plan.parent.parent.name}-{plan.parent.name}")
def test_a_folder_says_nothing_that_its_plan_denies(plan: Path) -> None:
    written = read_written(plan.parent)
    without_plan = said(written.stack, written.exported)
    assert without_plan
    assert without_plan <= said(load(plan))
