"""What nobody wrote is left to the provider; what comes from elsewhere stays unknown."""

from lepton_iac.model import AFTER_APPLY, LEFT_OUT
from lepton_iac.read.left_out import with_left_out


def test_an_unknown_without_an_expression_was_left_out() -> None:
    found = with_left_out({"tenancy": AFTER_APPLY, "ami": AFTER_APPLY}, {"ami": {"references": ["data.aws_ami.x"]}})
    assert found["tenancy"] is LEFT_OUT
    assert found["ami"] is AFTER_APPLY


def test_blocks_are_told_apart_one_by_one() -> None:
    attributes = {"root_block_device": [{"volume_type": AFTER_APPLY, "volume_size": AFTER_APPLY}]}
    found = with_left_out(attributes, {"root_block_device": [{"volume_size": {"references": ["var.size"]}}]})
    assert found["root_block_device"] == [{"volume_type": LEFT_OUT, "volume_size": AFTER_APPLY}]


def test_dynamic_blocks_stay_as_the_plan_shows_them() -> None:
    attributes = {"disk": [{"size": AFTER_APPLY}, {"size": AFTER_APPLY}]}
    assert with_left_out(attributes, {"disk": [{}]}) is attributes


def test_nothing_unknown_changes_nothing() -> None:
    attributes = {"size": 3, "disk": [{"size": 4}]}
    assert with_left_out(attributes, {"size": {"constant_value": 3}, "disk": [{}]}) is attributes
