"""What ``every`` gives: existence is never unknown, values may be."""

from lepton_iac.kinds.evaluate import item_of
from lepton_iac.kinds.expression import parse
from lepton_iac.kinds.load import spec_of
from lepton_iac.kinds.world import World
from lepton_iac.model import AFTER_APPLY, LEFT_OUT, Resource, Stack, Unknown


def test_an_address_behind_a_gateway_to_be_made_is_in_use() -> None:
    for unknown in (AFTER_APPLY, LEFT_OUT):
        eip = Resource("aws_eip.a", "aws_eip", "a", "aws", {}, region="us-east-1")
        gateway = Resource(
            "aws_nat_gateway.b",
            "aws_nat_gateway",
            "b",
            "aws",
            {"id": unknown},
            references={"allocation_id": ("aws_eip.a",)},
        )
        spec = spec_of("aws", "aws_eip")
        assert spec is not None
        assert item_of(spec, eip, World(Stack((eip, gateway)))).get("in_use") is True


def test_an_unknown_list_is_unknown() -> None:
    spec = spec_of("aws", "aws_lb")
    assert spec is not None
    lb = Resource("aws_lb.a", "aws_lb", "a", "aws", {"mappings": AFTER_APPLY}, region="us-east-1")
    item = item_of(spec, lb, World(Stack((lb,))))
    assert isinstance(item.work_out(parse("len(every('tags.*'))")), int)
    assert isinstance(item.work_out(parse("len(every('mappings'))")), Unknown)
